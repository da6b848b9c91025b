import { describe, expect, test } from 'vitest';
import { mp3Syntax } from '../../../src/containers/mp3/header.ts';
import { mp3 } from '../../../src/containers/mp3/index.ts';
import { vbrHeader } from '../../../src/containers/mp3/vbr.header.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import { memorySource, seededRandom } from '../../support/memory.source.ts';
import { DELIVERIES, concat, drain, encode, encodeToPipe, fuzz, openBytes } from './demux.support.ts';
import { encodedText, id3Tag } from './id3.support.ts';

const lame = (...args: readonly string[]): readonly string[] => ['-c:a', 'libmp3lame', ...args];
const NO_TAG = ['-write_xing', '0', '-id3v2_version', '0'];

/** 5 s in frames of 26.12 ms, with the encoder's delay; ffmpeg counts the same. */
const FRAMES = 193;
/** LAME's, and the 529 samples of every decoder. */
const DELAY = 576 + 529;
const FRAME_MS = (1152 * 1000) / 44_100;

describe('packets and length', () => {
  const kinds: readonly [string, readonly string[], { rate?: number; channels?: number; frames?: number }][] =
    [
      ['128 kb/s', lame('-b:a', '128k'), {}],
      ['320 kb/s', lame('-b:a', '320k'), {}],
      ['variable bit rate with a Xing header', lame('-q:a', '4'), {}],
      ['variable bit rate without one', lame('-q:a', '4', ...NO_TAG), {}],
      ['constant bit rate without one', lame('-b:a', '160k', ...NO_TAG), {}],
      ['mono', lame('-ac', '1', '-q:a', '4'), { channels: 1 }],
      ['MPEG-2', lame('-ar', '22050', '-q:a', '4'), { rate: 22_050, frames: 194 }],
      [
        'MPEG-2 mono',
        lame('-ar', '24000', '-ac', '1', '-q:a', '4'),
        { rate: 24_000, channels: 1, frames: 211 },
      ],
      ['MPEG-2.5', lame('-ar', '11025', '-q:a', '4'), { rate: 11_025, frames: 98 }],
    ];
  test.each(kinds)('%s', async (_, args, { rate = 44_100, channels = 2, frames = FRAMES }) => {
    const bytes = encode('mp3', args);
    const frameMs = ((rate < 32_000 ? 576 : 1152) * 1000) / rate;
    expect(mp3.matches(bytes.subarray(0, 1024))).toBe(true);
    const isTagged = !args.includes('-write_xing');
    const delayMs = isTagged ? (DELAY * 1000) / rate : 0;
    const lengthMs = isTagged ? 5000 : frames * frameMs;
    for (const { as, ...options } of DELIVERIES) {
      const demuxer = await openBytes(mp3, bytes, options);
      expect(demuxer.format).toMatchObject({ codec: 'mp3', sampleRate: rate, channels });
      if (demuxer.lengthMs !== undefined) expect(demuxer.lengthMs, as).toBeCloseTo(lengthMs, 6);
      expect(demuxer.soundEndMs, as).toEqual(isTagged ? demuxer.lengthMs : undefined);
      expect(demuxer.isSeekable).toBe(options.seekable ?? true);
      const packets = await drain(demuxer);
      expect(packets.length, as).toBe(frames);
      packets.forEach((packet, index) => expect(packet.positionMs).toBeCloseTo(index * frameMs - delayMs, 6));
    }
  });

  test('there is no length without a size and a header, and there is one with a header', async () => {
    const radio = { seekable: false, sizeKnown: false };
    const bare = await openBytes(mp3, encode('mp3', lame('-b:a', '128k', ...NO_TAG)), radio);
    expect(bare.lengthMs).toBeUndefined();
    const headed = await openBytes(mp3, encode('mp3', lame('-b:a', '128k')), radio);
    expect(headed.lengthMs).toBeCloseTo(5000, 6);
  });

  test('a file that is cut off is as long as what is left of it', async () => {
    const whole = encode('mp3', lame('-b:a', '128k'));
    const demuxer = await openBytes(mp3, whole.subarray(0, whole.length / 2));
    const packets = await drain(demuxer);
    expect(packets.length).toBeLessThan(FRAMES / 2 + 1);
    const lengthMs = packets.length * FRAME_MS - (DELAY * 1000) / 44_100;
    expect(Math.abs((demuxer.lengthMs ?? NaN) - lengthMs)).toBeLessThanOrEqual(FRAME_MS);
  });

  test('a VBRI header tells frames and places, and is no sound', async () => {
    const sound = encode('mp3', lame('-b:a', '128k', ...NO_TAG));
    const silent = new Uint8Array(417);
    const view = new DataView(silent.buffer);
    silent.set(sound.subarray(0, 4));
    silent.set([(sound[2] ?? 0) & 0xfd], 2);
    silent.set(Buffer.from('VBRI'), 36);
    view.setUint32(46, sound.length + 417);
    view.setUint32(50, FRAMES);
    view.setUint16(54, 10); // ten entries …
    view.setUint16(56, 1);
    view.setUint16(58, 2); // … of two bytes …
    view.setUint16(60, 19); // … for 19 frames each
    for (let entry = 0; entry < 10; entry += 1) view.setUint16(62 + 2 * entry, 19 * 418);
    const demuxer = await openBytes(mp3, concat(silent, sound), { sizeKnown: false, seekable: false });
    expect(demuxer.lengthMs).toBeCloseTo(FRAMES * FRAME_MS, 6);
    expect((await drain(demuxer)).length).toBe(FRAMES);
    const header = mp3Syntax.parse(silent, 0);
    const table = header === null ? [] : vbrHeader(silent, header)?.table;
    expect(table?.[1]).toEqual({ time: 19 / FRAMES, offset: 19 * 418 });
    expect(table?.length).toBe(11);
  });

  test('a block holds 100 to 200 ms, and the first needs one read', async () => {
    const source = memorySource(encode('mp3', lame('-b:a', '320k')));
    const demuxer = await mp3.open(source);
    const block = (await demuxer.read()) ?? [];
    const ms = block.reduce((sum, packet) => sum + packet.durationMs, 0);
    expect(ms).toBeGreaterThanOrEqual(100);
    expect(ms).toBeLessThanOrEqual(200);
    // The head of the file, and its last 128 bytes for an old tag.
    expect(source.offsets.length).toBe(2);
  });

  test('a recording that begins with silence is not taken for one of constant bit rate', async () => {
    const input = ['-f', 'lavfi', '-i', 'anoisesrc=d=60:a=0.5', '-af', 'volume=0:enable=lt(t\\,25)'];
    const bytes = encode('mp3', lame('-q:a', '2', ...NO_TAG), input);
    const demuxer = await openBytes(mp3, bytes);
    const packets = await drain(await openBytes(mp3, bytes));
    const lengthMs = packets.reduce((sum, packet) => sum + packet.durationMs, 0);
    expect(Math.abs((demuxer.lengthMs ?? 0) / lengthMs - 1)).toBeLessThan(0.03);
  });
});

