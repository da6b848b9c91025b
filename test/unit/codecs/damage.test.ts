/** What streams do to decoders: broken packets, changes in mid-stream, seeks, nonsense. */
import fc from 'fast-check';
import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CodecError, liveCodecObjects } from '../../../src/codecs/index.ts';
import { MAX_SILENT_PACKETS } from '../../../src/codecs/decoder.ts';
import { providers } from '../../../src/codecs/providers.ts';
import type { Packet } from '../../../streams/ports.ts';
import { amplitudeOf, decibels, difference, middle } from './support/analysis.ts';
import { AMPLITUDE, makerNames, makers, STEREO, toneInput } from './support/files.ts';
import { decodeAll, decodeWith, openDecoder } from './support/run.ts';

afterEach(async () => {
  await expect.poll(liveCodecObjects).toBe(0);
});

/** Every tenth packet but the first is filled with nonsense. */
const damage = (packets: readonly Packet[]): Packet[] =>
  packets.map((packet, index) => {
    if (index % 10 !== 9) return packet;
    return { ...packet, data: packet.data.map((byte, at) => (byte * 31 + at * 17 + 89) & 0xff) };
  });

for (const name of makerNames) {
  const stream = makers[name](toneInput(STEREO));
  const able = providers.filter(
    (provider) => provider.decoder?.codecs.includes(stream.format.codec) === true,
  );

  for (const provider of able)
    describe.skipIf(provider.probe() !== null)(`${name} through ${provider.name}`, () => {
      it('plays on around damaged and empty packets', async () => {
        const decoder = await openDecoder(provider, stream.format);
        const packets = damage(stream.packets).flatMap((packet, index) =>
          index % 20 === 5 ? [packet, { ...packet, data: new Uint8Array(0) }] : [packet],
        );
        const { left } = await decodeWith(decoder, packets);
        decoder.free();
        // PCM knows no damage: it plays as it is.
        expect(left.length / 48_000).toBeGreaterThan(STEREO.seconds * 0.75);
        expect(left.every((sample) => sample >= -1 && sample <= 1)).toBe(true);
      });

      it('sounds like a new decoder after reset and after flush', async () => {
        const decoder = await openDecoder(provider, stream.format);
        await firstValueFrom(decoder.decode(stream.packets.slice(10, 16)));
        decoder.reset();
        const afterReset = await decodeWith(decoder, stream.packets);
        const afterFlush = await decodeWith(decoder, stream.packets.slice(0, 30));
        decoder.free();
        const whole = await decodeAll(provider, stream);
        const part = await decodeAll(provider, { ...stream, packets: stream.packets.slice(0, 30) });
        expect([afterReset.left.length, afterFlush.left.length]).toEqual([
          whole.left.length,
          part.left.length,
        ]);
        // Not equal to the bit: FFmpeg's AAC decoder goes on with its random numbers, of which it makes noise.
        expect(difference(whole.left, afterReset.left)[1]).toBeLessThan(-60);
        expect(difference(part.left, afterFlush.left)[1]).toBeLessThan(-60);
      });

      it('lets nothing of a decode that was left for a seek into what follows', async () => {
        const decoder = await openDecoder(provider, stream.format);
        decoder.decode(stream.packets.slice(20, 50)).subscribe().unsubscribe();
        decoder.reset();
        const afterSeek = await decodeWith(decoder, stream.packets);
        decoder.free();
        const whole = await decodeAll(provider, stream);
        expect(afterSeek.left.length).toBe(whole.left.length);
        expect(difference(whole.left, afterSeek.left)[1]).toBeLessThan(-60);
      });

      it('may be freed twice, and refuses work afterwards', async () => {
        const decoder = await openDecoder(provider, stream.format);
        expect(liveCodecObjects()).toBeGreaterThanOrEqual(provider.name === 'pcm' ? 0 : 1);
        decoder.free();
        decoder.free();
        decoder.reset();
        await expect(firstValueFrom(decoder.decode(stream.packets.slice(0, 1)))).rejects.toThrow(CodecError);
      });

      it('may be freed in the middle of its work', async () => {
        const decoder = await openDecoder(provider, stream.format);
        const decoding = firstValueFrom(decoder.decode(stream.packets));
        decoder.free();
        await Promise.allSettled([decoding]);
        const other = await openDecoder(provider, stream.format);
        other.reset();
        other.free();
      });

      it('survives any bytes', { timeout: 60_000 }, async () => {
        vi.spyOn(console, 'error').mockImplementation(() => undefined); // the wasm libraries print
        const packet = fc.oneof(
          fc.uint8Array({ maxLength: 1500 }),
          // A real packet with some bytes replaced, or cut off.
          fc
            .tuple(
              fc.nat(stream.packets.length - 1),
              fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 6 }),
            )
            .map(([index, changes]) => {
              const data = (stream.packets[index]?.data ?? new Uint8Array(0)).slice();
              for (const [at, byte] of changes) data[at % data.length] = byte;
              return data;
            }),
          fc.tuple(fc.nat(stream.packets.length - 1), fc.nat(600)).map(([index, length]) => {
            return (stream.packets[index]?.data ?? new Uint8Array(0)).slice(0, length);
          }),
        );
        const numRuns = provider.name === 'ffmpeg' ? 3 : 60;
        await fc.assert(
          fc.asyncProperty(fc.array(packet, { minLength: 1, maxLength: 30 }), async (datas) => {
            const decoder = await openDecoder(provider, stream.format);
            const block = datas.map((data, index) => ({ data, positionMs: index * 20, durationMs: 20 }));
            const pcm = await firstValueFrom(decoder.decode(block));
            const rest = await firstValueFrom(decoder.flush());
            decoder.free();
            for (const side of [pcm.left, pcm.right, rest.left, rest.right])
              expect(side.every((sample) => sample >= -1 && sample <= 1)).toBe(true);
          }),
          { seed: 42, numRuns },
        );
        vi.restoreAllMocks();
      });

      it.skipIf(name === 'pcm' || name === 'vorbis' || name === 'opus' || provider.name === 'ffmpeg')(
        'gives up, and says so, when nothing at all can be decoded',
        async () => {
          const decoder = await openDecoder(provider, stream.format);
          const garbage: Packet = { data: new Uint8Array(300).fill(0x55), positionMs: 0, durationMs: 20 };
          const block = new Array<Packet>(MAX_SILENT_PACKETS / 2).fill(garbage);
          await firstValueFrom(decoder.decode(block));
          await firstValueFrom(decoder.decode(block));
          await expect(firstValueFrom(decoder.decode(block))).rejects.toThrow(
            /Nothing in this \w+ stream could be/,
          );
          decoder.free();
        },
      );
    });
}

