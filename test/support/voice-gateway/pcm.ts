/** Turns the Opus packets that a listener received into sound, with libopus as WebAssembly. */
import { OpusDecoder } from 'opus-decoder';
import { FRAME_SAMPLES } from '../../../streams/ports.ts';
import type { Pcm } from '../../../streams/ports.ts';
import type { ReceivedFrame } from './frames.ts';
import { inOrder } from './report.ts';

interface Piece {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

const join = (parts: readonly Float32Array[]): Float32Array => {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

const nothing = (): Piece => ({
  left: new Float32Array(FRAME_SAMPLES),
  right: new Float32Array(FRAME_SAMPLES),
});

/**
 * 48 kHz stereo, in order of sequence numbers. A packet that is missing or could not be decrypted is 20 ms of zeros
 * (no concealment), so that a test sees the hole.
 */
export const decodeFrames = async (frames: readonly ReceivedFrame[]): Promise<Pcm> => {
  const decoder = new OpusDecoder({ channels: 2 });
  await decoder.ready;
  try {
    const ordered = inOrder(frames);
    const places = [...ordered.keys()];
    const pieces: Piece[] = [];
    for (let at = places[0] ?? 0; at <= (places.at(-1) ?? -1); at += 1) {
      const opus = ordered.get(at)?.opus ?? null;
      if (opus === null) {
        pieces.push(nothing());
        continue;
      }
      const { channelData, samplesDecoded } = decoder.decodeFrame(opus);
      const [left, right = left] = channelData;
      if (left === undefined || right === undefined || samplesDecoded === 0) pieces.push(nothing());
      else pieces.push({ left: left.slice(0, samplesDecoded), right: right.slice(0, samplesDecoded) });
    }
    return { left: join(pieces.map(({ left }) => left)), right: join(pieces.map(({ right }) => right)) };
  } finally {
    decoder.free();
  }
};
