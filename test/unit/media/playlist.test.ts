import { describe, expect, it } from 'vitest';
import { linkToFollow, PLAYLIST_FORMATS, playlistText } from '../../../src/media/playlist/index.ts';

const WEB = 'https://host/lists/list.m3u?x=1';

const read = (bytes: Uint8Array, base?: string) => {
  const format = PLAYLIST_FORMATS.find((known) => known.matches(bytes.subarray(0, 1024)));
  if (format === undefined) return 'no playlist';
  return { name: format.name, link: linkToFollow(format.parse(playlistText(bytes)), base) };
};

const parse = (text: string, base?: string) => read(Buffer.from(text), base);

const link = (url: string, title?: string) => ({ url, title, isGuess: false });

const XSPF = (tracks: string) =>
  `<?xml version="1.0"?>\n<playlist version="1" xmlns="http://xspf.org/ns/0/"><title>All</title><trackList>${tracks}</trackList></playlist>`;

describe('playlist files: the first absolute link', () => {
  it.each([
    ['m3u', '#EXTM3U\nhttp://a/1.mp3\nhttp://a/2.mp3', link('http://a/1.mp3')],
    ['m3u', '#EXTM3U\r\n#EXTINF:-1,Radio, the One\r\nhttp://a/1\r\n', link('http://a/1', 'Radio, the One')],
    ['m3u', '#EXTM3U\n#EXTINF:9,Local\nsong.mp3\nHTTPS://a/2', link('HTTPS://a/2')],
    ['m3u', '#EXTINF:9 tvg-id="x",\nicy://a/1', link('icy://a/1')],
    ['m3u', '\ufeff#EXTM3U\nhttp://a/1', link('http://a/1')],
    ['m3u', '#EXTM3U\nsong.mp3\n/song.mp3\nfile:///x\n', null],
    ['m3u', '#EXTM3U', null],
    ['pls', '[playlist]\nTitle1=One\nFile1=http://a/1\n', link('http://a/1', 'One')],
    ['pls', '[Playlist]\r\nfile2 = http://a/2\r\nTITLE2 = Two\r\n', link('http://a/2', 'Two')],
    ['pls', '[playlist]\nFile1=song.mp3\nFile2=http://a/2\nTitle1=One', link('http://a/2')],
    ['pls', '[playlist]\nNumberOfEntries=0', null],
    [
      'xspf',
      XSPF(
        '<track><location> http://a/1?b=1&amp;c=2 </location><title>A &lt;B&gt; &#233;&#x1F3B5;</title></track>',
      ),
      link('http://a/1?b=1&c=2', 'A <B> é🎵'),
    ],
    [
      'xspf',
      XSPF(
        '<!-- <track><location>http://no/</location></track> --><track><title><![CDATA[R&B]]></title><location>http://a/1</location></track>',
      ),
      link('http://a/1', 'R&B'),
    ],
    ['xspf', XSPF(''), null],
    [
      'asx',
      '<ASX version="3.0"><Title>Station</Title><Entry><TITLE>One</TITLE><REF HREF = \'http://a/1?b&c\' /></Entry></ASX>',
      link('http://a/1?b&c', 'One'),
    ],
    [
      'asx',
      '<asx version="3.0"><entry><ref href="mms://a/1"/><ref href="http://a/2"/></entry></asx>',
      link('http://a/2'),
    ],
    ['asx', '<asx><entryref href="http://a/list.asx" /></asx>', link('http://a/list.asx')],
    ['asx', '[Reference]\r\nRef1=http://a/1?MSWMExt=.asf\r\n', link('http://a/1?MSWMExt=.asf')],
    ['plain', 'http://a/1\nhttp://a/2', link('http://a/1')],
    ['plain', 'icy://a/1', link('icy://a/1')],
  ])('%s: %j', (name, text, expected) => {
    expect(parse(text)).toEqual({ name, link: expected });
  });

  it.each(['', 'hello', '<html>', 'ftp://a/1', '[settings]', ' #EXTM3U', '<playlist>'])(
    'none: %j',
    (text) => {
      expect(parse(text)).toBe('no playlist');
    },
  );
});

describe('entries without a host', () => {
  it.each([
    ['song.mp3', WEB, 'https://host/lists/song.mp3'],
    ['/a b.mp3', WEB, 'https://host/a%20b.mp3'],
    ['//other/x', WEB, 'https://other/x'],
    ['song.mp3', 'file:///music/lists/l.m3u', '/music/lists/song.mp3'],
    ['../100% #1.mp3', 'file:///music/my%20lists/l.m3u', '/music/100% #1.mp3'],
    ['file:///x%20y', 'file:///music/l.m3u', '/x y'],
  ])('%s in %s', (entry, base, url) => {
    expect(parse(`#EXTM3U\n#EXTINF:1,One\n${entry}\nother`, base)).toMatchObject({
      link: { url, title: 'One', isGuess: true },
    });
  });

  it.each([
    ['file:///etc/passwd', WEB],
    ['mms://a/1', WEB],
    ['mms://a/1', 'file:///music/l.m3u'],
  ])('%s in %s leads nowhere', (entry, base) => {
    expect(parse(`#EXTM3U\n${entry}`, base)).toMatchObject({ link: null });
  });

  it('come after absolute ones, as in the reference', () => {
    expect(parse('#EXTM3U\nsong.mp3\nhttp://a/2', WEB)).toMatchObject({ link: link('http://a/2') });
  });
});

it.each([
  ['UTF-8', Buffer.from('#EXTM3U\n#EXTINF:1,Ünö 🎵\nhttp://a/1'), 'Ünö 🎵'],
  ['Latin-1', Buffer.from('#EXTM3U\n#EXTINF:1,Ünö\nhttp://a/1', 'latin1'), 'Ünö'],
  ['UTF-16', Buffer.from('\ufeff#EXTM3U\n#EXTINF:1,Ünö 🎵\nhttp://a/1', 'utf16le'), 'Ünö 🎵'],
  [
    'what XML says',
    Buffer.from(
      XSPF('<track><location>http://a/1</location><title>\xcf\xf0\xe8</title></track>').replace(
        '?>',
        ' encoding="windows-1251"?>',
      ),
      'latin1',
    ),
    'При',
  ],
])('titles in %s', (_, bytes, title) => {
  expect(read(bytes)).toMatchObject({ link: link('http://a/1', title) });
});
