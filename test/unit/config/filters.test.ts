import { describe, expect, it } from 'vitest';
import { load, server, yml } from './support.ts';

describe('switches of filters beyond the ten', () => {
  it('low-pass is the plugin filter, lowPass and its other spellings are the one of the ten', () => {
    const text =
      'lavalink:\n  server:\n    filters:\n      low-pass: false\n      lowPass: true\n      echo: off';
    expect(load(yml(text)).warnings).toEqual([]);
    expect(server(yml(text)).filters).toEqual({ 'low-pass': false, lowPass: true, echo: false });
    expect(server(yml('lavalink.server.filters.low_pass: false')).filters).toEqual({ lowPass: false });
  });

  it('in the environment, where the names differ', () => {
    const { filters } = server({
      env: {
        LAVALINK_SERVER_PASSWORD: 'p',
        LAVALINK_SERVER_FILTERS_HIGH_PASS: 'false',
        LAVALINK_SERVER_FILTERS_NORMALIZATION: 'false',
        LAVALINK_SERVER_FILTERS_LOWPASS: 'false',
      },
    });
    expect(filters).toEqual({ 'high-pass': false, normalization: false, lowPass: false });
  });
});
