/** The small parts: speaker layouts, sample layouts, headers, checks, ownership. */
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Downmixer, downmixGains } from '../../../src/codecs/channels.ts';
import { Collector } from '../../../src/codecs/collector.ts';
import { findFfmpeg } from '../../../src/codecs/ffmpeg/find.ts';
import { StereoReader } from '../../../src/codecs/ffmpeg/stereo.ts';
import { isIntactFrame } from '../../../src/codecs/flac/crc.ts';
import { missing } from '../../../src/codecs/installed.ts';
import { interleaveInt16 } from '../../../src/codecs/interleave.ts';
import { liveCodecObjects, Scope } from '../../../src/codecs/live.ts';
import { isMpegFrame } from '../../../src/codecs/mpg123/header.ts';
import { isOpusPacket } from '../../../src/codecs/opus-decoder/packet.ts';
import { neutralOpusHead, parseOpusHead } from '../../../src/codecs/opus-head.ts';
import { pcm } from '../../../src/codecs/pcm/index.ts';
import { parseVorbisHeaders } from '../../../src/codecs/vorbis/headers.ts';
import type { PcmLayout } from '../../../streams/ports.ts';
import { FFMPEG_PATH, makers, STEREO, toneInput } from './support/files.ts';
import { openDecoder } from './support/run.ts';

describe('downmix', () => {
  it('adds −3 dB of centre and surround, divided so that all at full scale is full scale', () => {
    const { left, right } = downmixGains(6, 'wave');
    const [front, other] = [1 / (1 + 2 * Math.SQRT1_2), Math.SQRT1_2 / (1 + 2 * Math.SQRT1_2)];
    for (const [gains, wanted] of [
      [left, [front, 0, other, 0, other, 0]],
      [right, [0, front, other, 0, 0, other]],
    ] as const)
      wanted.forEach((gain, index) => expect(gains[index]).closeTo(gain, 1e-9));
  });

  it.each([3, 4, 5, 6, 7, 8])(
    'knows %i channels in both orders: the same gains in another order, and no clipping',
    (count) => {
      const [wave, vorbis] = [downmixGains(count, 'wave'), downmixGains(count, 'vorbis')];
      expect(wave.left).toHaveLength(count);
      expect([...vorbis.left].sort()).toEqual([...wave.left].sort());
      for (const gains of [wave.left, wave.right, vorbis.left, vorbis.right])
        expect(gains.reduce((sum, gain) => sum + gain, 0)).closeTo(1, 1e-9);
    },
  );

  it('finds the front right of Vorbis 5.1 in its third place', () => {
    const channels = [0, 0, 0.5, 0, 0, 0].map((value) => new Float32Array(4).fill(value));
    const { left, right } = new Downmixer().mix(channels, 'vorbis');
    expect(left[0]).toBe(0);
    expect(right[0]).closeTo(0.5 / (1 + 2 * Math.SQRT1_2), 1e-6);
  });

  it('keeps the first two of more than eight channels', () => {
    const channels = Array.from({ length: 10 }, (_, index) => new Float32Array(2).fill(index / 20));
    const { left, right } = new Downmixer().mix(channels, 'wave');
    expect([left[0], right[0]]).toEqual([0, expect.closeTo(0.05, 6)]);
  });
});

