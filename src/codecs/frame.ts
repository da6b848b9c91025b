import { FRAME_SAMPLES } from '../../streams/ports.ts';
import { CodecError } from './provider.ts';

/** Encoders write into memory of a fixed size: another length must not get that far. */
export const checkFrame = (left: Float32Array, right: Float32Array): void => {
  if (left.length !== FRAME_SAMPLES || right.length !== FRAME_SAMPLES)
    throw new CodecError(
      `An Opus frame is 2 × ${FRAME_SAMPLES} samples, not ${left.length} and ${right.length}.`,
    );
};
