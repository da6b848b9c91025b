import { execFileSync } from 'node:child_process';
import { mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalSource } from '../../../src/sources/local/index.ts';
import { left, readAll, right, trackAt } from './http.support.ts';
import { pattern } from './web.server.ts';

const local = createLocalSource();
const bytes = pattern(200_000);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lavastream-local-'));
  await writeFile(join(folder, 'Söng.FLAC'), bytes);
});
afterAll(() => rm(folder, { recursive: true }));

const openFiles = async (): Promise<number> => (await readdir('/proc/self/fd')).length;

describe('local files', () => {
  it('a path is a file: identifier as given, hint by its extension', async () => {
    const path = join(folder, 'Söng.FLAC');
    const found = right(await local.load(path)());
    if (found?.type !== 'media') throw new Error('no media');
    expect(found).toMatchObject({ identifier: path, hints: { extension: 'flac' } });
    expect(found.bytes).toMatchObject({ size: bytes.length, seekable: true });
    expect((await readAll(found.bytes)).equals(bytes)).toBe(true);
    expect((await readAll(found.bytes, 150_000)).equals(bytes.subarray(150_000))).toBe(true);
    found.bytes.close();
    await expect(found.bytes.read(0, 1)).rejects.toThrow('closed');
  });

  it.each([
    '',
    '.',
    '/',
    '/no/such/file.mp3',
    'ytsearch:song',
    'https://example.com/x.mp3',
    'a\0b',
    'x'.repeat(5_000),
  ])('not ours: %j', async (identifier) => {
    expect(right(await local.load(identifier)())).toBeNull();
  });

  it.skipIf(process.platform === 'win32')('a pipe is no file, and asking does not hang', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(right(await local.load(pipe)())).toBeNull();
  });

  it('a track whose file is gone says so', async () => {
    expect(left(await local.open(trackAt(join(folder, 'gone.mp3'), 'local'))())).toMatchObject({
      message: 'Failed to open file for reading.',
      severity: 'suspicious',
    });
  });

  it('reads the end of a file of 2 GB without the rest of it', async () => {
    const path = join(folder, 'large.wav');
    const size = 2 * 1024 ** 3;
    const file = await open(path, 'w');
    await file.truncate(size);
    await file.write(Buffer.from('the end'), 0, 7, size - 7);
    await file.close();
    const before = process.memoryUsage();
    const source = right(await local.open(trackAt(path, 'local'))());
    expect(source.size).toBe(size);
    expect((await readAll(source, size - 7)).toString()).toBe('the end');
    expect((await readAll(source, size / 2, 1_000)).equals(Buffer.alloc(1_000))).toBe(true);
    source.close();
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(4 * 1024 * 1024);
    expect(after.rss - before.rss).toBeLessThan(64 * 1024 * 1024);
  });

  it.skipIf(process.platform !== 'linux')('closes what it opened', async () => {
    const before = await openFiles();
    const sources = await Promise.all(
      Array.from({ length: 20 }, async () =>
        right(await local.open(trackAt(join(folder, 'Söng.FLAC'), 'local'))()),
      ),
    );
    expect(await openFiles()).toBe(before + 20);
    const reads = sources.map((source) => source.read(0, 100_000));
    for (const source of sources) source.close();
    await Promise.all(reads);
    await expect.poll(openFiles).toBe(before);
  });
});
