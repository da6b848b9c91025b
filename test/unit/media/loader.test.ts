import { describe, expect, it } from 'vitest';
import { createLoader } from '../../../src/media/index.ts';
import { utfTail } from '../../../src/protocol/track/index.ts';
import { failureOf } from '../../../src/sources/failure.ts';
import type { Source } from '../../../src/sources/types.ts';
import { memorySource } from '../../support/memory.source.ts';
import { trackAt } from '../sources/http.support.ts';
import { fakeContainer, fakeSource, spyLog } from './fakes.ts';
import { failureOfLoad, loaderOf, MP3, only, trackOf } from './loader.support.ts';

describe('asking sources', () => {
  it('in order, until one answers', async () => {
    const first = fakeSource('a', {});
    const second = fakeSource('b', { x: 'MP3' });
    const third = fakeSource('c', { x: 'WAV' });
    const loader = loaderOf([first, second, third]);
    expect(loader.sourceNames).toEqual(['a', 'b', 'c']);
    expect(trackOf(await loader.load('x')).sourceName).toBe('b');
    expect([first.asked, second.asked, third.asked]).toEqual([['x'], ['x'], []]);
  });

  it('nobody knows it: empty', async () => {
    expect(await loaderOf([fakeSource('a', {})]).load('x')).toEqual({ loadType: 'empty' });
    expect(await loaderOf([]).load('x')).toEqual({ loadType: 'empty' });
  });

  it('one knows that there is nothing: empty, and the next is not asked', async () => {
    const next = fakeSource('b', { x: 'MP3' });
    expect(await loaderOf([fakeSource('a', { x: { type: 'nothing' } }), next]).load('x')).toEqual({
      loadType: 'empty',
    });
    expect(next.asked).toEqual([]);
  });

  it('one fails: the failure, and the next is not asked', async () => {
    const failure = failureOf('No.', 'suspicious', 'because');
    const next = fakeSource('b', { x: 'MP3' });
    expect(await loaderOf([fakeSource('a', { x: failure }), next]).load('x')).toEqual({
      loadType: 'error',
      failure,
    });
    expect(next.asked).toEqual([]);
  });

  it('one throws, which it must not: a fault, and no rejection', async () => {
    const broken: Source = { ...fakeSource('a', {}), load: () => () => Promise.reject(new Error('bug')) };
    expect(failureOfLoad(await loaderOf([broken]).load('x'))).toMatchObject({
      message: 'Something went wrong while looking up the track.',
      severity: 'fault',
      cause: 'Error: bug',
    });
  });

  it('tracks, playlists and searches pass through', async () => {
    const track = trackAt('x');
    const playlist = { name: 'p', selectedTrack: -1, tracks: [track] };
    const source = fakeSource('a', {
      t: { type: 'track', track },
      p: { type: 'playlist', playlist },
      s: { type: 'search', tracks: [track] },
    });
    const loader = loaderOf([source]);
    expect(await loader.load('t')).toEqual({ loadType: 'track', track });
    expect(await loader.load('p')).toEqual({ loadType: 'playlist', playlist });
    expect(await loader.load('s')).toEqual({ loadType: 'search', tracks: [track] });
  });
});

