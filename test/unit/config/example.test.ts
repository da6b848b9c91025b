import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { describe, expect, it } from 'vitest';
import { INERT } from '../../../src/config/inert.ts';
import { PLACES } from '../../../src/config/schema.ts';
import { load } from './support.ts';

const text = readFileSync(new URL('../../../application.yml', import.meta.url), 'utf8');
const shipped = load({ files: { 'application.yml': text } });

describe('the application.yml that is shipped', () => {
  it('is the reference\u2019s example', () => {
    expect(shipped.warnings).toEqual([]);
    expect(shipped.config.server).toMatchObject({ port: 2333, address: '0.0.0.0', ssl: { certificate: '' } });
    expect(shipped.config.lavalink.server).toMatchObject({
      password: 'youshallnotpass',
      sources: { http: true, local: false },
      bufferDurationMs: 400,
      httpConfig: { allowPrivateNetworks: false },
    });
  });

  it('names every key there is', () => {
    const document = parseDocument(text);
    for (const { path } of PLACES) expect(document.hasIn(path), path.join('.')).toBe(true);
  });

  it('names every key that has no effect, too', () => {
    const comments = new Set(
      text.split('\n').flatMap((line) => (line.startsWith('#') ? line.split(/[\s,]+/) : [])),
    );
    expect(INERT.map(({ key }) => key).filter((key) => !comments.has(key))).toEqual([]);
  });

  it('changes nothing but port, password, size and number of log files, and what it lists of free maps', () => {
    const bare = load({ env: { LAVALINK_SERVER_PASSWORD: 'youshallnotpass', SERVER_PORT: '2333' } }).config;
    expect({ ...shipped.config.lavalink.server, filters: {} }).toEqual(bare.lavalink.server);
    expect({ ...shipped.config.logging, level: {}, logback: {} }).toEqual({ ...bare.logging, logback: {} });
    expect([shipped, { config: bare }].map(({ config }) => config.logging.logback.rollingpolicy)).toEqual(
      [
        [1024 ** 3, 30],
        [10 * 1024 ** 2, 7],
      ].map(([size, files]) => ({
        'file-name-pattern': '',
        'max-file-size': size,
        'max-history': files,
        'total-size-cap': 0,
        'clean-history-on-start': false,
      })),
    );
  });
});
