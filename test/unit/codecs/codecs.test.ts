/** createCodecs: ranking, falling through, lazy loading, the report. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../marbles/support.ts';
import { CodecError, createCodecs, liveCodecObjects } from '../../../src/codecs/index.ts';
import type { CodecProvider } from '../../../src/codecs/index.ts';
import { providers } from '../../../src/codecs/providers.ts';
import type { AudioFormat } from '../../../streams/ports.ts';
import { amplitudeOf, decibels, middle } from './support/analysis.ts';
import { AMPLITUDE, makerNames, makers, STEREO, toneInput } from './support/files.ts';
import { testFrames } from './support/frames.ts';
import { decodeWith } from './support/run.ts';

afterEach(async () => {
  await expect.poll(liveCodecObjects).toBe(0);
});

const options = { log: silentLog, encodingQuality: 10 };

/** Providers as they are when npm could not install the native ones. */
const withoutNative = providers.map((provider): CodecProvider =>
  provider.name === 'node-av' || provider.name === '@discordjs/opus'
    ? { ...provider, probe: () => `${provider.name} is not installed` }
    : provider,
);

const mp3Format: AudioFormat = {
  codec: 'mp3',
  sampleRate: 44_100,
  channels: 2,
  extradata: new Uint8Array(0),
};

const fake = (name: string, part: Partial<CodecProvider>): CodecProvider => ({
  name,
  probe: () => null,
  ...part,
});

const silentEncoder = { encode: () => Uint8Array.of(0xf8, 0xff, 0xfe), free: () => undefined };

describe('without native modules', () => {
  it('reports who takes over', () => {
    const report = createCodecs(options, withoutNative).report();
    expect(report.decoders).toEqual({
      opus: 'opus-decoder',
      vorbis: '@wasm-audio-decoders/ogg-vorbis',
      mp3: 'mpg123-decoder',
      aac: 'ffmpeg',
      flac: '@wasm-audio-decoders/flac',
      pcm: 'pcm',
    });
    expect(report.encoder).toBe('opusscript');
    expect(report.unavailable).toEqual([
      { name: 'node-av', reason: 'node-av is not installed' },
      { name: '@discordjs/opus', reason: '@discordjs/opus is not installed' },
    ]);
  });

  for (const name of makerNames)
    it(`plays ${name}`, async () => {
      const stream = makers[name](toneInput(STEREO));
      const decoder = await firstValueFrom(createCodecs(options, withoutNative).decoder(stream.format));
      const { left } = await decodeWith(decoder, stream.packets);
      decoder.free();
      expect(decibels(amplitudeOf(middle(left), STEREO.left) / AMPLITUDE)).closeTo(0, 0.5);
    });

  it('encodes Opus', async () => {
    const encoder = await firstValueFrom(createCodecs(options, withoutNative).encoder());
    const [frame] = testFrames(1);
    expect(frame && encoder.encode(frame.left, frame.right)[0]).toBe(0xfc);
    encoder.free();
  });

  it('says why AAC cannot be played when there is no ffmpeg either', async () => {
    const none = withoutNative.map((each): CodecProvider =>
      each.name === 'ffmpeg' ? { ...each, probe: () => 'no ffmpeg program' } : each,
    );
    const codecs = createCodecs(options, none);
    expect(codecs.report().decoders.aac).toBe(null);
    const failure = firstValueFrom(codecs.decoder({ ...mp3Format, codec: 'aac' }));
    await expect(failure).rejects.toThrow(CodecError);
    await expect(failure).rejects.toThrow(
      'Nothing here can decode aac (44100 Hz, 2 channels): node-av is not installed; no ffmpeg program',
    );
  });
});

describe('ranking', () => {
  it('asks the next one when a library cannot be loaded, warns once, and never tries it again', async () => {
    const load = vi.fn(() => Promise.reject(new Error('wrong glibc')));
    const warn = vi.fn();
    const broken = fake('broken', { encoder: { load } });
    const good = fake('good', { encoder: { load: () => Promise.resolve(() => silentEncoder) } });
    const codecs = createCodecs({ log: { ...silentLog, warn }, encodingQuality: 5 }, [broken, good]);
    expect(codecs.report().encoder).toBe('broken');
    await Promise.all([firstValueFrom(codecs.encoder()), firstValueFrom(codecs.encoder())]);
    await firstValueFrom(codecs.encoder());
    expect(load).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(codecs.report().encoder).toBe('good');
    expect(codecs.report().unavailable[0]?.reason).toBe('broken could not be loaded: wrong glibc');
  });

  it('asks the next one for a stream that a library refuses, but keeps it for others', async () => {
    const refusing = fake('refusing', {
      decoder: {
        codecs: ['mp3'],
        load: () => Promise.resolve(() => Promise.reject(new CodecError('too many channels'))),
      },
    });
    const real = providers.find((each) => each.name === 'mpg123-decoder');
    if (real === undefined) throw new Error('mpg123-decoder is no provider any more.');
    const codecs = createCodecs(options, [refusing, real]);
    (await firstValueFrom(codecs.decoder(mp3Format))).free();
    expect(codecs.report().decoders.mp3).toBe('refusing');
    await expect(firstValueFrom(createCodecs(options, [refusing]).decoder(mp3Format))).rejects.toThrow(
      'refusing: too many channels',
    );
  });

  it('passes the encoding quality on', async () => {
    const open = vi.fn(() => silentEncoder);
    const provider = fake('any', { encoder: { load: () => Promise.resolve(open) } });
    await firstValueFrom(createCodecs({ log: silentLog, encodingQuality: 3 }, [provider]).encoder());
    expect(open).toHaveBeenCalledWith({ complexity: 3, bitrate: 128_000 });
  });

  it.each([-1, 11, 5.5, NaN])('refuses an encoding quality of %d', (encodingQuality) => {
    expect(() => createCodecs({ log: silentLog, encodingQuality })).toThrow(RangeError);
  });

  it('errors when nobody can encode', async () => {
    await expect(firstValueFrom(createCodecs(options, []).encoder())).rejects.toThrow(
      'no library for it is known',
    );
  });

  it('frees what nobody waits for any more, and loads nothing before a subscription', async () => {
    const free = vi.fn();
    const load = vi.fn(() => Promise.resolve(() => ({ ...silentEncoder, free })));
    const encoder$ = createCodecs(options, [fake('any', { encoder: { load } })]).encoder();
    expect(load).not.toHaveBeenCalled();
    encoder$.subscribe().unsubscribe();
    await expect.poll(() => free.mock.calls.length).toBe(1);
    await firstValueFrom(encoder$);
    expect(free).toHaveBeenCalledTimes(1);
  });
});

it('loads no native code for a report', () => {
  const script = `
    import { createCodecs } from './src/codecs/index.ts';
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    createCodecs({ log, encodingQuality: 10 }).report();
    const { sharedObjects } = process.report.getReport();
    console.log(JSON.stringify(sharedObjects.filter((name) => name.endsWith('.node'))));`;
  const cwd = fileURLToPath(new URL('../../../', import.meta.url));
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd,
    encoding: 'utf8',
  });
  expect(JSON.parse(output)).toEqual([]);
});
