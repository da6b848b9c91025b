import * as E from 'fp-ts/lib/Either.js';
import { firstValueFrom, lastValueFrom, Subscription, toArray } from 'rxjs';
import type { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Media, Packet } from '../../../streams/ports.ts';
import type { ByteSource, Container } from '../../../src/containers/types.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import { createMediaPort } from '../../../src/media/index.ts';
import { utfTail } from '../../../src/protocol/track/index.ts';
import { failureOf, SourceError } from '../../../src/sources/failure.ts';
import type { Source } from '../../../src/sources/types.ts';
import { memorySource } from '../../support/memory.source.ts';
import { trackAt } from '../sources/http.support.ts';
import { fakeContainer, fakeSource, packet, spyLog } from './fakes.ts';

const track = { ...trackAt('x'), tail: utfTail('mp3|ignored') };
const MP3 = fakeContainer('mp3', 'MP3');

const portOf = (source: Source, container: Container = MP3) =>
  createMediaPort({ sources: [source], containers: [container], log: spyLog() });

/** Opens the track and keeps it open until `held` is unsubscribed. */
const hold = async (media$: Observable<Media>): Promise<{ media: Media; held: Subscription }> => {
  const held = new Subscription();
  const media = await new Promise<Media>((resolve, reject) => {
    held.add(
      media$.subscribe({ next: resolve, error: reject, complete: () => reject(new Error('completed')) }),
    );
  });
  return { media, held };
};

const error = (observable: Observable<unknown>): Promise<unknown> =>
  lastValueFrom(observable, { defaultValue: undefined }).then(
    () => new Error('did not fail'),
    (reason: unknown) => reason,
  );

const values = (blocks: readonly (readonly Packet[])[]) => blocks.flat().map(({ positionMs }) => positionMs);

describe('opening', () => {
  it('is cold, stays open, and unsubscribing closes the bytes once', async () => {
    const source = fakeSource('http', { x: 'MP3ab' });
    const port = portOf(source);
    const media$ = port.open(track);
    expect(source.given).toHaveLength(0);
    const { media, held } = await hold(media$);
    expect(media).toMatchObject({ format: { codec: 'mp3' }, lengthMs: 1_234.9, isSeekable: true });
    expect(port.liveSources()).toBe(1);
    expect(source.given[0]?.closed).toBe(false);
    held.unsubscribe();
    expect(source.given[0]?.closed).toBe(true);
    expect(port.liveSources()).toBe(0);
  });

  it.each([
    ['of an unknown source', { ...track, sourceName: 'spotify' }],
    ['of an unknown container', { ...track, tail: utfTail('m3u|hls-outer') }],
  ])('a track %s fails', async (_name, refused) => {
    expect(await error(portOf(fakeSource('http', { x: 'MP3' })).open(refused))).toMatchObject({
      message: 'This track is not available.',
      severity: 'common',
    });
  });

  it('tells what the source says', async () => {
    expect(await error(portOf(fakeSource('http', {})).open(track))).toMatchObject({ message: 'gone' });
  });

  it('tells what the container says, and closes', async () => {
    const port = portOf(fakeSource('http', { x: 'WAV' }));
    expect(await error(port.open(track))).toMatchObject({ message: 'This is not mp3.', severity: 'common' });
    expect(port.liveSources()).toBe(0);
  });

  it('tells of a bug as a fault', async () => {
    const broken: Container = { ...MP3, open: () => Promise.reject(new TypeError('bug')) };
    expect(await error(portOf(fakeSource('http', { x: 'MP3' }), broken).open(track))).toEqual({
      message: 'Something broke when playing the track.',
      severity: 'fault',
      cause: 'TypeError: bug',
      causeStackTrace: expect.stringContaining('port.test') as string,
    });
  });
});

describe('giving up in the middle of the opening', () => {
  const pending = () => {
    let closes = 0;
    const bytes = { ...memorySource(Buffer.from('MP3')), close: () => void (closes += 1) };
    const gate = Promise.withResolvers<ByteSource>();
    let signal: AbortSignal | undefined;
    const source: Source = {
      ...fakeSource('http', {}),
      open: (_track, given) => {
        signal = given;
        return () => gate.promise.then(E.right);
      },
    };
    return {
      source,
      deliver: () => gate.resolve(bytes),
      closes: () => closes,
      aborted: () => signal?.aborted,
    };
  };

  it('while the source connects: it is told, and what it still brings is closed', async () => {
    const { source, deliver, closes, aborted } = pending();
    const opened: string[] = [];
    const port = portOf(source, {
      ...MP3,
      open: () => Promise.reject(new Error(String(opened.push('opened')))),
    });
    const held = port.open(track).subscribe();
    expect(aborted()).toBe(false);
    held.unsubscribe();
    expect(aborted()).toBe(true);
    deliver();
    await expect.poll(closes).toBe(1);
    expect(port.liveSources()).toBe(0);
    expect(opened).toEqual([]);
  });

  it('while the container reads its headers', async () => {
    const { source, deliver, closes } = pending();
    const reached = Promise.withResolvers<void>();
    const stuck: Container = {
      ...MP3,
      open: () => {
        reached.resolve();
        return new Promise(() => undefined);
      },
    };
    const port = portOf(source, stuck);
    const held = port.open(track).subscribe();
    deliver();
    await reached.promise;
    expect(port.liveSources()).toBe(1);
    held.unsubscribe();
    expect(closes()).toBe(1);
    expect(port.liveSources()).toBe(0);
  });
});