describe('a stream that changes in the middle', () => {
  for (const name of ['mp3', 'adts'] as const) {
    const stereo = makers[name](toneInput({ ...STEREO, seconds: 1 }));
    const mono = makers[name](toneInput({ ...STEREO, seconds: 1, sampleRate: 24_000, layout: 'mono' }));
    const both = { format: stereo.format, packets: [...stereo.packets, ...mono.packets] };
    const able = providers.filter(
      (provider) => provider.decoder?.codecs.includes(stereo.format.codec) === true,
    );

    for (const provider of able.filter((each) => each.name !== 'ffmpeg'))
      it.skipIf(provider.probe() !== null)(
        `${name} through ${provider.name}: rate and channels follow`,
        async () => {
          const { left, right } = await decodeAll(provider, both);
          const [before, after] = [left.subarray(0, 45_000), left.subarray(55_000, 95_000)];
          for (const part of [before, after])
            expect(decibels(amplitudeOf(middle(part), STEREO.left) / AMPLITUDE)).closeTo(0, 0.5);
          expect(difference(after, right.subarray(55_000, 95_000))[1]).toBeLessThan(-100);
        },
      );
  }
});

describe('the Opus pre-skip', () => {
  const stream = makers.opus(toneInput(STEREO));
  const able = providers.filter((provider) => provider.decoder?.codecs.includes('opus') === true);

  for (const provider of able)
    it.skipIf(provider.probe() !== null)(`is dropped by ${provider.name} at the start alone`, async () => {
      const packets = stream.packets.slice(0, 50);
      const lengthFrom = async (positionMs: number): Promise<number> => {
        const moved = packets.map((packet) => ({ ...packet, positionMs: packet.positionMs + positionMs }));
        return (await decodeAll(provider, { ...stream, packets: moved })).left.length;
      };
      expect(await lengthFrom(0)).toBe(50 * 960 - 312);
      expect(await lengthFrom(-6.5)).toBe(50 * 960 - 312);
      expect(await lengthFrom(5000)).toBe(50 * 960);
    });
});
