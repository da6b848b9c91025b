/** createCodecs: what `warm` loads, and that settings reach the libraries. */
import { firstValueFrom } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../marbles/support.ts';
import { CodecError, createCodecs, liveCodecObjects } from '../../../src/codecs/index.ts';
import type { CodecProvider } from '../../../src/codecs/index.ts';
import type { OpenDecoder } from '../../../src/codecs/provider.ts';
import type { AudioCodec, AudioFormat } from '../../../streams/ports.ts';

const options = { log: silentLog, encodingQuality: 10 };

const packetDecoder = { decode() {}, flush() {}, reset() {}, free() {} };

const decoding = (name: string, codecs: readonly AudioCodec[], load: () => Promise<OpenDecoder>) =>
  ({ name, probe: () => null, decoder: { codecs, load } }) satisfies CodecProvider;

const encoding = (free: () => void): CodecProvider => ({
  name: 'encoder',
  probe: () => null,
  encoder: { load: () => Promise.resolve(() => ({ encode: () => Uint8Array.of(0), free })) },
});

const loaded = () => vi.fn(() => Promise.resolve<OpenDecoder>(() => packetDecoder));

describe('warm', () => {
  it('loads the first choice of every codec once, and opens and frees an encoder', async () => {
    const [first, second, other, free] = [loaded(), loaded(), loaded(), vi.fn()];
    const providers = [
      { ...decoding('absent', ['opus'], other), probe: () => 'absent is not installed' },
      decoding('first', ['opus', 'mp3'], first),
      decoding('second', ['mp3', 'aac'], second),
      decoding('other', ['opus', 'aac'], other),
      encoding(free),
    ];
    const codecs = createCodecs(options, providers);
    await codecs.warm();
    expect([first, second, other, free].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0, 1]);
    await codecs.warm();
    expect([first, second, other].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0]);
  });

  it('loads the next choice where one is broken', async () => {
    const [broken, next] = [vi.fn(() => Promise.reject(new Error('wrong glibc'))), loaded()];
    const providers = [
      decoding('broken', ['mp3'], broken),
      decoding('next', ['mp3'], next),
      encoding(vi.fn()),
    ];
    await createCodecs(options, providers).warm();
    expect([broken, next].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });

  it('loads the decoders though nobody can encode, and then says so', async () => {
    const load = loaded();
    const codecs = createCodecs(options, [decoding('any', ['opus'], load)]);
    await expect(codecs.warm()).rejects.toThrow(CodecError);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('leaves nothing of the real libraries open', async () => {
    await createCodecs(options).warm();
    expect(liveCodecObjects()).toBe(0);
  });
});

describe('resamplingQuality', () => {
  it.each([
    [{}, 'LOW'],
    [{ resamplingQuality: 'HIGH' }, 'HIGH'],
  ] as const)('reaches the decoder: %j', async (given, resampling) => {
    const open = vi.fn(() => packetDecoder);
    const codecs = createCodecs({ ...options, ...given }, [
      decoding('any', ['mp3'], () => Promise.resolve(open)),
    ]);
    const format: AudioFormat = {
      codec: 'mp3',
      sampleRate: 44_100,
      channels: 2,
      extradata: new Uint8Array(0),
    };
    await firstValueFrom(codecs.decoder(format));
    expect(open).toHaveBeenCalledWith(format, { resampling });
  });
});
