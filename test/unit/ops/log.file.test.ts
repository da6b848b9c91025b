/** The log file: when a new one begins, what the old ones are called, and what happens when nothing can be written. */
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { archiveNames, problemWithPattern } from '../../../src/ops/log.archives.ts';
import { createLogFile, type LogFileSettings } from '../../../src/ops/log.file.ts';
import { checkLogging, logSettings } from '../../../src/ops/log.settings.ts';
import { load, problems, yml } from '../config/support.ts';
import { rolling } from './support.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'log-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const settings = (changes: Partial<LogFileSettings> = {}): LogFileSettings => ({
  path: join(folder, 'spring.log'),
  pattern: join(folder, 'spring.log.%d{yyyy-MM-dd}.%i.gz'),
  maxFileBytes: 1000,
  maxArchives: 0,
  maxArchiveBytes: 0,
  cleansOnStart: false,
  ...changes,
});

const line = (index: number): string => `${String(index).padStart(99, '0')}\n`;

/** Writes lines as a busy node would: some, then others once those are in the file. */
const write = async (config: LogFileSettings, batches: number, told: string[] = []): Promise<void> => {
  for (let batch = 0; batch < batches; batch++) {
    const file = createLogFile(
      config,
      (message) => told.push(message),
      () => 0,
    );
    for (let index = 0; index < 10; index++) file.write(line(batch * 10 + index));
    await file.close();
  }
};

const textOf = (path: string): string =>
  path.endsWith('.gz') ? gunzipSync(readFileSync(path)).toString() : readFileSync(path, 'utf8');

