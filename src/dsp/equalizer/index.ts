/** equalizer: 15 band-pass resonators beside the dry signal (audio.md §1.5); −0.25 mutes a band, 0.25 doubles it. */
import { BlockFilter, type FilterKind } from '../filter.ts';
import { BANDS } from './bands.ts';

export interface Band {
  readonly band: number;
  readonly gain: number;
}

const STATE_BYTES = 544;
/** Gains, beta, alpha, gamma: 4 × 16 floats. */
const CONSTANT_BYTES = 256;
const LANES = 16;

/** The gain of each of the 15 bands; of a band that is named twice the last one counts. */
const gainsOf = (bands: readonly Band[]): Float32Array => {
  const gains = new Float32Array(LANES);
  for (const { band, gain } of bands) gains[band] = gain;
  return gains;
};

export const equalizer: FilterKind<readonly Band[]> = {
  enabled: (bands) => gainsOf(bands).some((gain) => gain !== 0),
  problem: (bands) => {
    const wrong = bands.find(({ band }) => band < 0 || band >= BANDS.length);
    return wrong === undefined
      ? null
      : `equalizer.band must be from 0 to ${BANDS.length - 1}, not ${wrong.band}`;
  },
  open: (kernel, bands) => {
    const filter = new BlockFilter(
      kernel,
      STATE_BYTES,
      (state, n) => kernel.run.equalizer(state, n),
      CONSTANT_BYTES,
    );
    const constants = kernel.floats(filter.state, CONSTANT_BYTES / 4);
    constants.set(gainsOf(bands));
    BANDS.forEach(({ beta, alpha, gamma }, i) => {
      constants[LANES + i] = beta;
      constants[2 * LANES + i] = alpha;
      constants[3 * LANES + i] = gamma;
    });
    return filter;
  },
};
