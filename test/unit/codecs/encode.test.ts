/** The three Opus encoders: same settings, same sound, and packets that Discord's clients take. */
import { afterEach, describe, expect, it } from 'vitest';
import { liveCodecObjects } from '../../../src/codecs/index.ts';
import { providers } from '../../../src/codecs/providers.ts';
import type { CodecProvider } from '../../../src/codecs/provider.ts';
import type { Encoder, Packet, Pcm } from '../../../streams/ports.ts';
import { amplitudeOf, decibels, middle } from './support/analysis.ts';
import { decodeAll, openEncoder } from './support/run.ts';

afterEach(() => {
  expect(liveCodecObjects()).toBe(0);
});

const encoders = providers.filter((provider) => provider.encoder !== undefined);
const isMissing = (provider: CodecProvider): boolean => provider.probe() !== null;

/** Two tones and some noise, in frames of 20 ms. */
const frames = Array.from({ length: 100 }, (_, frame): Pcm => {
  const sample = (hertz: number, index: number): number => {
    const t = frame * 960 + index;
    const noise = ((((t * 7919) % 104_729) / 104_729) * 2 - 1) * 0.02;
    return 0.3 * Math.sin((2 * Math.PI * hertz * t) / 48_000) + noise;
  };
  return {
    left: Float32Array.from({ length: 960 }, (__, index) => sample(1000, index)),
    right: Float32Array.from({ length: 960 }, (__, index) => sample(3000, index)),
  };
});

const encodeAll = (encoder: Encoder): Uint8Array[] =>
  frames.map(({ left, right }) => encoder.encode(left, right));

const decoded = (datas: readonly Uint8Array[]): Promise<Pcm> => {
  const [provider] = providers.filter(
    (each) => each.decoder?.codecs.includes('opus') === true && !isMissing(each),
  );
  if (provider === undefined) throw new Error('No Opus decoder is installed.');
  const packets = datas.map((data, index): Packet => ({
    data,
    positionMs: 1000 + index * 20,
    durationMs: 20,
  }));
  const format = { codec: 'opus', sampleRate: 48_000, channels: 2, extradata: new Uint8Array(0) } as const;
  return decodeAll(provider, { format, packets });
};

