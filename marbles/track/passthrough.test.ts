import { describe, expect, it } from 'vitest';
import type { AudioFormat } from '../../streams/ports.ts';
import { mayPass } from '../../streams/track/passthrough.ts';
import { OPUS } from '../fakes.ts';

const packet = (durationMs: number) => ({ data: Uint8Array.of(1), positionMs: 0, durationMs });

describe('mayPass', () => {
  it.each<[string, AudioFormat, number, number, boolean, boolean?]>([
    ['48 kHz stereo Opus of 20 ms at volume 100', OPUS, 20, 100, true],
    ['a duration that was rounded', OPUS, 19.9999, 100, true],
    ['60 ms packets', OPUS, 60, 100, false],
    ['10 ms packets', OPUS, 10, 100, false],
    ['an active filter', OPUS, 20, 100, false, true],
    ['mono', { ...OPUS, channels: 1 }, 20, 100, false],
    ['volume 99', OPUS, 20, 99, false],
    ['another codec', { ...OPUS, codec: 'vorbis' }, 20, 100, false],
  ])('%s', (_name, format, durationMs, volume, expected, isFiltered = false) => {
    expect(mayPass(format, packet(durationMs), volume, isFiltered)).toBe(expected);
  });

  it('has nothing to pass without a packet', () => {
    expect(mayPass(OPUS, undefined, 100, false)).toBe(false);
  });
});
