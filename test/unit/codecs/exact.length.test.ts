/** Where a file says what its encoder added, exactly the source's samples are heard: as many, and none moved. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { liveCodecObjects } from '../../../src/codecs/index.ts';
import { providers } from '../../../src/codecs/providers.ts';
import { decoded } from '../../support/decoded.ts';
import { memorySource } from '../../support/memory.source.ts';
import { encode } from '../containers/demux.support.ts';

/** Dull noise, so that a codec keeps its shape: 2.3 s, no whole number of packets of any kind. */
const NOISE = ['-f', 'lavfi', '-i', 'anoisesrc=d=2.3:a=0.5:seed=7:color=pink:r=44100,lowpass=f=3000'];
const SAMPLES = 110_400;

interface Kind {
  readonly ending: string;
  readonly args: readonly string[];
  /** Not decoded by wasm. */
  readonly needs?: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'MP3 of constant bit rate': { ending: 'mp3', args: ['-ac', '2', '-b:a', '128k'] },
  'MP3 of variable bit rate': { ending: 'mp3', args: ['-q:a', '4'] },
  'MPEG-2 layer III': { ending: 'mp3', args: ['-ar', '24000', '-b:a', '64k'] },
  'AAC with an edit list': { ending: 'm4a', args: ['-c:a', 'aac', '-b:a', '128k'], needs: 'node-av' },
  'Opus in Ogg': { ending: 'ogg', args: ['-c:a', 'libopus', '-b:a', '128k'] },
  'Opus in WebM': { ending: 'webm', args: ['-c:a', 'libopus', '-b:a', '128k'] },
  'Opus in MP4': { ending: 'mp4', args: ['-c:a', 'libopus', '-strict', '-2', '-b:a', '128k'] },
  'Vorbis in Ogg': { ending: 'ogg', args: ['-c:a', 'libvorbis', '-q:a', '5'] },
  FLAC: { ending: 'flac', args: ['-c:a', 'flac'] },
};

const RANGE = 40;

/** By how many samples `b` lies behind `a`, as far as their shapes tell. */
const lagOf = (a: Float32Array, b: Float32Array, at: number): number => {
  const likeness = (lag: number): number => {
    let sum = 0;
    for (let i = at; i < at + 4096; i += 1) sum += (a[i] ?? 0) * (b[i + lag] ?? 0);
    return sum;
  };
  const lags = Array.from({ length: 2 * RANGE + 1 }, (_, index) => index - RANGE);
  return lags.reduce((best, lag) => (likeness(lag) > likeness(best) ? lag : best));
};

const reference: { left: Float32Array } = { left: new Float32Array(0) };
beforeAll(async () => {
  Object.assign(reference, await decoded(memorySource(encode('wav', ['-c:a', 'pcm_s16le'], NOISE))));
});

afterEach(async () => {
  await expect.poll(liveCodecObjects).toBe(0);
});

const installed = (name: string) => providers.filter((one) => one.name === name && one.probe() === null);
const wasm = providers.filter(({ name }) => name !== 'node-av' && name !== 'ffmpeg');

describe.each(Object.entries(KINDS))('%s', (_, { ending, args, needs }) => {
  const file = encode(ending, args, NOISE);
  test.each([
    ['node-av', installed('node-av')],
    ['wasm', needs === undefined ? wasm : []],
  ])('through %s', async (_name, able) => {
    if (able.length === 0) return;
    const sound = await decoded(memorySource(file), { providers: able });
    expect(sound.left.length).toBe(SAMPLES);
    expect(lagOf(reference.left, sound.left, 1000)).toBe(0);
    expect(lagOf(reference.left, sound.left, SAMPLES - 6000)).toBe(0);
  });

  test('from the middle', async () => {
    const sound = await decoded(memorySource(file), { fromMs: 1234 });
    const whole = reference.left.subarray(1234 * 48);
    expect(Math.abs(sound.left.length - whole.length)).toBeLessThanOrEqual(1);
    expect(Math.abs(lagOf(whole, sound.left, 1000))).toBeLessThanOrEqual(1);
  });
});
