/** HLS streams made by ffmpeg, and a web without sockets to serve them from. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import type { Around, ByteSource } from '../../../src/containers/types.ts';
import { memorySource } from '../../support/memory.source.ts';

/** By path below `http://radio.test/`. */
export type Site = Map<string, Uint8Array>;

export const BASE = 'http://radio.test/';

export const KEY = Buffer.from('0123456789abcdef');

/** ffmpeg's `-f hls` of `input` with `args`: all files it wrote; `{folder}` in an argument is where it writes. */
export const hlsSite = (input: readonly string[], args: readonly string[], files: Site = new Map()): Site => {
  const folder = mkdtempSync(join(tmpdir(), 'hls-'));
  try {
    for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
    const all = [...input, ...args, '-hls_list_size', '0', '-f', 'hls', join(folder, 'list.m3u8')];
    execFileSync(
      ffmpeg.path,
      ['-v', 'error', ...all].map((arg) => arg.replace('{folder}', folder)),
      { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    return new Map(
      readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
};

export interface Web {
  /** Opens a file as the http source would. */
  open(path: string): Promise<ByteSource>;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  /** How many are open. */
  count(): number;
}

/** `answer` may change what is there each time that somebody asks. */
export const web = (answer: (path: string) => Uint8Array | undefined): Web => {
  const asked: string[] = [];
  let count = 0;
  const closing = new AbortController();
  const fetch = async (url: string): Promise<ByteSource> => {
    const path = url.replace(BASE, '');
    asked.push(path);
    const bytes = answer(path);
    if (bytes === undefined) throw new Error(`404 ${path}`);
    count += 1;
    const around: Around = { url, closed: closing.signal, open: fetch };
    const source = memorySource(bytes, { maxSlice: 5000 });
    const close = (): void => {
      if (!source.closed) count -= 1;
      source.close();
    };
    return { size: source.size, seekable: true, read: (...at) => source.read(...at), around, close };
  };
  return { open: (path) => fetch(BASE + path), asked, count: () => count };
};

export const text = (lines: readonly string[]): Uint8Array =>
  new Uint8Array(Buffer.from(['#EXTM3U', ...lines, ''].join('\n')));
