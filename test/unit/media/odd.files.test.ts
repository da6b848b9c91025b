/** Files as they come: any rate, depth and number of channels, wrong headers, no index. True length, and seeks that land. */
import { describe, expect, test } from 'vitest';
import { decoded } from '../../support/decoded.ts';
import { memorySource } from '../../support/memory.source.ts';
import { encode } from '../containers/demux.support.ts';

/** Dull noise: no place in it is like another. */
const NOISE = ['-f', 'lavfi', '-i', 'anoisesrc=d=3:a=0.5:seed=11:color=pink:r=48000,lowpass=f=2500'];
const SECONDS = 3;

const made = (ending: string, ...args: readonly string[]) => encode(ending, args, NOISE);

/** A WAV file whose header tells other sizes than it has. */
const withSizes = (riff: number, data: number): Uint8Array => {
  const wav = made('wav', '-c:a', 'pcm_s16le');
  const at = Buffer.from(wav).indexOf('data');
  const view = new DataView(wav.buffer, wav.byteOffset);
  view.setUint32(4, riff, true);
  view.setUint32(at + 4, data, true);
  return wav;
};

/** What encoders add that no header tells, in ms. */
const FILES: Readonly<Record<string, readonly [bytes: () => Uint8Array, extraMs?: number]>> = {
  'WAV of 8 bits at 8 kHz': [() => made('wav', '-ar', '8000', '-ac', '1', '-c:a', 'pcm_u8')],
  'WAVE_FORMAT_EXTENSIBLE: 5.1 of 24 bits at 192 kHz': [
    () => made('wav', '-ar', '192000', '-ac', '6', '-c:a', 'pcm_s24le'),
  ],
  'WAV of 64-bit floats at 96 kHz': [() => made('wav', '-ar', '96000', '-c:a', 'pcm_f64le')],
  'WAV whose sizes are 0': [() => withSizes(0, 0)],
  'WAV whose sizes are unknown': [() => withSizes(0xffffffff, 0xffffffff)],
  'WAV whose sizes are too long': [() => withSizes(9_000_000, 9_000_000)],
  'FLAC of 24 bits at 96 kHz': [() => made('flac', '-ar', '96000', '-sample_fmt', 's32')],
  'FLAC in 5.1': [() => made('flac', '-ac', '6')],
  'FLAC in MP4': [() => made('mp4', '-c:a', 'flac', '-strict', '-2')],
  'Vorbis in 5.1': [() => made('ogg', '-c:a', 'libvorbis', '-ac', '6')],
  'Opus in packets of 2.5 ms': [() => made('ogg', '-c:a', 'libopus', '-frame_duration', '2.5')],
  'Opus in packets of 60 ms': [() => made('ogg', '-c:a', 'libopus', '-frame_duration', '60')],
  'Opus in live WebM': [() => made('webm', '-c:a', 'libopus', '-live', '1')],
  'AAC at 8 kHz': [() => made('m4a', '-c:a', 'aac', '-ar', '8000', '-ac', '1')],
  'AAC at 96 kHz': [() => made('m4a', '-c:a', 'aac', '-ar', '96000')],
  'AAC in 5.1': [() => made('m4a', '-c:a', 'aac', '-ac', '6')],
  'AAC in ADTS': [() => made('aac', '-c:a', 'aac'), 50],
  'MP3 in MP4': [() => made('mp4', '-c:a', 'libmp3lame', '-b:a', '96k')],
  'MP3 of variable bit rate without a header': [
    () => made('mp3', '-q:a', '5', '-write_xing', '0', '-id3v2_version', '0'),
    70,
  ],
};

/** Does `part` begin with the sound that `whole` has at `at`? By half a millisecond at the most. */
const isAt = (whole: Float32Array, part: Float32Array, at: number): boolean => {
  const likeness = (lag: number): number => {
    let [sum, a, b] = [0, 0, 0];
    for (let i = 2000; i < 6000; i += 1) {
      const [x, y] = [whole[at + lag + i] ?? 0, part[i] ?? 0];
      sum += x * y;
      a += x * x;
      b += y * y;
    }
    return sum / Math.sqrt(a * b);
  };
  return Math.max(...Array.from({ length: 49 }, (_, lag) => likeness(lag - 24))) > 0.98;
};

describe.each(Object.entries(FILES))('%s', (_, [make, extraMs = 0]) => {
  test('has its true length, and is found at its places', async () => {
    const file = make();
    const whole = await decoded(memorySource(file));
    const samples = SECONDS * 48_000;
    const lengthMs = whole.lengthMs ?? NaN;
    expect(lengthMs).toBeGreaterThanOrEqual(SECONDS * 1000 - 0.01);
    expect(lengthMs).toBeLessThanOrEqual(SECONDS * 1000 + extraMs + 0.01);
    expect(whole.left.length).toBeGreaterThanOrEqual(samples);
    expect(Math.abs(whole.left.length - lengthMs * 48)).toBeLessThanOrEqual(2);
    for (const fromMs of [200, 2345]) {
      const part = await decoded(memorySource(file), { fromMs });
      expect(isAt(whole.left, part.left, fromMs * 48)).toBe(true);
    }
  });
});
