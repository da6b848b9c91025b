import { describe, expect, it } from 'vitest';
import { problems, yml } from './support.ts';

describe('what keeps the node from starting', () => {
  it('no password', () => {
    for (const text of [
      '',
      'lavalink.server.password:',
      'lavalink.server.password: ""',
      'lavalink.server.password: "  "',
    ]) {
      expect(problems({ files: { 'application.yml': text } })).toEqual([
        'configuration: lavalink.server.password: expected a password. Without one no client could log in; set it in ' +
          'application.yml or as LAVALINK_SERVER_PASSWORD',
      ]);
    }
  });

  it('every wrong value, with file, line, key and what was expected', () => {
    const text = [
      'server:',
      '  port: 99999',
      'lavalink:',
      '  server:',
      '    playerUpdateInterval: abc',
      '    resamplingQuality: ULTRA',
      '    filters:',
      '      volume: perhaps',
      '    bufferDurationMs: 1.5',
      'logging.level.root: LOUD',
    ].join('\n');
    expect(problems(yml(text))).toEqual(
      [
        'application.yml:2:9: server.port: expected a whole number from 0 to 65535, found "99999"',
        'application.yml:6:24: lavalink.server.resamplingQuality: expected LOW, MEDIUM or HIGH, found "ULTRA"',
        'application.yml:5:27: lavalink.server.playerUpdateInterval: expected a whole number from 1, found "abc"',
        'application.yml:8:15: lavalink.server.filters.volume: expected true or false, found "perhaps"',
        'application.yml:9:23: lavalink.server.bufferDurationMs: expected a whole number, found "1.5"',
        'application.yml:10:21: logging.level.root: expected TRACE, DEBUG, INFO, WARN, ERROR, FATAL or OFF, found "LOUD"',
      ].sort((a, b) => order(a) - order(b)),
    );
  });

  it.each([
    [{ env: { SERVER_PORT: 'x' } }, 'environment variable SERVER_PORT: server.port: expected'],
    [{ argv: ['--server.port=x'] }, 'argument --server.port: server.port: expected'],
    [{ argv: ['-Dserver.port=x'] }, 'argument -Dserver.port: server.port: expected'],
    [
      { env: { SPRING_APPLICATION_JSON: '{"server":{"port":"x"}}' } },
      'SPRING_APPLICATION_JSON:1:19: server.port: expected',
    ],
  ])('says where it was set: %j', (setup, message) => {
    expect(problems(setup)[0]).toContain(message);
  });

  it.each([
    ['a: [1', 'application.yml:2:1: Flow sequence in block collection'],
    ['a: 1\na: 2', 'application.yml:2:1: Map keys must be unique'],
    ['a:\n\tb: 1', 'application.yml:2:1: Tabs are not allowed as indentation'],
  ])('broken YAML: %j', (text, message) => {
    expect(problems(yml(text))[0]).toContain(message);
  });

  it.each([
    ['lavalink: nothing', 'application.yml:1:11: lavalink: expected a block of keys, found a value'],
    ['logging.level: DEBUG', 'application.yml:1:16: logging.level: expected a block of keys, found a value'],
    [
      'lavalink.server.password:\n  - a',
      'application.yml:2:5: lavalink.server.password: expected one value, found a block or a list',
    ],
    ['just a text', 'application.yml:1:1: expected keys and values'],
  ])('the wrong shape: %j', (text, message) => {
    expect(problems(yml(text))).toEqual([message]);
  });

  it('an alias that contains itself', () => {
    expect(problems(yml('a: &a\n  b: *a'))[0]).toContain('expected less nesting');
  });

  it('a placeholder that nobody fills', () => {
    expect(problems(yml('server.address: ${HOST}'))).toEqual([
      'application.yml:1:17: server.address: nothing is known of ${HOST}: set HOST, or give a default',
    ]);
    expect(problems(yml('server.address: ${server.address}'))).toEqual([
      'application.yml:1:17: server.address: this value refers to itself',
    ]);
  });

  it('a file that cannot be read', async () => {
    const { loadConfig } = await import('../../../src/config/index.ts');
    const readFile = (path: string) => {
      if (path === '/x.yml') throw new Error('EACCES');
      return null;
    };
    expect(loadConfig({ argv: ['--config=x.yml'], env: {}, cwd: '/', readFile })).toMatchObject({
      _tag: 'Left',
      left: { problems: [{ origin: 'x.yml', message: 'x.yml: cannot be read: Error: EACCES' }] },
    });
  });
});

/** Problems come in the order of the schema. */
const order = (message: string): number =>
  ['server.port', 'filters', 'bufferDuration', 'resampling', 'playerUpdate', 'logging'].findIndex((key) =>
    message.includes(key),
  );