describe('names of archives', () => {
  const at = new Date(2026, 0, 2, 3, 4);

  it.each([
    ['a.log.%d{yyyy-MM-dd}.%i.gz', 'a.log.2026-01-02.3.gz', '1d', true],
    ['a.log.%d.%i', 'a.log.2026-01-02.3', '1d', false],
    ['x/%d{yyyy-MM}/a.%d{dd_HH}.gz', 'x/2026-01/a.02_03.3.gz', '1h', true],
    ['./a(%d{yyMM})+%i.log', 'a(2601)+3.log', '1M', false],
    ['%d{HHmm}', '0304.3', '1m', false],
  ])('%s', (pattern, name, period, isCompressed) => {
    const names = archiveNames(pattern);
    expect(problemWithPattern(pattern)).toBeNull();
    expect(names.nameFor(at, 3)).toBe(name);
    expect(names).toMatchObject({ period, isCompressed });
    expect([name, `${name}x`, `x${name}`].map((candidate) => names.matches(candidate))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each([
    ['a.%i', 'a date, %d{yyyy-MM-dd}'],
    ['a.%d.%i.zip', 'a name that ends with .gz'],
    ['a.%d{EEE}', 'a date of yyyy, MM, dd, HH and mm'],
    ['a.%d.%x', 'no placeholders but %d{…} and %i'],
  ])('%s cannot be', (pattern, expected) => {
    expect(problemWithPattern(pattern)).toContain(expected);
    const key = 'logging.logback.rollingpolicy.file-name-pattern';
    const { config } = load(yml(`${key}: ${pattern}`));
    const found = checkLogging(config);
    expect(found?.key).toBe(key);
    expect(found?.message).toContain(expected);
  });
});

describe('the settings', () => {
  const of = (text: string) => logSettings(load(yml(text)).config).file;

  it('a folder, a name, or none', () => {
    expect(of('')).toBeUndefined();
    expect(of('logging.file.path: ./logs/')).toEqual({
      path: 'logs/spring.log',
      pattern: 'logs/spring.log.%d{yyyy-MM-dd}.%i.gz',
      maxFileBytes: 10 * 1024 ** 2,
      maxArchives: 7,
      maxArchiveBytes: 0,
      cleansOnStart: false,
    });
    expect(of('logging.file:\n  path: ./logs/\n  name: x.log')).toMatchObject({ path: 'x.log' });
  });

  it('new and old names, sizes, and Spring\u2019s placeholders', () => {
    const policy =
      'file.path: logs\n  logback.rollingpolicy:\n    file-name-pattern: ${LOG_FILE}-%d.%i\n    total-size-cap: 3 GB';
    expect(of(`logging:\n  ${policy}\n  file.max-size: 500kb\n  file.max-history: 30`)).toMatchObject({
      pattern: 'logs/spring.log-%d.%i',
      maxFileBytes: 500 * 1024,
      maxArchives: 30,
      maxArchiveBytes: 3 * 1024 ** 3,
    });
    const env = { LAVALINK_SERVER_PASSWORD: 'p', LOGGING_FILE_NAME: 'e.log', LOGGING_FILE_MAX_SIZE: '1m' };
    expect(logSettings(load({ env }).config).file).toMatchObject({ path: 'e.log', maxFileBytes: 1024 ** 2 });
    expect(problems(yml('logging.logback.rollingpolicy.max-file-size: 0'))[0]).toContain(
      'expected a size such as 10MB',
    );
    expect(problems(yml('logging.file.max-size: big'))[0]).toMatch(
      /expected a size such as 10MB, found "big"/,
    );
  });

  it('are Spring\u2019s when nothing is set', () => {
    expect(load(yml('')).config.logging).toMatchObject(rolling);
  });
});

describe('the file', () => {
  it('begins anew when it is full; no line is lost, and few archives are kept', async () => {
    await write(settings({ path: join(folder, 'new', 'spring.log') }), 3);
    const names = readdirSync(folder)
      .filter((name) => name !== 'new')
      .sort();
    expect(names.map((name) => name.replace(/[\d-]{10}/, 'DAY'))).toEqual(
      [0, 1, 2].map((index) => `spring.log.DAY.${index}.gz`),
    );
    const all = [...names, join('new', 'spring.log')].map((name) => textOf(join(folder, name))).join('');
    expect(all).toBe(Array.from({ length: 30 }, (_, index) => line(index)).join(''));
  });

  it('begins anew on another day', async () => {
    const config = settings();
    writeFileSync(config.path, 'old\n');
    utimesSync(config.path, new Date(2026, 0, 2), new Date(2026, 0, 2));
    const file = createLogFile(
      config,
      () => undefined,
      () => 0,
    );
    file.write('new\n');
    await file.close();
    expect(textOf(config.path)).toBe('new\n');
    expect(textOf(join(folder, 'spring.log.2026-01-02.0.gz'))).toBe('old\n');
  });

  it.each([
    ['as many as are wanted', { maxArchives: 2 }, ['4', '5']],
    ['as big as is allowed', { maxArchiveBytes: 3000 }, ['3', '4', '5']],
  ])('archives: %s', async (_name, limits, kept) => {
    const config = settings({ pattern: join(folder, 'old', '%d', '%i'), cleansOnStart: true, ...limits });
    mkdirSync(join(folder, 'old', '2026-01-02'), { recursive: true });
    for (const index of [1, 2, 3, 4, 5]) {
      const path = join(folder, 'old', '2026-01-02', String(index));
      writeFileSync(path, 'x'.repeat(1000));
      utimesSync(path, index, index);
    }
    writeFileSync(join(folder, 'old', '2026-01-02', 'mine'), '');
    createLogFile(
      config,
      () => undefined,
      () => 0,
    );
    await expect.poll(() => readdirSync(join(folder, 'old', '2026-01-02'))).toEqual([...kept, 'mine']);
  });

  it('that cannot be written is told of once, tried again later, and what is missing is counted', async () => {
    const blocker = join(folder, 'blocked');
    writeFileSync(blocker, '');
    const told: string[] = [];
    let nowMs = 0;
    const config = settings({ path: join(blocker, 'spring.log') });
    const file = createLogFile(
      config,
      (message) => told.push(message),
      () => nowMs,
    );
    file.write('one\n');
    await expect.poll(() => told).toHaveLength(1);
    file.write('two\nthree\n');
    rmSync(blocker);
    nowMs = 29_999;
    file.write('four\n');
    nowMs = 30_000;
    file.write('five\n');
    await file.close();
    expect(told).toEqual([
      `The log file ${config.path} cannot be written; trying again in 30 s`,
      `The log file ${config.path} is written again; 4 lines are missing in it`,
    ]);
    expect(textOf(config.path)).toBe('five\n');
  });
});
