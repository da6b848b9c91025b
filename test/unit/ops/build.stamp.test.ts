/** What a build tells of itself, from checkouts in every state. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildInfo } from '../../../src/ops/build.info.ts';

interface Stamp {
  readonly buildTimeMs: number;
  readonly git: { readonly branch: string; readonly commit: string; readonly commitTimeMs: number };
}

const NO_GIT = { branch: '', commit: '', commitTimeMs: 0 };
const COMMIT_TIME = '2026-01-02T03:04:05Z';

let folder: string;
let stampOf: (folder: string, env?: Record<string, string>) => Stamp;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stamp-'));
  const path = new URL('../../../scripts/build.stamp.mjs', import.meta.url).href;
  ({ buildStamp: stampOf } = (await import(path)) as { buildStamp: typeof stampOf });
});
afterAll(() => rmSync(folder, { recursive: true }));

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, GIT_COMMITTER_DATE: COMMIT_TIME },
  }).trim();

describe('the stamp', () => {
  it('tells branch and commit, and whether files were changed since', () => {
    const repo = join(folder, 'repo');
    mkdirSync(join(repo, 'node_modules', 'inside'), { recursive: true });
    expect(stampOf(repo, {}).git).toEqual(NO_GIT);
    git(repo, 'init', '-q', '-b', 'trunk');
    expect(stampOf(repo, {}).git).toEqual(NO_GIT);
    writeFileSync(join(repo, 'file'), 'one');
    git(repo, 'add', 'file');
    git(repo, 'commit', '-q', '-m', 'one');
    const commit = git(repo, 'rev-parse', '--short', 'HEAD');
    const clean = { branch: 'trunk', commit, commitTimeMs: Date.parse(COMMIT_TIME) };
    expect(stampOf(repo, {}).git).toEqual(clean);
    writeFileSync(join(repo, 'untracked'), '');
    expect(stampOf(repo, {}).git).toEqual(clean);
    writeFileSync(join(repo, 'file'), 'two');
    expect(stampOf(repo, {}).git).toEqual({ ...clean, commit: `${commit}-dirty` });
    git(repo, 'checkout', '-q', '--detach');
    expect(stampOf(repo, {}).git.branch).toBe('');
    // Somebody else's checkout around the package.
    expect(stampOf(join(repo, 'node_modules', 'inside'), {}).git).toEqual(NO_GIT);
  });

  it('tells the time, or that of the sources', () => {
    const before = Date.now();
    expect(stampOf(folder, {}).buildTimeMs).toBeGreaterThanOrEqual(before);
    expect(stampOf(folder, { SOURCE_DATE_EPOCH: '1700000000' }).buildTimeMs).toBe(1_700_000_000_000);
  });

  it('is in what the bundler makes, and nowhere else', async () => {
    expect(buildInfo()).toMatchObject({ buildTimeMs: -1, git: NO_GIT });
    const stamp = { buildTimeMs: 5, git: { branch: 'b', commit: 'c', commitTimeMs: 6 } };
    const { outputFiles } = await build({
      entryPoints: [new URL('../../../src/ops/build.info.ts', import.meta.url).pathname],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      define: { LAVASTREAM_BUILD: JSON.stringify(stamp) },
    });
    const [{ text = '' } = {}] = outputFiles;
    const { buildInfo: built } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
      buildInfo: typeof buildInfo;
    };
    expect(built()).toMatchObject({
      ...stamp,
      version: { semver: '4.2.2', major: 4, minor: 2, patch: 2, preRelease: '' },
    });
  });
});
