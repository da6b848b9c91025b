/** What goes in comes out: bit for bit where nothing is to be done, as long as it is, from and to where it was asked. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { startWeb } from '../../unit/sources/web.server.ts';
import {
  at,
  decodedByFfmpeg,
  difference,
  noise,
  RATE,
  readWav,
  render,
  run,
  runFfmpeg,
  sine,
  sound,
  soundFile,
} from './support.ts';
import type { Stereo } from '../../unit/dsp/formulas.ts';

const SAMPLES = 154_416;

const steps =
  (full: number) =>
  (channel: Float32Array): Float32Array =>
    channel.map((x) => Math.max(-full, Math.min(full - 1, Math.round(x * full))) / full);

const stepped = ([left, right]: Stereo, full: number): Stereo => [steps(full)(left), steps(full)(right)];

describe('volume 100 and no filter', () => {
  const input = noise(10_007);

  it.each([
    ['f32.wav', 'pcm_f32le', undefined],
    ['s16.wav', 'pcm_s16le', 2 ** 15],
    ['s24.wav', 'pcm_s24le', 2 ** 23],
    ['s16.flac', 'flac', 2 ** 15],
  ] as const)('%s comes out bit for bit', async (name, codec, full) => {
    // What the format can hold, so that ffmpeg has nothing to round.
    const exact = full === undefined ? input : stepped(input, full);
    const file = soundFile(name, exact, ['-c:a', codec, ...(codec === 'flac' ? ['-sample_fmt', 's16'] : [])]);
    expect(difference(await render(file), exact)).toBe(0);
    expect(
      difference(await render(file, '--filters', '{"volume":1,"equalizer":[],"rotation":{}}'), exact),
    ).toBe(0);
  });
});

describe('length', () => {
  const tone = sound(SAMPLES / RATE, sine(440), sine(1000, 0.4));

  it.each([
    ['tone.wav', []],
    ['tone.flac', []],
    ['tone.mp3', ['-c:a', 'libmp3lame', '-q:a', '4']],
    ['tone.ogg', ['-c:a', 'libvorbis']],
    ['tone.opus', ['-c:a', 'libopus']],
    ['tone.webm', ['-c:a', 'libopus']],
    ['tone.m4a', ['-c:a', 'aac']],
    ['mono.wav', ['-ac', '1']],
    ['rate32.flac', ['-ar', '32000']],
    ['rate44.m4a', ['-ar', '44100', '-c:a', 'aac']],
    ['rate96.wav', ['-ar', '96000', '-c:a', 'pcm_s24le']],
  ] as const)('%s is as long as its sound, to the sample', async (name, options) => {
    const [left] = await render(soundFile(name, tone, options));
    expect(left.length).toBe(SAMPLES);
  });
});

describe('a chained Ogg file', () => {
  it.each([
    ['link.opus', 'libopus'],
    ['link.ogg', 'libvorbis'],
  ])('%s: the second link is decoded as if it were alone', async (name, codec) => {
    const one = soundFile(name, sound(1, sine(440), sine(1000)), ['-c:a', codec]);
    const bytes = readFileSync(one);
    writeFileSync(at(`two-${name}`), Buffer.concat([bytes, bytes]));
    const [alone] = await render(one);
    const [both] = await render(at(`two-${name}`));
    // Behind a link may come what fills its last packet.
    expect(both.length).toBeLessThan(2 * alone.length + 2000);
    const isSecond = (from: number) => alone.subarray(0, 4800).every((x, i) => x === both[from + i]);
    const starts = Array.from({ length: 2000 }, (_, i) => alone.length + i).filter(isSecond);
    expect(starts.length).toBe(1);
  });
});

describe('--start and --end', () => {
  const tone = sound(3, (t) => 0.5 * Math.sin(2 * Math.PI * (300 + 200 * t) * t));
  const cut = ([left, right]: Stereo, fromMs: number, toMs: number): Stereo => [
    left.slice(fromMs * 48, toMs * 48),
    right.slice(fromMs * 48, toMs * 48),
  ];

  it.each([
    ['cut.wav', []],
    ['cut.mp3', ['-b:a', '64k']],
    ['cut.ogg', ['-c:a', 'libvorbis']],
    ['cut.opus', ['-c:a', 'libopus']],
    ['cut.m4a', ['-c:a', 'aac', '-ar', '44100']],
  ] as const)('%s: the same samples as in the whole', async (name, options) => {
    const file = soundFile(name, tone, options);
    const whole = await render(file);
    const part = await render(file, '--start', '1234.5', '--end', '2001');
    expect(difference(part, cut(whole, 1234.5, 2001))).toBe(0);
    // Beyond the end there is nothing, and nothing is made up.
    expect((await render(file, '--start', '2900', '--end', '9000'))[0].length).toBe(4800);
  });

  it('far into a long file, by a seek', async () => {
    const long = at('long.flac');
    runFfmpeg(['-f', 'lavfi', '-i', 'sine=f=441:r=48000:d=306', '-ac', '2', long]);
    const [left] = await render(long, '--start', '305007', '--end', '305207');
    // ffmpeg's sine has an amplitude of 1/8, of which mono in two channels keeps 1/√2; in 16 bits.
    const exact = Float32Array.from(
      { length: 200 * 48 },
      (_, i) => 0.125 * Math.SQRT1_2 * Math.sin(2 * Math.PI * 441 * (305.007 + i / RATE)),
    );
    // One sample beside it the difference is 50 times larger.
    expect(difference([left, left], [exact, exact])).toBeLessThan(2e-4);
  });

  it('count in the track, whatever its speed', async () => {
    const file = soundFile('fast.wav', tone);
    const [left] = await render(
      file,
      '--start',
      '500',
      '--end',
      '2500',
      '--filters',
      '{"timescale":{"speed":2}}',
    );
    expect(left.length).toBe(RATE);
  });
});

describe('output', () => {
  const tone = sound(2.345, sine(997, 0.7));

  it('s16: rounded and clipped, in the shortest header there is', async () => {
    const output = at('s16.wav');
    const loud = soundFile(
      'loud.wav',
      sound(0.5, sine(440, 0.9), () => -0.00005),
    );
    const samples = async (...args: readonly string[]): Promise<readonly [Int16Array, Int16Array]> => {
      expect((await run([loud, '-o', output, '--format', 's16', ...args])).code).toBe(0);
      const { data, ...format } = readWav(output);
      expect(format).toEqual({ encoding: 1, bits: 16, sampleRate: RATE, channels: 2 });
      expect(statSync(output).size).toBe(44 + data.length);
      const channel = (offset: number) =>
        Int16Array.from({ length: data.length / 4 }, (_, i) => data.readInt16LE(4 * i + offset));
      return [channel(0), channel(2)];
    };
    const [left, right] = await samples();
    expect(left).toEqual(
      Int16Array.from({ length: 24_000 }, (_, i) =>
        Math.round(32_768 * Math.fround(sine(440, 0.9)(i / RATE))),
      ),
    );
    expect(new Set(right)).toEqual(new Set([-2]));
    const [clipped] = await samples('--volume', '1000');
    expect([Math.min(...clipped), Math.max(...clipped)]).toEqual([-32_768, 32_767]);
  });

  it('float WAV is what ffmpeg reads', async () => {
    const output = at('float.wav');
    await run([soundFile('float-in.wav', tone), '-o', output]);
    expect(difference(decodedByFfmpeg(output), tone)).toBe(0);
  });

  it('opus: as long as the sound, in its place, and the same bytes again', async () => {
    const input = soundFile('opus-in.wav', tone);
    const [one, two] = [at('one.opus'), at('two.opus')];
    expect((await run([input, '-o', one])).code).toBe(0);
    expect((await run([input, '-o', two])).code).toBe(0);
    expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
    const ours = await render(one);
    expect(ours[0].length).toBe(tone[0].length);
    // Opus keeps no waveform, but 36 dB of a lone tone; a shift by one sample would leave 18.
    const error = ours[0].map((x, i) => x - (tone[0][i] ?? 0)).subarray(960, -960);
    expect(Math.hypot(...error) / Math.hypot(...tone[0].subarray(960, -960))).toBeLessThan(0.016);
    const info = runFfmpeg(['-i', one, '-f', 'null', '-map', '0:a', '-c', 'copy', '-']);
    expect(info.length).toBe(0);
    expect(Math.abs(decodedByFfmpeg(one)[0].length - tone[0].length)).toBeLessThanOrEqual(312);
  });
});

describe('an http URL', () => {
  const tone = sound(1, sine(440));
  const file = soundFile('web.wav', tone);
  const web = startWeb((_request, response) => response.end(readFileSync(file)));
  afterAll(async () => (await web).close());

  it('is rendered, also from this machine', async () => {
    expect(difference(await render(`${(await web).url}/web.wav`), tone)).toBe(0);
  });
});