for (const provider of encoders)
  describe.skipIf(isMissing(provider))(provider.name, () => {
    it('encodes what went in', async () => {
      const encoder = await openEncoder(provider);
      const { left, right } = await decoded(encodeAll(encoder));
      encoder.free();
      expect(left.length).toBe(frames.length * 960);
      expect(decibels(amplitudeOf(middle(left), 1000) / 0.3)).closeTo(0, 0.5);
      expect(decibels(amplitudeOf(middle(right), 3000) / 0.3)).closeTo(0, 0.5);
      expect(decibels(amplitudeOf(middle(left), 3000) / 0.3)).toBeLessThan(-40);
    });

    it('gives stereo packets of one 20 ms CELT frame, 128 kbit/s on average, of varying size', async () => {
      const encoder = await openEncoder(provider);
      const packets = encodeAll(encoder);
      encoder.free();
      // TOC: configuration 31 (CELT, fullband, 20 ms), stereo, one frame (RFC 6716 §3.1).
      for (const packet of packets) expect(packet[0]).toBe(0xfc);
      const sizes = packets.map((packet) => packet.length);
      const kbps = (sizes.reduce((sum, size) => sum + size, 0) * 8) / (packets.length * 20);
      expect(kbps).toBeGreaterThan(100);
      expect(kbps).toBeLessThan(140);
      expect(new Set(sizes).size).toBeGreaterThan(3);
    });

    it('changes its quality while it runs, without an edge in the sound', async () => {
      const [encoder, untouched] = [await openEncoder(provider), await openEncoder(provider)];
      const before = encodeAll(untouched);
      untouched.free();
      const packets = frames.map(({ left, right }, index) => {
        if (index === 40) encoder.tune?.({ complexity: 5, bitrate: 96_000 });
        return encoder.encode(left, right);
      });
      encoder.tune?.({ complexity: 10, bitrate: 128_000 });
      encoder.free();
      const kbps = (some: readonly Uint8Array[]): number =>
        (some.reduce((sum, { length }) => sum + length, 0) * 8) / (some.length * 20);
      expect(packets.slice(0, 40).map((packet) => [...packet])).toEqual(
        before.slice(0, 40).map((packet) => [...packet]),
      );
      expect(kbps(packets.slice(50))).toBeGreaterThan(80);
      expect(kbps(packets.slice(50))).toBeLessThan(104);
      const { left } = await decoded(packets);
      // 5 ms each, around the change and long after it: the tone goes on as loud as it was.
      for (const from of [38, 39, 40, 41, 42, 43, 44, 45, 70].flatMap((f) => [
        f,
        f + 0.25,
        f + 0.5,
        f + 0.75,
      ]))
        expect(decibels(amplitudeOf(left.subarray(from * 960, from * 960 + 240), 1000) / 0.3)).closeTo(
          0,
          0.7,
        );
    });

    it('gives packets that stay as they are when more is encoded, and after free', async () => {
      const encoder = await openEncoder(provider);
      const packets = encodeAll(encoder);
      const copies = packets.map((packet) => packet.slice());
      encodeAll(encoder);
      encoder.free();
      expect(packets.map((packet) => [...packet])).toEqual(copies.map((packet) => [...packet]));
    });

    it('keeps 60 encoders apart', async () => {
      const reference = await openEncoder(provider);
      const expected = encodeAll(reference).slice(0, 20);
      const others = await Promise.all(Array.from({ length: 60 }, () => openEncoder(provider)));
      const given = others.map((): Uint8Array[] => []);
      for (const { left, right } of frames.slice(0, 20))
        others.forEach((encoder, index) => given[index]?.push(encoder.encode(left, right)));
      for (const encoder of [reference, ...others]) encoder.free();
      for (const packets of given)
        expect(packets.map((packet) => [...packet])).toEqual(expected.map((packet) => [...packet]));
    });

    it('listens to complexity and bitrate', async () => {
      const packetsWith = async (complexity: number, bitrate: number): Promise<Uint8Array[]> => {
        const encoder = await openEncoder(provider, { complexity, bitrate });
        const packets = encodeAll(encoder);
        encoder.free();
        return packets;
      };
      const bytes = (packets: readonly Uint8Array[]): number =>
        packets.reduce((sum, each) => sum + each.length, 0);
      const [best, fast, small] = [
        await packetsWith(10, 128_000),
        await packetsWith(0, 128_000),
        await packetsWith(10, 48_000),
      ];
      expect(fast.map((packet) => [...packet])).not.toEqual(best.map((packet) => [...packet]));
      expect(bytes(small)).toBeLessThan(bytes(best) * 0.6);
    });

    it('clips what is too loud and takes NaN for silence', async () => {
      const encoder = await openEncoder(provider);
      const loud = frames[0]?.left.map((sample) => sample * 1e6) ?? new Float32Array(960);
      const packets = [
        encoder.encode(loud, loud),
        encoder.encode(new Float32Array(960).fill(NaN), new Float32Array(960).fill(Infinity)),
        ...encodeAll(encoder),
      ];
      encoder.free();
      const { left } = await decoded(packets);
      expect(left.every((sample) => Number.isFinite(sample))).toBe(true);
      expect(decibels(amplitudeOf(middle(left), 1000) / 0.3)).closeTo(0, 0.5);
    });

    it('refuses other lengths than 960, and work after free; free may be repeated', async () => {
      const encoder = await openEncoder(provider);
      const [frame, short] = [new Float32Array(960), new Float32Array(959)];
      expect(() => encoder.encode(short, short)).toThrow('An Opus frame is 2 × 960 samples');
      expect(() => encoder.encode(frame, short)).toThrow('An Opus frame is 2 × 960 samples');
      encoder.free();
      encoder.free();
      expect(() => encoder.encode(frame, frame)).toThrow('freed');
    });
  });

describe('all encoders', () => {
  const present = encoders.filter((provider) => !isMissing(provider));
  const [first, ...others] = present;
  for (const other of others)
    it(`${other.name} sounds like ${first?.name}`, async () => {
      if (first === undefined) throw new Error('unreachable: there are others');
      const sounds: Pcm[] = [];
      for (const provider of [first, other]) {
        const encoder = await openEncoder(provider);
        sounds.push(await decoded(encodeAll(encoder)));
        encoder.free();
      }
      const [a, b] = sounds;
      if (a === undefined || b === undefined) throw new Error('unreachable: two were pushed');
      // Versions 1.3, 1.4 and 1.6 of libopus decide differently in detail: the tones are equal, the noise is not.
      for (const [side, hertz] of [['left', 1000] as const, ['right', 3000] as const])
        expect(decibels(amplitudeOf(middle(a[side]), hertz) / amplitudeOf(middle(b[side]), hertz))).closeTo(
          0,
          0.1,
        );
      let [signal, error] = [0, 0];
      for (let i = 9600; i < a.left.length - 9600; i++) {
        signal += (a.left[i] ?? 0) ** 2;
        error += ((a.left[i] ?? 0) - (b.left[i] ?? 0)) ** 2;
      }
      expect(10 * Math.log10(error / signal)).toBeLessThan(-20);
    });
});
