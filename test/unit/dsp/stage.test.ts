/** The filter stage with the real filters: what comes out is all that went in, and what rings on. */
import { describe, expect, it } from 'vitest';
import { createFilters, liveFilterBlocks } from '../../../src/dsp/index.ts';
import type { FilterSettings } from '../../../streams/commands.ts';
import { FilterStage } from '../../../streams/filters/stage.ts';
import { FRAME_SAMPLES } from '../../../streams/ports.ts';
import { PcmQueue } from '../../../streams/track/pcm.queue.ts';
import { plugins, sound } from './support.ts';

const timescale = { speed: 1.3, pitch: 1, rate: 1 };
/** Rings on for 10 × 480 samples: 0.5¹⁰ is below −60 dB. */
const echo = plugins({ echo: { echoLength: 0.01, decay: 0.5 } });
const TAIL = 4800;

/** Samples that come out of `samples` that go in, when all of them are there at once and no more will come. */
const lengthOf = (settings: FilterSettings, samples: number): number => {
  const input = new PcmQueue();
  const stage = new FilterStage(createFilters(), input);
  stage.use(settings);
  const [left, right] = sound(samples);
  input.push({ left, right });
  let length = 0;
  for (;;) {
    const own = Math.min(FRAME_SAMPLES, stage.available(true));
    if (own === 0) break;
    length += own;
    stage.take(new Float32Array(own), new Float32Array(own));
  }
  stage.free();
  return length;
};

describe('the length of what comes out', () => {
  it.each([1, 500, 960, 4321, 48_000])('of %i samples', (samples) => {
    expect(lengthOf({ volume: 0.5 }, samples)).toBe(samples);
    expect(lengthOf(echo, samples)).toBe(samples + TAIL);
    expect(lengthOf({ timescale }, samples)).toBe(Math.round(samples / 1.3));
    expect(lengthOf({ timescale, ...echo }, samples)).toBe(Math.round((samples + TAIL) / 1.3));
    expect(liveFilterBlocks()).toBe(0);
  });
});
