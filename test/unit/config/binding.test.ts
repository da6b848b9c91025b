import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { load, server, yml } from './support.ts';

const env = (variables: Record<string, string>) => ({ env: { LAVALINK_SERVER_PASSWORD: 'p', ...variables } });

describe('spellings of keys', () => {
  it.each([
    'frameBufferDurationMs',
    'frame-buffer-duration-ms',
    'frame_buffer_duration_ms',
    'FRAMEBUFFERDURATIONMS',
  ])('in files: %s', (key) => {
    expect(server(yml(`lavalink:\n  server:\n    ${key}: 1234`)).frameBufferDurationMs).toBe(1234);
    expect(server(yml(`lavalink.server.${key}: 1234`)).frameBufferDurationMs).toBe(1234);
  });

  it.each([
    'LAVALINK_SERVER_FRAMEBUFFERDURATIONMS',
    'LAVALINK_SERVER_FRAME_BUFFER_DURATION_MS',
    'LAVALINK_SERVER_FRAMEBUFFER_DURATIONMS',
  ])('in the environment: %s', (name) => {
    expect(server(env({ [name]: '1234' })).frameBufferDurationMs).toBe(1234);
  });

  it('in the environment only where a word ends', () => {
    const loaded = load(env({ LAVALINK_SERVER_FRAMEBUF_FERDURATIONMS: '1234' }));
    expect(loaded.config.lavalink.server.frameBufferDurationMs).toBe(5000);
    expect(loaded.warnings).toHaveLength(1);
  });

  it('nested keys in the environment', () => {
    const setup = env({
      SERVER_PORT: '1',
      SERVER_ADDRESS: '::',
      LAVALINK_SERVER_SOURCES_LOCAL: 'true',
      LAVALINK_SERVER_HTTPCONFIG_ALLOWPRIVATENETWORKS: 'true',
      LAVALINK_SERVER_HTTP_CONFIG_PROXY_HOST: 'proxy',
      LAVALINK_SERVER_TIMEOUTS_CONNECT_TIMEOUT_MS: '7',
      LOGGING_REQUEST_INCLUDEHEADERS: 'true',
      LOGGING_FILE_PATH: './logs/',
    });
    const { config, warnings } = load(setup);
    expect(warnings).toEqual([]);
    expect(config.server).toMatchObject({ port: 1, address: '::' });
    expect(config.lavalink.server).toMatchObject({
      sources: { local: true },
      httpConfig: { allowPrivateNetworks: true, proxyHost: 'proxy' },
      timeouts: { connectTimeoutMs: 7, socketTimeoutMs: 3000 },
    });
    expect(config.logging).toMatchObject({ request: { includeHeaders: true }, file: { path: './logs/' } });
  });

  it('an empty variable is not set', () => {
    expect(server(env({ LAVALINK_SERVER_PLAYERUPDATEINTERVAL: '' })).playerUpdateInterval).toBe(5);
  });

  it.each(['CHANNELMIX', 'CHANNEL_MIX'])('both filters that the reference cannot reach: %s', (name) => {
    const { filters } = server(
      env({ [`LAVALINK_SERVER_FILTERS_${name}`]: 'false', LAVALINK_SERVER_FILTERS_ROTATION: 'off' }),
    );
    expect(filters).toEqual({ channelMix: false, rotation: false });
  });

  it('log levels, by logger', () => {
    const { config, warnings } = load({
      files: {
        'application.yml':
          'logging:\n  level:\n    root: info\n    lavalink:\n      server.io.SocketContext: TRACE\n    org: off',
      },
      env: {
        LAVALINK_SERVER_PASSWORD: 'p',
        LOGGING_LEVEL_LAVALINK_SERVER_IO_SOCKETCONTEXT: 'debug',
        LOGGING_LEVEL_ROOT: 'WARN',
      },
    });
    expect(config.logging.level).toEqual({
      root: 'WARN',
      'lavalink.server.io.SocketContext': 'DEBUG',
      org: 'OFF',
    });
    expect(warnings).toEqual([]);
  });
});

describe('values', () => {
  it('a password is a text, whatever it looks like', () => {
    const passwords = ['12345', '007', '1e3', 'true', '0x10', '1.50'];
    for (const password of passwords) {
      expect(server({ files: { 'application.yml': `lavalink.server.password: ${password}` } }).password).toBe(
        password,
      );
    }
  });

  it('any password survives quoting', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => text.trim() !== '' && !text.includes('${')),
        (password) => {
          const text = `lavalink.server.password: ${JSON.stringify(password)}`;
          expect(server({ files: { 'application.yml': text } }).password).toBe(password);
          expect(
            server({
              env: { SPRING_APPLICATION_JSON: `{"lavalink.server.password":${JSON.stringify(password)}}` },
            }).password,
          ).toBe(password);
          expect(server({ argv: [`--lavalink.server.password=${password}`] }).password).toBe(password);
        },
      ),
      { seed: 42 },
    );
  });

  it.each(['true', 'TRUE', 'on', 'yes', '1', '"true"'])('yes: %s', (value) => {
    expect(server(yml(`lavalink.server.sources.local: ${value}`)).sources.local).toBe(true);
  });

  it.each(['false', 'Off', 'no', '0', '~', ''])('no: %j', (value) => {
    expect(server(yml(`lavalink.server.sources.local: ${value}`)).sources.local).toBe(false);
  });

  it('an argument without a value is true', () => {
    expect(
      server({ ...yml(''), argv: ['--lavalink.server.sources.local', '--version', '--verbose', 'x'] }).sources
        .local,
    ).toBe(true);
  });

  it('words in any case', () => {
    expect(server(yml('lavalink.server.resamplingQuality: medium')).resamplingQuality).toBe('MEDIUM');
  });

  it('aliases and merge keys of YAML', () => {
    const text = 'x: &x\n  port: 7\nserver:\n  <<: *x\n  address: a\n';
    expect(load(yml(text)).config.server).toMatchObject({ port: 7, address: 'a' });
  });

  it('an empty file, or one of comments only', () => {
    for (const text of [
      '',
      '# nothing\n',
      '---\n',
      'lavalink:\n',
      'lavalink:\n  server:\n    filters:\n',
      'sentry:\n',
      'metrics:\n',
    ]) {
      expect(load(yml(text)).warnings).toEqual([]);
    }
  });
});

describe('placeholders', () => {
  const of = (value: string, variables: Record<string, string> = {}) =>
    server({
      files: { 'application.yml': `lavalink.server.password: "${value}"\nserver.address: here` },
      env: variables,
    }).password;

  it.each([
    ['${SECRET}', 's'],
    ['${SECRET:other}', 's'],
    ['${NONE:other}', 'other'],
    ['${NONE:http://a:1/b}', 'http://a:1/b'],
    ['a${SECRET}b${SECRET}c', 'asbsc'],
    ['${NONE:${ALSO_NONE:deep}}', 'deep'],
    ['${NONE:${SECRET}}', 's'],
    ['${server.address}', 'here'],
    ['$SECRET {SECRET}', '$SECRET {SECRET}'],
  ])('%s is %s', (value, expected) => {
    expect(of(value, { SECRET: 's' })).toBe(expected);
  });

  it('stand for numbers as well', () => {
    expect(load(yml('server.port: ${PORT:2333}')).config.server.port).toBe(2333);
  });
});
