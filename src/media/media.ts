/** A demuxer's Promises as the graph's {@link Media}. */
import { Observable } from 'rxjs';
import type { Media, PacketBlock } from '../../streams/ports.ts';
import type { Demuxer } from '../containers/types.ts';
import { playFailure } from './failure.ts';
import { createSerial } from './serial.ts';

/** A block that nobody waited for any more when it came: the next read begins with it. */
type Kept = PacketBlock | undefined;

const nextBlock = async (demuxer: Demuxer): Promise<PacketBlock | null> => {
  for (;;) {
    const packets = await demuxer.read();
    if (packets === null || packets.length > 0) return packets;
  }
};

/**
 * Reads and seeks run one after the other, even if the graph gives one up and asks for another: what an abandoned
 * read brings is not lost, unless a seek comes between.
 */
export const mediaOf = (demuxer: Demuxer): Media => {
  const serial = createSerial();
  let kept: Kept;

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
    format: demuxer.format,
    lengthMs: demuxer.lengthMs,
    isSeekable: demuxer.isSeekable,
    read: () =>
      call<PacketBlock>(async (isWanted, emit) => {
        const block = kept ?? (await nextBlock(demuxer));
        kept = undefined;
        if (block === null) return;
        if (isWanted()) emit(block);
        else kept = block;
      }),
    seek: (positionMs) =>
      call<never>(async () => {
        kept = undefined;
        await demuxer.seek(positionMs);
      }),
  };
};