describe('reading', () => {
  it('one block per read, none at the end', async () => {
    const { media, held } = await hold(portOf(fakeSource('http', { x: 'MP3ab' })).open(track));
    const read = () => firstValueFrom(media.read().pipe(toArray()));
    expect(await read()).toEqual([[packet(97)]]);
    expect(await read()).toEqual([[packet(98)]]);
    expect(await read()).toEqual([]);
    held.unsubscribe();
  });

  it('skips empty blocks', async () => {
    const blocks = [[], [], [packet(1)], null];
    const container = fakeContainer('mp3', 'MP3', { demuxer: { read: async () => blocks.shift() ?? null } });
    const { media, held } = await hold(portOf(fakeSource('http', { x: 'MP3' }), container).open(track));
    expect(await firstValueFrom(media.read())).toEqual([packet(1)]);
    held.unsubscribe();
  });

  it('goes on from where a seek went', async () => {
    const { media, held } = await hold(portOf(fakeSource('http', { x: 'MP3abcdef' })).open(track));
    await firstValueFrom(media.read());
    expect(await lastValueFrom(media.seek(4).pipe(toArray()))).toEqual([]);
    expect(values([await firstValueFrom(media.read())])).toEqual(['e'.charCodeAt(0)]);
    held.unsubscribe();
  });

  it('opens a track anew that cannot jump, and has one open at a time', async () => {
    const source = fakeSource('http', { x: 'MP3abcdef' });
    const port = portOf(source, fakeContainer('mp3', 'MP3', { demuxer: { isSeekable: false } }));
    const { media, held } = await hold(port.open(track));
    expect(media.isSeekable).toBe(true);
    await firstValueFrom(media.read());
    await firstValueFrom(media.read());
    await lastValueFrom(media.seek('a'.charCodeAt(0)).pipe(toArray()));
    expect(source.given.map(({ closed }) => closed)).toEqual([true, false]);
    expect(port.liveSources()).toBe(1);
    expect(values([await firstValueFrom(media.read())])).toEqual(['a'.charCodeAt(0)]);
    held.unsubscribe();
    expect(source.given.map(({ closed }) => closed)).toEqual([true, true]);
    expect(port.liveSources()).toBe(0);
  });

  it('fails with the words of the source, of the container, or as a fault', async () => {
    const failure = failureOf('The connection to the URL broke.', 'suspicious', 'reset');
    const errors = [new SourceError(failure), new ContainerError('The file is damaged.'), new Error('bug')];
    const container = fakeContainer('mp3', 'MP3', {
      demuxer: {
        read: () => Promise.reject(errors.shift() ?? new Error('none left')),
        seek: () => Promise.reject(new ContainerError('There is nothing to seek in.')),
      },
    });
    const { media, held } = await hold(portOf(fakeSource('http', { x: 'MP3' }), container).open(track));
    expect(await error(media.read())).toBe(failure);
    expect(await error(media.read())).toMatchObject({ message: 'The file is damaged.', severity: 'common' });
    expect(await error(media.read())).toMatchObject({
      message: 'Something broke when playing the track.',
      severity: 'fault',
      cause: 'Error: bug',
    });
    expect(await error(media.seek(1))).toMatchObject({ message: 'There is nothing to seek in.' });
    held.unsubscribe();
  });
});

describe('calls that are given up', () => {
  /** A demuxer whose reads wait to be answered, and which minds being called twice at once. */
  const gated = async () => {
    const log: string[] = [];
    let answer: (value: number) => void = () => undefined;
    let busy = false;
    const alone = async <A>(what: string, work: () => Promise<A>): Promise<A> => {
      if (busy) throw new Error('two calls at once');
      busy = true;
      log.push(what);
      const result = await work();
      busy = false;
      return result;
    };
    const container = fakeContainer('mp3', 'MP3', {
      demuxer: {
        read: () =>
          alone('read', () => new Promise((resolve) => (answer = (value) => resolve([packet(value)])))),
        seek: (positionMs) => alone(`seek ${positionMs}`, () => Promise.resolve()),
      },
    });
    const { media, held } = await hold(portOf(fakeSource('http', { x: 'MP3' }), container).open(track));
    return { media, held, log, answer: (value: number) => answer(value) };
  };

  it('a block that came too late is the next one', async () => {
    const { media, held, log, answer } = await gated();
    media.read().subscribe().unsubscribe();
    const late = media.read().subscribe();
    await expect.poll(() => log).toEqual(['read']);
    late.unsubscribe();
    const next = firstValueFrom(media.read());
    answer(7);
    expect(await next).toEqual([packet(7)]);
    expect(log).toEqual(['read']);
    held.unsubscribe();
  });

  it('a seek waits for the read before it, and drops what that brought', async () => {
    const { media, held, log, answer } = await gated();
    const late = media.read().subscribe();
    await expect.poll(() => log).toEqual(['read']);
    late.unsubscribe();
    const sought = lastValueFrom(media.seek(5), { defaultValue: 'done' });
    answer(7);
    expect(await sought).toBe('done');
    const next = firstValueFrom(media.read());
    await expect.poll(() => log).toEqual(['read', 'seek 5', 'read']);
    answer(8);
    expect(await next).toEqual([packet(8)]);
    held.unsubscribe();
  });
});
