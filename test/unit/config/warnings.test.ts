import { describe, expect, it } from 'vitest';
import { distance, nearest } from '../../../src/config/nearest.ts';
import { load, server, warningsOfFailure, yml } from './support.ts';

const warnings = (text: string) => load(yml(text)).warnings;

describe('numbers out of range', () => {
  it.each([
    ['frameBufferDurationMs', 100, 5000, 'Buffer size of 100ms is illegal. Defaulting to 5000ms'],
    ['bufferDurationMs', 39, 400, 'Buffer size of 39ms is illegal. Defaulting to 400ms'],
    ['bufferDurationMs', 0, 40, 'The send buffer cannot be switched off here. Using the smallest, 40ms'],
    ['bufferDurationMs', -1, 40, 'The send buffer cannot be switched off here. Using the smallest, 40ms'],
    [
      'opusEncodingQuality',
      99,
      10,
      'Opus encoding quality 99 is not within the range of 0 to 10. Defaulting to 10',
    ],
    [
      'opusEncodingQuality',
      -1,
      10,
      'Opus encoding quality -1 is not within the range of 0 to 10. Defaulting to 10',
    ],
    ['trackStuckThresholdMs', 5, 10000, 'Track Stuck Threshold of 5ms is too small. Defaulting to 10000ms'],
  ])('%s: %i becomes %i', (key, value, used, text) => {
    const setup = yml(`lavalink.server.${key}: ${value}`);
    expect(load(setup).warnings).toEqual([`lavalink.server.${key}: ${text}`]);
    expect(server(setup)).toMatchObject({ [key]: used });
  });

  it.each([
    ['frameBufferDurationMs', 200],
    ['bufferDurationMs', 40],
    ['opusEncodingQuality', 0],
    ['trackStuckThresholdMs', 100],
  ])('%s: %i is still good', (key, value) => {
    const setup = yml(`lavalink.server.${key}: ${value}`);
    expect(load(setup).warnings).toEqual([]);
    expect(server(setup)).toMatchObject({ [key]: value });
  });
});

describe('keys that nobody knows', () => {
  it.each([
    [
      'lavalink.server.pasword: x',
      'lavalink.server.pasword is not a known key; did you mean lavalink.server.password?',
    ],
    ['lavalink:\n  server:\n    bufferDuration: 1', 'did you mean lavalink.server.bufferDurationMs?'],
    ['server.password: x', 'server.password is not a known key; did you mean lavalink.server.password?'],
    ['lavalink.server.filters.equaliser: true', 'did you mean lavalink.server.filters.equalizer?'],
    ['lavalink.server.source.http: true', 'did you mean lavalink.server.sources.http?'],
  ])('%j', (text, message) => {
    const [first, ...others] = warnings(text);
    expect(first).toMatch(/^application\.yml:\d+:\d+: /);
    expect(first).toContain(message);
    expect(others).toEqual([]);
  });

  it('also when the node does not start: the misspelt key may be why', () => {
    expect(warningsOfFailure({ files: { 'application.yml': 'lavalink.server.pasword: x' } })).toEqual([
      expect.stringContaining('did you mean lavalink.server.password?'),
    ]);
  });

  it('nothing near it, nothing suggested', () => {
    expect(warnings('completely.different: 1')).toEqual([
      'application.yml:1:23: completely.different is not a known key',
    ]);
  });

  it('in the environment, when it can only be meant for us', () => {
    const env = {
      LAVALINK_SERVER_PASSWORD: 'p',
      LAVALINK_SERVER_PASWORD: 'x',
      LAVALINK_SERVER_SERVICE_HOST: '10.0.0.1',
      LAVALINK_SERVER_PORT: 'tcp://10.0.0.1:2333',
      LAVALINK_SERVER_PORT_2333_TCP_ADDR: '10.0.0.1',
      LAVALINK_HOME: '/opt',
      PATH: '/bin',
      SERVER_SOFTWARE: 'x',
    };
    expect(load({ env }).warnings).toEqual([
      'environment variable LAVALINK_SERVER_PASWORD: lavalink.server.pasword is not a known key; did you mean lavalink.server.password?',
    ]);
  });

  it('finds the nearest', () => {
    expect([distance('', 'abc'), distance('kitten', 'sitting'), distance('a', 'a')]).toEqual([3, 3, 0]);
    expect(nearest('lavalink.server.x', ['lavalink.server.password'])).toBeUndefined();
  });
});

describe('keys of the reference without an effect here', () => {
  it.each([
    [
      'lavalink.server.gc-warnings: true',
      'lavalink.server.gc-warnings (application.yml:1:30) has no effect: there is no Java',
    ],
    ['lavalink.server.gcWarnings: true', 'has no effect: there is no Java'],
    [
      'lavalink.plugins:\n  - dependency: a:b:c',
      'lavalink.plugins[0].dependency (application.yml:2:17) has no effect',
    ],
    [
      'plugins:\n  youtube:\n    enabled: true',
      'plugins.youtube.enabled (application.yml:3:14) has no effect',
    ],
    ['sentry.dsn: x', 'there is no Sentry reporting yet'],
    ['spring.main.banner-mode: x', 'it configures the Java server'],
    ['server.ssl.ciphers: x', 'of server.ssl only PEM files'],
    ['server.http2.enabled: true', 'put a reverse proxy in front'],
    [
      'logging:\n  file.max-size: 1MB\n  logback.rollingpolicy.max-file-size: 2MB',
      'logging.file.max-size (application.yml:2:18) has no effect: logging.logback.rollingpolicy.max-file-size is set too',
    ],
    ['management.server.port: 1', 'the reference has no actuator either'],
    ['spring.cloud.config.uri: x', 'there is no configuration server here'],
  ])('%j', (text, message) => {
    const [first, ...others] = warnings(text);
    expect(first).toContain(message);
    expect(others).toEqual([]);
  });

  it('one warning for all that share a reason', () => {
    const text = 'lavalink.server.sources:\n  youtube: true\n  soundcloud: true\n  bandcamp: false\n';
    expect(warnings(text)).toEqual([
      'lavalink.server.sources.youtube (application.yml:2:12), lavalink.server.sources.soundcloud ' +
        '(application.yml:3:15) have no effect: this source is not available yet (http and local are)',
    ]);
  });

  it('none for what is off anyway', () => {
    const off =
      'lavalink.server:\n  sources.nico: false\n  ratelimit:\n  nonAllocatingFrameBuffer: false\nmetrics.prometheus:\n  enabled: false\n  endpoint: ""\nsentry.dsn: ""\nserver.http2.enabled: false\nlavalink.plugins: []\nplugins:\n';
    expect(warnings(off)).toEqual([]);
  });

  it('their placeholders need not be filled', () => {
    expect(warnings('plugins.x.token: ${TOKEN_OF_X}')).toHaveLength(1);
  });

  it('in the environment too', () => {
    const env = {
      LAVALINK_SERVER_PASSWORD: 'p',
      LAVALINK_PLUGINS_0_DEPENDENCY: 'a:b:c',
      SENTRY_DSN: 'https://x',
    };
    expect(load({ env }).warnings).toHaveLength(2);
  });
});
