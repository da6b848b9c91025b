/** One tone in two files, the second beginning in the phase in which the first ends: heard as if it had never been cut. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { gaps, slice, soundSpan, toneAmplitude } from '../../support/sound.ts';
import { oggPackets } from '../../support/tones.ts';
import { joinedRoom, type Room } from './room.ts';
import { startRig, type Rig } from './rig.ts';

vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });

const HZ = 441;
/** No whole number of frames, nor of packets of any codec. */
const FIRST_SECONDS = 1.2345;
const SECOND_SECONDS = 1.1;

let rig: Rig;
let folder: string;
beforeAll(async () => {
  rig = await startRig();
  folder = await mkdtemp(join(tmpdir(), 'lavastream-gapless-'));
});
afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true });
});

/** `seconds` of the tone as it is from `from` on. */
const toneFrom = async (name: string, from: number, seconds: number, ...codec: string[]): Promise<string> => {
  const path = join(folder, name);
  const tone = `aevalsrc=0.4*sin(2*PI*${HZ}*(t+${from})):s=44100:d=${seconds}`;
  await promisify(execFile)(ffmpeg.path, [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', tone, '-ac', '2'],
    ...codec,
    path,
  ]);
  return path;
};

const encodedOf = async (room: Room, path: string): Promise<string> =>
  (await room.bot.load(path)).data.encoded;

const playBoth = async (room: Room, first: string, second: string, more: object = {}): Promise<void> => {
  const encoded = await encodedOf(room, second);
  await room.play(first, { nextTrack: { encoded, userData: { n: 2 }, ...more } });
  await room.event('TrackEndEvent', 2);
  await room.silent();
  room.isWhole();
};

/** The largest share of power that is not the tone at its usual loudness, in windows of nine periods. */
const impurity = (samples: Float32Array): number => {
  // 441 Hz is 49 × 9: a 49th of a second holds nine periods, as exactly as samples allow.
  const window = Math.round(48_000 / 49);
  const usual = toneAmplitude(samples, HZ) ** 2 / 2;
  let most = 0;
  for (let at = 0; at + window <= samples.length; at += window / 4) {
    const part = samples.subarray(at, at + window);
    const power = part.reduce((sum, sample) => sum + sample * sample, 0) / part.length;
    const tone = toneAmplitude(part, HZ) ** 2 / 2;
    most = Math.max(most, Math.abs(power - tone) / usual, Math.abs(tone / usual - 1));
  }
  return most;
};

/** Phase of the tone, as if it had begun with the first sample of all, in samples. */
const phaseOf = (samples: Float32Array, fromMs: number, toMs: number): number => {
  let [re, im] = [0, 0];
  for (let n = Math.round(fromMs * 48); n < Math.round(toMs * 48); n += 1) {
    const angle = (2 * Math.PI * HZ * n) / 48_000;
    re += (samples[n] ?? 0) * Math.cos(angle);
    im -= (samples[n] ?? 0) * Math.sin(angle);
  }
  return ((Math.atan2(im, re) / (2 * Math.PI)) * 48_000) / HZ;
};

