/** A media port without files and containers: the same Opus packets round and round. */
import { of } from 'rxjs';
import { FRAME_MS, type Media, type MediaPort, type Packet } from '../../streams/ports.ts';

/** As demuxers deliver them: 200 ms. */
const BLOCK_PACKETS = 10;

export const loopedMedia = (payload: Uint8Array): MediaPort => ({
  open: () => {
    let positionMs = 0;
    const next = (): Packet => {
      positionMs += FRAME_MS;
      return { data: payload, positionMs: positionMs - FRAME_MS, durationMs: FRAME_MS };
    };
    const media: Media = {
      format: { codec: 'opus', sampleRate: 48_000, channels: 2, extradata: new Uint8Array(0) },
      lengthMs: undefined,
      isSeekable: false,
      read: () => of(Array.from({ length: BLOCK_PACKETS }, next)),
      seek: () => {
        throw new Error('Nobody seeks here.');
      },
    };
    return of(media);
  },
});
