/** A demuxer's Promises as the graph's {@link Media}. */
import { Observable } from 'rxjs';
import type { Media, PacketBlock } from '../../streams/ports.ts';
import type { Demuxer } from '../containers/types.ts';
import { Cursor } from './cursor.ts';
import type { Reopen } from './cursor.ts';
import { playFailure } from './failure.ts';
import { createSerial } from './serial.ts';

/**
 * Reads and seeks run one after the other, even if the graph gives one up and asks for another: what an abandoned
 * read brings is not lost, unless a seek comes between.
 */
export const mediaOf = (demuxer: Demuxer, reopen: Reopen, titles$?: Media['titles$']): Media => {
  const serial = createSerial();
  const cursor = new Cursor(demuxer, reopen);

  /** An Observable of one call; `task` learns whether somebody still waits. */
  const call = <A>(task: (isWanted: () => boolean, emit: (value: A) => void) => Promise<void>) =>
    new Observable<A>((subscriber) => {
      const isWanted = () => !subscriber.closed;
      serial(() => (isWanted() ? task(isWanted, (value) => subscriber.next(value)) : Promise.resolve())).then(
        () => subscriber.complete(),
        (error: unknown) => subscriber.error(playFailure(error)),
      );
    });

  return {
    format: cursor.format,
    lengthMs: cursor.lengthMs,
    get soundEndMs() {
      return cursor.soundEndMs;
    },
    isSeekable: cursor.isSeekable,
    titles$,
    read: () =>
      call<PacketBlock>(async (isWanted, emit) => {
        const block = await cursor.next();
        if (block === null) return;
        if (isWanted()) emit(block);
        else cursor.putBack(block);
      }),
    seek: (positionMs) => call<never>((isWanted) => cursor.moveTo(positionMs, isWanted)),
  };
};
