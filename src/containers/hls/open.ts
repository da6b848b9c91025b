/** From a playlist to its demuxer. Loaded with the first one: most nodes never meet any. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ByteSource, Container, Demuxer } from '../types.ts';
import { ContainerError } from '../types.ts';
import { HlsDemuxer } from './demuxer.ts';
import { Files, readText } from './files.ts';
import { Listing } from './listing.ts';
import type { Clock } from './listing.ts';
import { readPlaylist } from './playlist.ts';
import { soundOf } from './variants.ts';

export interface HlsDeps {
  /** What segments may be made of, in the order in which they are asked. */
  readonly containers: readonly Container[];
  readonly clock?: Clock;
}

const realClock: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) => delay(ms, undefined, { signal }),
};

export const openHls = async (
  source: ByteSource,
  { containers, clock = realClock }: HlsDeps,
): Promise<Demuxer> => {
  const { around } = source;
  if (around === undefined) throw new ContainerError('Nothing lies around this playlist.');
  const files = new Files(around);
  let url = around.url;
  let playlist = readPlaylist(await readText(source), url);
  if (playlist.type === 'master') {
    url = soundOf(playlist);
    playlist = await files.playlist(url);
  }
  if (playlist.type === 'master') throw new ContainerError('The playlist leads to another one of its kind.');
  const listing = new Listing(playlist, url, files, around, clock);
  const pause = (ms: number): Promise<void> => clock.wait(ms, around.closed);
  return new HlsDemuxer({ listing, files, containers, pause }).open();
};
