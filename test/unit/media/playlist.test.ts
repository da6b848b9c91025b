import { describe, expect, it } from 'vitest';
import { PLAYLIST_FORMATS, playlistText } from '../../../src/media/playlist.ts';

const parse = (text: string) => {
  const head = Buffer.from(text);
  const format = PLAYLIST_FORMATS.find((known) => known.matches(head));
  return format === undefined ? 'no playlist' : { name: format.name, link: format.parse(playlistText(head)) };
};

describe('playlist files', () => {
  it.each([
    ['m3u', '#EXTM3U\nhttp://a/1.mp3\nhttp://a/2.mp3', { url: 'http://a/1.mp3', title: undefined }],
    [
      'm3u',
      '#EXTM3U\r\n#EXTINF:-1,Radio, the One\r\nhttp://a/1\r\n',
      { url: 'http://a/1', title: 'Radio, the One' },
    ],
    ['m3u', '#EXTM3U\n#EXTINF:9,Local\nsong.mp3\nHTTPS://a/2', { url: 'HTTPS://a/2', title: undefined }],
    ['m3u', '#EXTINF:9 tvg-id="x",\nicy://a/1', { url: 'icy://a/1', title: undefined }],
    ['m3u', '\ufeff#EXTM3U\nhttp://a/1', { url: 'http://a/1', title: undefined }],
    ['m3u', '#EXTM3U\nsong.mp3\n/song.mp3\nfile:///x\n', null],
    ['m3u', '#EXTM3U', null],
    ['m3u', '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://a/x.m3u8', 'hls'],
    ['m3u', '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://a/1.ts', 'hls'],
    ['pls', '[playlist]\nTitle1=One\nFile1=http://a/1\n', { url: 'http://a/1', title: 'One' }],
    ['pls', '[Playlist]\r\nfile2 = http://a/2\r\nTITLE2 = Two\r\n', { url: 'http://a/2', title: 'Two' }],
    [
      'pls',
      '[playlist]\nFile1=song.mp3\nFile2=http://a/2\nTitle1=One',
      { url: 'http://a/2', title: undefined },
    ],
    ['pls', '[playlist]\nNumberOfEntries=0', null],
    ['plain', 'http://a/1\nhttp://a/2', { url: 'http://a/1', title: undefined }],
    ['plain', 'icy://a/1', { url: 'icy://a/1', title: undefined }],
  ])('%s: %j', (name, text, link) => {
    expect(parse(text)).toEqual({ name, link });
  });

  it.each(['', 'hello', '<html>', 'ftp://a/1', '[settings]', ' #EXTM3U'])('none: %j', (text) => {
    expect(parse(text)).toBe('no playlist');
  });
});
