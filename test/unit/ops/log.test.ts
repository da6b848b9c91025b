/** The log as configured, in a process of its own: what it writes goes to the real standard output and to a file. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logSettings } from '../../../src/ops/log.settings.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'log-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const moduleUrl = new URL('../../../src/ops/log.ts', import.meta.url).href;

const SCRIPT = `
  const { createLogs } = await import(${JSON.stringify(moduleUrl)});
  const logs = createLogs(JSON.parse(process.argv[1]));
  for (const name of ['lavalink', 'lavalink.server', 'lavastream.voice']) {
    const log = logs(name);
    log.debug('debug of ' + name);
    log.info('info of ' + name, { a: { token: 'hush' }, b: 1 });
    log.error('error of ' + name, { error: new RangeError('too far') });
  }
`;

const LEVELS = { root: 'ERROR', lavalink: 'INFO', 'LAVALINK.SERVER': 'off' };

const run = (format: 'text' | 'json', path: string): string[] => {
  const settings = logSettings({ logging: { level: LEVELS, format, file: { path } } });
  const argv = [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    SCRIPT,
    JSON.stringify(settings),
  ];
  return execFileSync(process.execPath, argv, { encoding: 'utf8' }).trim().split('\n');
};

describe('the log', () => {
  it('is text for people, with levels by logger', () => {
    const lines = run('text', '').join('\n');
    expect(lines).toMatch(
      /^\[[-\dT:.]+\] INFO \(lavalink\): info of lavalink \{"a":\{"token":"\[Redacted\]"\},"b":1\}$/m,
    );
    expect(lines).toMatch(/ERROR \(lavalink\): error of lavalink *$/m);
    expect(lines).toMatch(/ERROR \(lavastream\.voice\): error of lavastream\.voice *$/m);
    expect(lines).toContain('RangeError: too far');
    expect(lines).not.toMatch(/debug of|info of lavastream|lavalink\.server|hush/);
  });

  it('is one JSON object a line if wanted, on the console and in the file', () => {
    const lines = run('json', join(folder, 'logs'));
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(parsed.map(({ level, name, msg }) => [level, name, msg])).toEqual([
      [30, 'lavalink', 'info of lavalink'],
      [50, 'lavalink', 'error of lavalink'],
      [50, 'lavastream.voice', 'error of lavastream.voice'],
    ]);
    expect(parsed[0]).toMatchObject({ a: { token: '[Redacted]' }, b: 1 });
    expect(
      readFileSync(join(folder, 'logs', 'spring.log'), 'utf8')
        .trim()
        .split('\n'),
    ).toEqual(lines);
  });
});