describe('PCM', () => {
  const cases: readonly (readonly [PcmLayout, number[], number, number])[] = [
    ['u8', [0, 192], -1, 0.5],
    ['s16', [0, 0x80, 0, 0x40], -1, 0.5],
    ['s24', [0, 0, 0x80, 0, 0, 0x40], -1, 0.5],
    ['s32', [0, 0, 0, 0x80, 0, 0, 0, 0x40], -1, 0.5],
    ['f32', [...new Uint8Array(Float32Array.of(-1, 0.5).buffer)], -1, 0.5],
    ['f64', [...new Uint8Array(Float64Array.of(-1, 0.5).buffer)], -1, 0.5],
    ['f32', [...new Uint8Array(Float32Array.of(NaN, 7).buffer)], 0, 1],
  ];
  it.each(cases)(
    'reads %s, also when a packet ends inside a frame',
    async (pcmLayout, bytes, left, right) => {
      const format = {
        codec: 'pcm',
        sampleRate: 48_000,
        channels: 2,
        extradata: new Uint8Array(0),
        pcmLayout,
      } as const;
      const decoder = await openDecoder(pcm, format);
      const packet = (data: number[]) => ({ data: Uint8Array.from(data), positionMs: 0, durationMs: 20 });
      const sound = await firstValueFrom(
        decoder.decode([packet([...bytes, ...bytes.slice(0, 1)]), packet(bytes.slice(1))]),
      );
      decoder.free();
      expect([[...sound.left], [...sound.right]]).toEqual([
        [left, left],
        [right, right],
      ]);
    },
  );

  it.each([0, 65, 1.5])('refuses %d channels', async (channels) => {
    const format = {
      codec: 'pcm',
      sampleRate: 48_000,
      channels,
      extradata: new Uint8Array(0),
      pcmLayout: 's16',
    } as const;
    await expect(openDecoder(pcm, format)).rejects.toThrow('cannot be played');
  });
});

describe('headers', () => {
  const head = Uint8Array.of(...Buffer.from('OpusHead'), 1, 2, 0x38, 1, 0x80, 0xbb, 0, 0, 7, 0, 0);

  it('reads OpusHead', () => {
    expect(parseOpusHead(head, 2)).toEqual({
      channels: 2,
      preSkip: 312,
      streams: 1,
      coupled: 1,
      mapping: [0, 1],
    });
    expect(parseOpusHead(new Uint8Array(0), 1).mapping).toEqual([0]);
    const surround = Uint8Array.of(
      ...head.subarray(0, 9),
      6,
      ...head.subarray(10, 18),
      1,
      4,
      2,
      0,
      4,
      1,
      2,
      3,
      5,
    );
    expect(parseOpusHead(surround, 6)).toMatchObject({
      channels: 6,
      streams: 4,
      coupled: 2,
      mapping: [0, 4, 1, 2, 3, 5],
    });
    expect(() => parseOpusHead(surround.subarray(0, 22), 6)).toThrow('channel mapping');
    expect(() => parseOpusHead(surround.with(21, 9), 6)).toThrow('not possible');
    expect(() => parseOpusHead(head.subarray(0, 10), 2)).toThrow('too short');
    expect(() => parseOpusHead(new Uint8Array(0), 6)).toThrow('needs a channel mapping');
  });

  it('makes pre-skip and gain neutral in a copy', () => {
    expect(parseOpusHead(neutralOpusHead(head), 2).preSkip).toBe(0);
    expect([...neutralOpusHead(head).subarray(16, 18)]).toEqual([0, 0]);
    expect(head[10]).toBe(0x38);
  });

  it('refuses Vorbis without its headers', () => {
    const { format } = makers.vorbis(toneInput({ ...STEREO, seconds: 0.2 }));
    expect(parseVorbisHeaders(format.extradata)).toMatchObject({ channels: 2, sampleRate: 44_100 });
    for (const length of [0, 1, 3, 20, 90])
      expect(() => parseVorbisHeaders(format.extradata.subarray(0, length))).toThrow('missing or damaged');
  });
});

