import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNKNOWN_LENGTH_MS } from '../../../streams/commands.ts';
import type { Container } from '../../../src/containers/types.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import { createLoader } from '../../../src/media/index.ts';
import { readUtfTail, utfTail } from '../../../src/protocol/track/index.ts';
import type { MediaResolution } from '../../../src/sources/types.ts';
import { memorySource } from '../../support/memory.source.ts';
import { fakeContainer, spyLog } from './fakes.ts';
import { failureOfLoad, loaderOf, MP3, only, trackOf } from './loader.support.ts';

describe('which container', () => {
  /** Two formats that both think the file is theirs. */
  const rivals = ['mp3', 'wav', 'adts', 'other'].map((name) => fakeContainer(name, 'X'));
  const nameFor = async (hints: MediaResolution['hints']) =>
    readUtfTail(trackOf(await loaderOf([only({ hints }, 'X').source], rivals).load('x')).tail);

  it('is tried in the order of the reference, not of the registry', async () => {
    expect(await nameFor({})).toBe('wav');
    expect(await nameFor({ contentType: 'audio/mpegurl', extension: 'flac' })).toBe('wav');
  });

  it.each([
    [{ contentType: 'audio/mpeg' }, 'mp3'],
    [{ contentType: 'Audio/MPEG; charset=utf-8' }, 'mp3'],
    [{ extension: 'mp3' }, 'mp3'],
    [{ contentType: 'audio/aac' }, 'adts'],
    [{ extension: 'aac' }, 'adts'],
  ])('is hinted at by %j', async (hints, name) => {
    expect(await nameFor(hints)).toBe(name);
  });

  it('a hint does not make a file what it is not', async () => {
    const { source } = only({ hints: { contentType: 'audio/mpeg' } }, 'WAV');
    expect(readUtfTail(trackOf(await loaderOf([source]).load('x')).tail)).toBe('wav');
  });

  it('is unknown', async () => {
    for (const content of ['', 'nothing', '<html></html>']) {
      const { source, bytes } = only({}, content);
      expect(failureOfLoad(await loaderOf([source]).load('x'))).toMatchObject({
        message: 'Unknown file format.',
        severity: 'common',
      });
      expect(bytes.closed).toBe(true);
    }
  });

  it('has nothing to play: its own words', async () => {
    const error = new ContainerError('No supported audio tracks present in the file.');
    const empty: Container = { ...MP3, open: () => Promise.reject(error) };
    const failure = failureOfLoad(await loaderOf([only({}).source], [empty]).load('x'));
    expect(failure).toMatchObject({ message: error.message, severity: 'common' });
  });

  it('has a bug: the next one is tried, from the first byte, on a live stream too', async () => {
    const broken: Container = {
      ...fakeContainer('wav', 'MP3'),
      async open(source) {
        await source.read(0, 5);
        throw new TypeError('bug');
      },
    };
    const bytes = memorySource(Buffer.from('MP3abc'), { seekable: false, sizeKnown: false });
    const { source } = only({ bytes });
    const log = spyLog();
    const result = await createLoader({ sources: [source], containers: [broken, MP3], log }).load('x');
    expect(readUtfTail(trackOf(result).tail)).toBe('mp3');
    expect(log.lines).toEqual(['warn A container could not be opened, trying the next']);
  });

  it('cannot be told because reading fails', async () => {
    const bytes = { ...memorySource(Buffer.alloc(0)), read: () => Promise.reject(new Error('EIO')) };
    const failure = failureOfLoad(await loaderOf([only({ bytes }).source]).load('x'));
    expect(failure).toMatchObject({
      message: 'Could not read the file for detecting file type.',
      severity: 'suspicious',
      cause: 'Error: EIO',
    });
  });
});

describe('the track', () => {
  it('without tags', async () => {
    const track = trackOf(await loaderOf([only({ identifier: 'http://x/y' }).source]).load('x'));
    expect(track).toEqual({
      title: 'Unknown title',
      author: 'Unknown artist',
      lengthMs: 1_234n,
      identifier: 'http://x/y',
      uri: 'http://x/y',
      isStream: false,
      artworkUrl: null,
      isrc: null,
      sourceName: 'http',
      tail: utfTail('mp3'),
      positionMs: 0n,
    });
  });

  it('with what the server says, and what the tags say over it', async () => {
    const { source } = only({ title: 'Server title', author: 'Server author' });
    expect(trackOf(await loaderOf([source]).load('x'))).toMatchObject({
      title: 'Server title',
      author: 'Server author',
    });
    const tagged = fakeContainer('mp3', 'MP3', { tags: { title: '', author: 'Tag', isrc: 'USRC17607839' } });
    const again = only({ title: 'Server title', author: 'Server author' });
    expect(trackOf(await loaderOf([again.source], [tagged]).load('x'))).toMatchObject({
      title: '',
      author: 'Tag',
      isrc: 'USRC17607839',
    });
  });

  it.each([undefined, Infinity, NaN])('of length %s is a stream', async (lengthMs) => {
    const live = fakeContainer('mp3', 'MP3', { lengthMs });
    expect(trackOf(await loaderOf([only({}).source], [live]).load('x'))).toMatchObject({
      lengthMs: UNKNOWN_LENGTH_MS,
      isStream: true,
    });
  });

  it('with a novel for a title still fits into a blob', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 30_000, maxLength: 70_000 }), async (title) => {
        const tagged = fakeContainer('mp3', 'MP3', { tags: { title } });
        const track = trackOf(await loaderOf([only({}).source], [tagged]).load('x'));
        expect(() => utfTail(track.title)).not.toThrow();
        expect(track.title.isWellFormed()).toBe(true);
      }),
      { seed: 42, numRuns: 5 },
    );
  });
});
