/** Files and pages with every answer that a source meets in the wild. */
import { readFile } from 'node:fs/promises';
import { toneFile, type ToneFormat } from '../../support/tones.ts';
import { file, radio, redirect, serveWeb, status, text, type Web } from './files.ts';

export const FORMATS: readonly (readonly [format: ToneFormat, probe: string, path: string])[] = [
  ['wav', 'wav', '/a.wav'],
  ['mp3', 'mp3', '/a.mp3'],
  ['flac', 'flac', '/a.flac'],
  ['ogg-opus', 'ogg', '/a.opus'],
  ['ogg-vorbis', 'ogg', '/a.ogg'],
  ['webm-opus', 'matroska/webm', '/a.webm'],
  ['mkv-flac', 'matroska/webm', '/a.mkv'],
  ['m4a', 'mp4', '/a.m4a'],
  ['m4a-faststart', 'mp4', '/fast.m4a'],
  ['adts', 'adts', '/a.aac'],
];

export interface Library {
  readonly web: Web;
  /** Paths of files. */
  readonly song: string;
  readonly titled: string;
}

export const openLibrary = async (): Promise<Library> => {
  /** Given to pages that point at each other. */
  const late: { url: (path: string) => string } = { url: (path) => path };
  const song = await toneFile({ format: 'wav', seconds: 2 });
  const titled = await toneFile({
    format: 'mp3',
    seconds: 2,
    tags: { title: 'Tiefes Grün', artist: 'Somebody' },
  });
  const files = await Promise.all(
    FORMATS.map(async ([format, , path]) => {
      const bytes = await readFile(await toneFile({ format, seconds: 2 }));
      return [path, file(bytes, 'application/octet-stream')] as const;
    }),
  );
  const wav = await readFile(song);
  const mp3 = await readFile(titled);
  // As a station sends it: no tags, and no table that tells a length.
  const bare = await toneFile({
    format: 'mp3',
    seconds: 2,
    extra: ['-write_xing', '0', '-id3v2_version', '0'],
  });
  const air = await readFile(bare);
  const link =
    (type: string, body: (url: string) => string): ReturnType<typeof text> =>
    (request, response) =>
      text(type, body(late.url('/a.wav')))(request, response);
  const to =
    (code: number, path: string): ReturnType<typeof text> =>
    (request, response) =>
      redirect(code, late.url(path))(request, response);
  const web = await serveWeb({
    ...Object.fromEntries(files),
    '/titled.mp3': file(mp3, 'audio/mpeg'),
    '/sp ace.wav': file(wav, 'audio/wav'),
    '/lies.wav': file(wav, 'video/mp4'),
    '/301': to(301, '/a.wav'),
    '/302': to(302, '/a.wav'),
    '/303': to(303, '/a.wav'),
    '/307': to(307, '/a.wav'),
    '/308': to(308, '/a.wav'),
    '/relative': redirect(302, '/a.wav'),
    '/loop': to(302, '/loop'),
    '/410': status(410),
    '/403': status(403),
    '/500': status(500),
    '/204': status(204),
    '/to404': to(302, '/nothing'),
    '/page.html': text('text/html', '<html><body>No song here</body></html>'),
    '/empty.mp3': text('audio/mpeg', ''),
    '/a.m3u': link(
      'audio/x-mpegurl',
      (url) => `#EXTM3U\n# a list\n\nrelative.mp3\n${url}\nhttp://127.0.0.1:1/never\n`,
    ),
    '/ext.m3u': link('audio/x-mpegurl', (url) => `#EXTM3U\n#EXTINF:2,Somebody - Song\n${url}\n`),
    '/none.m3u': text('audio/x-mpegurl', '#EXTM3U\nrelative.mp3\n'),
    '/a.pls': link('audio/x-scpls', (url) => `[playlist]\nNumberOfEntries=1\nFile1=${url}\nTitle1=x\n`),
    '/a.txt': link('text/plain', (url) => `${url}\n`),
    '/none.txt': text('text/plain', 'nothing but words\n'),
    '/radio': radio(air, {
      'Content-Type': 'audio/mpeg',
      'icy-name': 'Radio Name',
      'icy-description': 'Radio Words',
      'icy-url': 'http://radio.example',
    }),
    '/radio-url': radio(air, {
      'Content-Type': 'audio/mpeg',
      'icy-name': 'Name',
      'icy-url': 'http://radio.example',
    }),
  });
  late.url = (path) => web.url(path);
  return { web, song, titled };
};