describe('damage', () => {
  const sound = encode('mp3', lame('-b:a', '128k', ...NO_TAG));
  const noise = (length: number): Uint8Array => {
    const random = seededRandom(length);
    return Uint8Array.from({ length }, () => Math.floor(random() * 256));
  };

  test('garbage before, between and behind the frames costs what it covers', async () => {
    const half = 80 * 418;
    const bytes = concat(noise(3000), sound.subarray(0, half), noise(5000), sound.subarray(half), noise(300));
    const packets = await drain(await openBytes(mp3, bytes, { maxSlice: 100 }));
    expect(packets.length).toBeGreaterThanOrEqual(FRAMES - 3);
    expect(packets.length).toBeLessThanOrEqual(FRAMES);
  });

  test('a tag between two files that were joined is passed over', async () => {
    const picture = concat(sound.subarray(0, 5000));
    const joined = concat(sound, id3Tag(4, [['APIC', picture]]), sound);
    expect((await drain(await openBytes(mp3, joined))).length).toBe(2 * FRAMES);
  });

  test('a file that is cut off ends with its last whole frame', async () => {
    expect((await drain(await openBytes(mp3, sound.subarray(0, 417 + 418 * 10 + 200)))).length).toBe(11);
  });

  test('what is no MP3 is refused, also when it never ends', async () => {
    for (const bytes of [
      new Uint8Array(0),
      noise(50),
      new Uint8Array(2_000_000),
      Buffer.from('ID3\x04\0\0'),
    ]) {
      await expect(openBytes(mp3, bytes)).rejects.toThrow(ContainerError);
      await expect(openBytes(mp3, bytes, { seekable: false, sizeKnown: false })).rejects.toThrow(
        ContainerError,
      );
    }
    const zeros = { size: undefined, seekable: false, read: async () => new Uint8Array(5000), close() {} };
    await expect(mp3.open(zeros)).rejects.toThrow('No MP3 frame');
  });

  test('the free format has no frame lengths and is refused', async () => {
    const free = Uint8Array.from(sound);
    for (let at = 0; at + 4 < free.length; at += 1) {
      if (free[at] === 0xff && free[at + 1] === 0xfb) free[at + 2] = (free[at + 2] ?? 0) & 0x0f;
    }
    await expect(openBytes(mp3, free)).rejects.toThrow(ContainerError);
  });

  test('an error of the source comes through as it is', async () => {
    const gone = new Error('connection reset');
    const source = { size: undefined, seekable: false, read: () => Promise.reject(gone), close() {} };
    await expect(mp3.open(source)).rejects.toBe(gone);
  });

  test('whatever comes, it ends', async () => {
    await fuzz(mp3, [encode('mp3', lame('-q:a', '4', '-metadata', 'title=x')), sound]);
  });
});

describe('matches', () => {
  test('a stream that begins in the middle of a frame', () => {
    const radio = encodeToPipe('mp3', lame('-b:a', '128k')).subarray(2000);
    expect(mp3.matches(radio.subarray(0, 1024))).toBe(true);
  });

  test('a frame of 320 kb/s, which fills the head', () => {
    const bytes = encode('mp3', lame('-b:a', '320k', ...NO_TAG));
    expect(mp3.matches(bytes.subarray(0, 1024))).toBe(true);
  });

  test('not other formats, also behind an ID3 tag', () => {
    const flac = encode('flac', ['-c:a', 'flac']);
    const aac = encode('aac', ['-c:a', 'aac']);
    const tag = id3Tag(4, [['TIT2', encodedText('x', 3)]]);
    for (const bytes of [
      flac,
      aac,
      concat(tag, flac),
      encode('wav', []),
      encode('ogg', ['-c:a', 'libopus']),
    ]) {
      expect(mp3.matches(bytes.subarray(0, 1024))).toBe(false);
    }
    expect(mp3.matches(new Uint8Array(0))).toBe(false);
    expect(mp3.matches(Buffer.from('<html><body>hello</body></html>'))).toBe(false);
  });
});