describe('redirects', () => {
  it('are offered to all sources again', async () => {
    const first = fakeSource('first', { there: 'MP3' });
    const http = fakeSource('http', { here: { type: 'redirect', identifier: 'there' } });
    expect(trackOf(await loaderOf([first, http]).load('here'))).toMatchObject({
      sourceName: 'first',
      uri: 'there',
    });
    expect(first.asked).toEqual(['here', 'there']);
  });

  it('end as empty after five rounds', async () => {
    const ring = fakeSource('http', {
      a: { type: 'redirect', identifier: 'b' },
      b: { type: 'redirect', identifier: 'a' },
    });
    expect(await loaderOf([ring]).load('a')).toEqual({ loadType: 'empty' });
    expect(ring.asked).toEqual(['a', 'b', 'a', 'b', 'a']);
  });

  it('out of a playlist file carry its title, which headers and tags override', async () => {
    const list = '#EXTM3U\n#EXTINF:-1,From the list\nhttp://song';
    const http = fakeSource('http', { list, 'http://song': 'MP3' });
    expect(trackOf(await loaderOf([http]).load('list'))).toMatchObject({
      title: 'From the list',
      identifier: 'http://song',
    });
    expect(http.given.every(({ closed }) => closed)).toBe(true);

    const tagged = fakeContainer('mp3', 'MP3', { tags: { title: 'From the tag' } });
    expect(trackOf(await loaderOf([http], [tagged]).load('list')).title).toBe('From the tag');
  });
});

describe('playlist files', () => {
  it.each([
    ['#EXTM3U\nsong.mp3', 'The playlist file contains no links.'],
    ['#EXTM3U\n', 'The playlist file contains no links.'],
  ])('%j', async (content, message) => {
    const { source, bytes } = only({}, content);
    expect(failureOfLoad(await loaderOf([source]).load('x'))).toMatchObject({ message, severity: 'common' });
    expect(bytes.closed).toBe(true);
  });

  it('of endless length are read in part', async () => {
    const { source, bytes } = only({}, `#EXTM3U\n${'#\n'.repeat(1_000_000)}`);
    expect(failureOfLoad(await loaderOf([source]).load('x')).message).toContain('no links');
    expect(bytes.bytesRead).toBeLessThan(200_000);
  });
});

describe('closing', () => {
  it('leaves nothing open, whatever came out', async () => {
    const contents = ['MP3', 'nothing', '', '#EXTM3U', '#EXTM3U\nhttp://a', 'WAV'];
    const source = fakeSource(
      'http',
      Object.fromEntries(contents.map((content, index) => [String(index), content])),
    );
    const loader = loaderOf([source]);
    await Promise.all(contents.map((_, index) => loader.load(String(index))));
    expect(source.given).toHaveLength(contents.length);
    expect(source.given.every(({ closed }) => closed)).toBe(true);
    expect(loader.liveSources()).toBe(0);
  });

  it('gives a source up that never delivers', async () => {
    let closed = 0;
    let fail: (error: Error) => void = () => undefined;
    const bytes = {
      ...memorySource(Buffer.alloc(0)),
      read: () => new Promise<Uint8Array>((_resolve, reject) => (fail = reject)),
      close: () => {
        closed += 1;
        fail(new Error('closed'));
      },
    };
    const { source } = only({ bytes });
    const loader = createLoader({ sources: [source], containers: [MP3], log: spyLog(), deadlineMs: 5 });
    expect(failureOfLoad(await loader.load('x'))).toMatchObject({
      message: 'Loading took too long.',
      severity: 'suspicious',
    });
    expect(closed).toBe(1);
    expect(loader.liveSources()).toBe(0);
  });
});

describe('refusing tracks', () => {
  const loader = loaderOf([fakeSource('http', {})]);
  const track = { ...trackAt('x'), tail: utfTail('mp3') };

  it('not those that can be played', () => {
    expect(loader.refuse(track)).toBeNull();
  });

  it.each([
    ['of an unknown source', { ...track, sourceName: 'spotify' }, 'the source "spotify" is not registered'],
    ['in an unknown container', { ...track, tail: utfTail('xm') }, 'the container "xm" is unknown'],
    ['of HLS', { ...track, tail: utfTail('m3u|hls-outer') }, 'the container "m3u" is unknown'],
    ['without a container', { ...track, tail: new Uint8Array(0) }, 'the container "" is unknown'],
  ])('%s', (_name, refused, reason) => {
    expect(loader.refuse(refused)).toBe(
      `Failed to decode track due to a mismatching version or missing source manager: ${reason}`,
    );
  });
});
