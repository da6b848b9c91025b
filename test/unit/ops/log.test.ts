/** The log as configured, in a process of its own: what it writes goes to the real standard output and to a file. */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logSettings } from '../../../src/ops/log.settings.ts';
import { rolling } from './support.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'log-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const moduleUrl = new URL('../../../src/ops/log.ts', import.meta.url).href;

const SCRIPT = `
  const { createLogs } = await import(${JSON.stringify(moduleUrl)});
  const { logs, traceOf } = createLogs(JSON.parse(process.argv[1]));
  traceOf('lavalink.server.io.SocketContext')?.('-> {}', { sessionId: 'x' });
  if (traceOf('lavastream.voice') !== undefined) throw new Error('traced');
  for (const name of ['lavalink', 'lavalink.server', 'lavastream.voice']) {
    const log = logs(name);
    log.debug('debug of ' + name);
    log.info('info of ' + name, { a: { token: 'hush' }, b: 1 });
    log.error('error of ' + name, { error: new RangeError('too far') });
  }
`;

const LEVELS = {
  root: 'ERROR',
  lavalink: 'INFO',
  'LAVALINK.SERVER': 'off',
  'lavalink.server.io.SocketContext': 'TRACE',
};

const run = (format: 'text' | 'json', path: string): string[] => {
  const settings = logSettings({ logging: { level: LEVELS, format, file: { name: '', path }, ...rolling } });
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
    expect(lines).not.toMatch(/debug of|info of lavastream|lavalink\.server\)|hush/);
  });

  it('is one JSON object a line if wanted, on the console and in the file', () => {
    const lines = run('json', join(folder, 'logs'));
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(parsed.map(({ level, name, msg }) => [level, name, msg])).toEqual([
      [10, 'lavalink.server.io.SocketContext', '-> {}'],
      [30, 'lavalink', 'info of lavalink'],
      [50, 'lavalink', 'error of lavalink'],
      [50, 'lavastream.voice', 'error of lavastream.voice'],
    ]);
    expect(parsed[1]).toMatchObject({ a: { token: '[Redacted]' }, b: 1 });
    expect(
      readFileSync(join(folder, 'logs', 'spring.log'), 'utf8')
        .trim()
        .split('\n'),
    ).toEqual(lines);
  });

  it('has its last lines in the file, however the process ends', () => {
    const logging = {
      level: {},
      format: 'text' as const,
      file: { name: '', path: join(folder, 'end') },
      ...rolling,
    };
    const script = `
      const { createLogs } = await import(${JSON.stringify(moduleUrl)});
      const { logs } = createLogs(JSON.parse(process.argv[1]));
      for (let i = 0; i < 100; i++) logs('lavalink').info('line ' + i);
      process.exit(3);
    `;
    spawnSync(process.execPath, [
      '--input-type=module',
      '-e',
      script,
      JSON.stringify(logSettings({ logging })),
    ]);
    const text = readFileSync(join(folder, 'end', 'spring.log'), 'utf8');
    const numbers = new Set([...text.matchAll(/line (\d+)$/gm)].map(([, number]) => Number(number)));
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it('goes on when the console and the file are on a full disk', () => {
    const file = {
      ...logSettings({
        logging: { level: {}, format: 'text', file: { name: '/dev/full', path: '' }, ...rolling },
      }),
    };
    const script = `
      const { createLogs } = await import(${JSON.stringify(moduleUrl)});
      const { logs, close } = createLogs(JSON.parse(process.argv[1]));
      for (let i = 0; i < 1000; i++) logs('lavalink').info('x'.repeat(100));
      await new Promise((resolve) => setTimeout(resolve, 50));
      logs('lavalink').info('still here');
      await close();
      process.exitCode = 7;
    `;
    const argv = ['--input-type=module', '-e', script, JSON.stringify(file)];
    const full = openSync('/dev/full', 'w');
    try {
      const { status, stderr } = spawnSync(process.execPath, argv, {
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      expect([status, stderr.replace(/.*ExperimentalWarning.*\n.*\n/, '')]).toEqual([7, '']);
    } finally {
      closeSync(full);
    }
  });
});