describe('checks before a library sees a packet', () => {
  const tone = toneInput({ ...STEREO, seconds: 0.5 });

  it('lets every real packet through', () => {
    expect(makers.mp3(tone).packets.every(({ data }) => isMpegFrame(data))).toBe(true);
    expect(makers.flac(tone).packets.every(({ data }) => isIntactFrame(data))).toBe(true);
    expect(makers.opus(tone).packets.every(({ data }) => isOpusPacket(data))).toBe(true);
  });

  it('finds one changed byte of FLAC, wherever it is', () => {
    const [frame] = makers.flac(tone).packets;
    for (let at = 0; frame !== undefined && at < frame.data.length; at += 97)
      expect(isIntactFrame(frame.data.with(at, (frame.data[at] ?? 0) ^ 1))).toBe(false);
  });

  it('knows how long MPEG frames are', () => {
    const [frame] = makers.mp3(tone).packets;
    expect(frame && isMpegFrame(frame.data.subarray(0, -1))).toBe(false);
    expect(isMpegFrame(Uint8Array.of(0xff, 0xfb, 0xf0, 0))).toBe(false);
  });

  it.each([
    ['nothing', [], false],
    ['one frame', [0xfc, 1, 2], true],
    ['two equal frames', [0xfd, 1, 2], true],
    ['two equal frames of odd length', [0xfd, 1, 2, 3], false],
    ['two frames, the first too long', [0xfe, 9, 1], false],
    ['many frames, none', [0xff, 0], false],
    ['three frames of 20 ms', [0xff, 3, 1, 2, 3], true],
    ['seven frames of 20 ms are too long', [0xff, 7, 1, 2, 3, 4, 5, 6, 7], false],
    ['padding beyond the end', [0xff, 0x41, 200, 1], false],
    ['sizes beyond the end', [0xff, 0x83, 9, 9, 1], false],
  ])('Opus: %s', (_, bytes, expected) => {
    expect(isOpusPacket(Uint8Array.from(bytes))).toBe(expected);
  });
});

describe('small things', () => {
  it('rounds to 16 bit, clamps, and takes NaN for silence', () => {
    const target = new Int16Array(6);
    interleaveInt16(
      Float32Array.of(1, NaN, 0.6 / 32_768),
      Float32Array.of(-2, Infinity, -0.4 / 32_768),
      target,
    );
    expect([...target]).toEqual([32_767, -32_768, 0, 32_767, 1, 0]);
  });

  it('frees in reverse order, once', () => {
    const [scope, freed, before] = [new Scope(), new Array<string>(), liveCodecObjects()];
    for (const name of ['a', 'b']) scope.own(name, (each) => freed.push(each));
    expect(liveCodecObjects()).toBe(before + 2);
    scope.free();
    scope.free();
    expect([freed, liveCodecObjects()]).toEqual([['b', 'a'], before]);
  });

  it('gives what was collected as memory of its own', () => {
    const collector = new Collector();
    collector.push(Float32Array.of(0.1, 0.2, 3), Float32Array.of(0.4, NaN, -3));
    const { left, right } = collector.take(1);
    collector.push(new Float32Array(3).fill(0.9), new Float32Array(3).fill(0.9));
    expect([[...left], [...right]]).toEqual([
      [expect.closeTo(0.2, 6), 1],
      [0, -1],
    ]);
  });

  it('puts samples together that a pipe has cut', () => {
    const bytes = new Uint8Array(Float32Array.of(0.25, 0.5, 0.75, 1).buffer);
    const reader = new StereoReader();
    expect(reader.read(bytes.subarray(0, 5))[0]).toHaveLength(0);
    const [left, right] = reader.read(bytes.subarray(5));
    expect([[...left], [...right]]).toEqual([
      [0.25, 0.75],
      [0.5, 1],
    ]);
  });

  it('finds ffmpeg by FFMPEG_PATH, then in PATH, and packages by name', () => {
    expect(findFfmpeg({ FFMPEG_PATH })).toBe(FFMPEG_PATH);
    expect(findFfmpeg({ FFMPEG_PATH: '/nowhere/ffmpeg', PATH: FFMPEG_PATH.replace(/\/ffmpeg$/, '') })).toBe(
      null,
    );
    expect(findFfmpeg({ PATH: `/nowhere:${FFMPEG_PATH.replace(/\/ffmpeg$/, '')}` })).toBe(FFMPEG_PATH);
    expect(findFfmpeg({})).toBe(null);
    expect(missing('rxjs')).toBe(null);
    expect(missing('no-such-package')).toBe('no-such-package is not installed');
  });
});