describe.concurrent('two files of one tone', () => {
  it.each([
    ['wav', []],
    ['flac', []],
    ['mp3', ['-b:a', '192k']],
    ['m4a', ['-c:a', 'aac', '-b:a', '192k']],
  ] as const)('%s: no sample is missing, none is too many', async (ending, codec) => {
    const room = await joinedRoom(rig);
    const first = await toneFrom(`first.${ending}`, 0, FIRST_SECONDS, ...codec);
    const second = await toneFrom(`second.${ending}`, FIRST_SECONDS, SECOND_SECONDS, ...codec);
    await playBoth(room, first, second);
    expect(room.events).toEqual(['TrackStart', 'TrackEnd finished', 'TrackStart', 'TrackEnd finished']);
    const pcm = await room.sound();
    const span = soundSpan(pcm);
    const soundMs = span?.durationMs ?? 0;
    expect(Math.abs(soundMs - (FIRST_SECONDS + SECOND_SECONDS) * 1000)).toBeLessThan(15);
    expect(gaps(pcm)).toEqual([]);
    const inner = slice(pcm, (span?.startMs ?? 0) + 100, (span?.endMs ?? 0) - 100);
    expect(impurity(inner.left)).toBeLessThan(0.04);
    expect(impurity(inner.right)).toBeLessThan(0.04);
    const shift = phaseOf(inner.left, 1300, 2000) - phaseOf(inner.left, 100, 800);
    expect(Math.abs(shift)).toBeLessThan(0.5);
  });

  it('Opus that passes: all packets of both, and no silence between them', async () => {
    const room = await joinedRoom(rig);
    const codec = ['-c:a', 'libopus', '-b:a', '96k'];
    const first = await toneFrom('first.opus', 0, FIRST_SECONDS, ...codec);
    const second = await toneFrom('second.opus', FIRST_SECONDS, SECOND_SECONDS, ...codec);
    await playBoth(room, first, second);
    const packets = await Promise.all(
      [first, second].map(async (path) => oggPackets(await readFile(path)).slice(2)),
    );
    const frames = room.listener.frames(room.bot.userId);
    const from = frames.findIndex(({ silence }) => !silence);
    const heard = frames.slice(from, from + packets.flat().length).map(({ opus }) => opus);
    expect(heard.map((opus) => Buffer.from(opus ?? []).toString('hex'))).toEqual(
      packets.flat().map((packet) => Buffer.from(packet).toString('hex')),
    );
  });

  it('filters and a crossfade: both are heard, and nothing else', async () => {
    const room = await joinedRoom(rig);
    const first = await toneFrom('fade.wav', 0, FIRST_SECONDS);
    const second = await toneFrom('in.wav', 0, SECOND_SECONDS);
    await room.patch({ filters: { lowPass: { smoothing: 5 } } });
    await playBoth(room, first, second, { crossfadeMs: 500 });
    const pcm = await room.sound();
    const span = soundSpan(pcm);
    const soundMs = span?.durationMs ?? 0;
    expect(Math.abs(soundMs - (FIRST_SECONDS + SECOND_SECONDS - 0.5) * 1000)).toBeLessThan(45);
    expect(gaps(pcm)).toEqual([]);
    const [, , start] = room.bot.messages.filter(
      ({ op, guildId }) => op === 'event' && guildId === room.guildId,
    );
    const { track } = start as unknown as { track: { info: { position: number }; userData: object } };
    expect(track.userData).toEqual({ n: 2 });
    expect(track.info.position).toBeGreaterThan(450);
    expect(track.info.position).toBeLessThanOrEqual(540);
  });
});

describe('the player', () => {
  it('shows what follows, and a player without any has no word of it', async () => {
    const room = await joinedRoom(rig);
    const file = await toneFrom('shown.wav', 0, 5);
    const encoded = await encodedOf(room, file);
    expect((await room.play(file)).body).not.toHaveProperty('nextTrack');
    const { body } = await room.patch({ nextTrack: { identifier: file, crossfadeMs: 300 } });
    expect(body).toMatchObject({ nextTrack: { encoded, userData: {}, crossfadeMs: 300 } });
    expect((await room.patch({ nextTrack: null })).body).not.toHaveProperty('nextTrack');
    await room.patch({ nextTrack: { encoded } });
    expect((await room.patch({ track: { encoded: null } })).body).not.toHaveProperty('nextTrack');
    for (const [wrong, field] of [
      [{ encoded, crossfadeMs: 10_001 }, 'nextTrack.crossfadeMs'],
      [{ encoded, crossfadeMs: -1 }, 'nextTrack.crossfadeMs'],
      [{ encoded, identifier: file }, 'nextTrack'],
      [{}, 'nextTrack'],
    ] as const) {
      const answer = await room.patch({ nextTrack: wrong });
      expect(answer).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining(field) as string },
      });
    }
    await room.destroy();
  });
});
