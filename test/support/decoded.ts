/** All sound of a file as the graph decodes it: through container, decoder and trimming, but without filters and Opus. */
import { defer, filter, firstValueFrom, merge, of, repeat, timer } from 'rxjs';
import { silentLog } from '../../marbles/support.ts';
import { createCodecs } from '../../src/codecs/index.ts';
import type { CodecProvider } from '../../src/codecs/index.ts';
import { containers } from '../../src/containers/index.ts';
import type { ByteSource } from '../../src/containers/types.ts';
import { mediaOf } from '../../src/media/media.ts';
import type { Encoder, Pcm } from '../../streams/ports.ts';
import { FrameMaker } from '../../streams/track/frame.maker.ts';
import { segment } from '../../streams/track/segment.ts';
import { Tools } from '../../streams/track/tools.ts';

const NO_ENCODER: Encoder = { encode: () => new Uint8Array(0), free: () => undefined };

export interface Decoded extends Pcm {
  readonly container: string;
  readonly lengthMs: number | undefined;
}

/**
 * 48 kHz stereo from `fromMs` on, to the sample. Only `provider` decodes, all of them if there is none. Rejects with
 * what broke.
 */
export const decoded = async (
  source: ByteSource,
  { fromMs = 0, providers }: { fromMs?: number; providers?: readonly CodecProvider[] } = {},
): Promise<Decoded> => {
  const head = await source.read(0, 1024);
  const container = containers.find((one) => one.matches(head));
  if (container === undefined) throw new Error('No container knows this file.');
  const open = () => container.open(source);
  const media = mediaOf(await open(), open);
  const codecs = createCodecs({ log: silentLog, encodingQuality: 0, resamplingQuality: 'HIGH' }, providers);
  const tools = new Tools({ ...codecs, encoder: () => of(NO_ENCODER) }, media.format);
  const maker = new FrameMaker({
    format: media.format,
    fromMs,
    soundEndMs: () => media.soundEndMs,
    // Volume 99, because packets that may pass as they are would not be decoded.
    shaping: () => ({ volume: 99, filters: {} }),
    filters: { chain: () => null },
    packetsAheadMs: Infinity,
    pcmAheadMs: Infinity,
  });
  try {
    // A stretch goes on waiting at its end, for a seek that comes or its end as a whole.
    const isDone = () => maker.packets.ended && maker.packets.length === 0 && maker.pcmEnded;
    const stretch = segment({ media, maker, tools, moves: fromMs > 0 });
    const look$ = defer(() => of(null)).pipe(repeat({ delay: () => timer(0) }));
    const seen$ = merge(stretch, look$).pipe(filter((broken) => broken !== null || isDone()));
    const broken = await firstValueFrom(seen$);
    if (broken !== null) throw broken.error;
    const left = new Float32Array(maker.pcm.samples);
    const right = new Float32Array(left.length);
    maker.pcm.take(left, right);
    return { container: container.name, lengthMs: media.lengthMs, left, right };
  } finally {
    maker.free();
    tools.free();
  }
};
