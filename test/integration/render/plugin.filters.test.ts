/** Plugin filters on a rendered file, held to their formulas (docs/filters.md). */
import { describe, expect, it } from 'vitest';
import type { Stereo } from '../../unit/dsp/formulas.ts';
import * as own from '../../unit/dsp/plugin.formulas.ts';
import { difference, noise, render, soundFile } from './support.ts';

describe('plugin filters are their formulas, and an echo rings on', () => {
  const input = noise(12_345);
  it.each<readonly [object, Stereo]>([
    [{ 'low-pass': { cutoffFrequency: 80, boostFactor: 2 } }, own.pass(input, 'low', 80, 2)],
    [{ 'high-pass': { cutoffFrequency: 900 } }, own.pass(input, 'high', 900, 1)],
    [{ normalization: { maxAmplitude: 0.2 } }, own.normalization(input, 0.2, true)],
  ])('%j', async (pluginFilters, expected) => {
    const file = soundFile('noise-plugin.wav', input);
    const out = await render(file, '--filters', JSON.stringify({ pluginFilters }));
    expect(difference(out, expected)).toBeLessThan(1e-6);
  });

  it('echo', async () => {
    const echo = { echoLength: 0.02, decay: 0.5 };
    const out = await render(
      soundFile('noise-echo.wav', input),
      '--filters',
      JSON.stringify({ pluginFilters: { echo } }),
    );
    // 0.5¹⁰ is below −60 dB.
    const silence = new Float32Array(10 * 960);
    const longer = (channel: Float32Array) => Float32Array.from([...channel, ...silence]);
    expect(difference(out, own.echo([longer(input[0]), longer(input[1])], 0.02, 0.5))).toBeLessThan(1e-6);
  });
});
