/** Filters as a bot sets them, heard at the voice server. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Pcm } from '../../../streams/ports.ts';
import { levelDb, peakHz, slice, soundSpan, toneAmplitude } from '../../support/sound.ts';
import { toneFile } from '../../support/tones.ts';
import { startRig, USER_ID, type Rig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

let guild = 7000;

/** Plays a tone of 440 Hz left and 660 Hz right with filters on, and returns what was heard. */
const heard = async (filters: object, format: 'wav' | 'webm-opus' = 'wav', seconds = 2) => {
  const guildId = String((guild += 10));
  const bot = await rig.bot();
  const listener = rig.gateway.addListener(guildId, '300');
  await rig.join(bot, guildId);
  await listener.until((one) => one.sharesGroupWith(USER_ID));
  const { data } = await bot.load(await toneFile({ format, hz: [440, 660], seconds, amplitude: 0.25 }));
  const answer = await bot.patch(guildId, { filters, track: { encoded: data.encoded } });
  const end = await bot.event('TrackEndEvent', guildId);
  await listener.until((one) => one.frames().at(-1)?.silence === true);
  const pcm = await listener.pcm();
  expect(listener.report()).toMatchObject({ missing: [], undecryptable: 0 });
  return { pcm, answer, end, span: soundSpan(pcm, -50) };
};

/** The level of each frame from one on. */
const levels = ({ left, right }: Pcm, from: number): readonly number[] =>
  Array.from({ length: Math.floor(left.length / 960) - from }, (_, i) =>
    levelDb(slice({ left, right }, (from + i) * 20, (from + i + 1) * 20).left),
  );

it('echoes the set, complete, and keeps it in GET', async () => {
  const { answer } = await heard({ tremolo: { frequency: 4 }, karaoke: null });
  expect(answer.body).toMatchObject({ filters: { tremolo: { frequency: 4, depth: 0.5 } } });
});

it('nightcore is faster and higher, and ends when it ends', async () => {
  const { pcm, span, end } = await heard({ timescale: { speed: 1.25, pitch: 1.25 } });
  expect(end['reason']).toBe('finished');
  expect(Math.abs((span?.durationMs ?? 0) - 1600)).toBeLessThan(60);
  const middle = slice(pcm, (span?.startMs ?? 0) + 300, (span?.startMs ?? 0) + 1300);
  expect(Math.abs(peakHz(middle.left) - 550)).toBeLessThan(2);
});

it('a channel mix brings the left tone to the right', async () => {
  const { pcm } = await heard({
    channelMix: { leftToLeft: 0, leftToRight: 1, rightToLeft: 0, rightToRight: 0 },
  });
  const middle = slice(pcm, 500, 1500);
  expect(Math.abs(peakHz(middle.right) - 440)).toBeLessThan(1);
  expect(levelDb(middle.left)).toBeLessThan(-60);
});

it('an equalizer takes the band away, also from Opus that would have passed', async () => {
  const { pcm } = await heard({ equalizer: [{ band: 6, gain: -0.25 }] }, 'webm-opus');
  const middle = slice(pcm, 500, 1500);
  // 440 Hz lies near the 400 Hz band, 660 Hz near the next one.
  expect(toneAmplitude(middle.left, 440)).toBeLessThan(0.12);
  expect(toneAmplitude(middle.right, 660)).toBeGreaterThan(0.12);
});

it('filters that are present but off change nothing beside others', async () => {
  const { pcm } = await heard({ volume: 0.9, distortion: {}, rotation: {}, tremolo: { depth: 0 } });
  const middle = slice(pcm, 500, 1500);
  // tan(0.79 · 0.9) · 0.25
  expect(toneAmplitude(middle.left, 440)).toBeCloseTo(0.2156, 2);
  expect(toneAmplitude(middle.right, 660)).toBeCloseTo(0.2156, 2);
});

it('a plugin filter is heard; an echo to its end, 2 s at most, before the track is over', async () => {
  const pluginFilters = { echo: { echoLength: 0.4, decay: 0.5 }, nobody: {} };
  const { pcm, answer, end, span } = await heard({ pluginFilters }, 'wav', 0.3);
  expect(answer.body).toMatchObject({
    filters: { pluginFilters: { echo: { echoLength: 0.4, decay: 0.5 } } },
  });
  expect(answer.body).not.toHaveProperty('filters.pluginFilters.nobody');
  expect(end['reason']).toBe('finished');
  const startMs = span?.startMs ?? 0;
  const echoes = [0, 1, 2, 3].map((k) =>
    levelDb(slice(pcm, startMs + 400 * k + 60, startMs + 400 * k + 260).left),
  );
  for (const k of [1, 2, 3]) expect((echoes[k] ?? 0) - (echoes[0] ?? 0)).toBeCloseTo(-6.02 * k, 0);
  const gap = slice(pcm, startMs + 330, startMs + 390);
  expect(levelDb(gap.left)).toBeLessThan((echoes[0] ?? 0) - 20);
  expect(Math.abs(pcm.left.length / 48 - 2300 - startMs)).toBeLessThan(150);
});

it('a change in mid-song is heard without a hole, and 400 changes nothing', async () => {
  const guildId = String((guild += 10));
  const bot = await rig.bot();
  const listener = rig.gateway.addListener(guildId, '300');
  await rig.join(bot, guildId);
  await listener.until((one) => one.sharesGroupWith(USER_ID));
  const { data } = await bot.load(await toneFile({ format: 'wav', hz: 440, seconds: 3, amplitude: 0.2 }));
  await bot.patch(guildId, { track: { encoded: data.encoded } });
  await listener.untilFrames(40);
  const refused = await bot.patch(guildId, { filters: { tremolo: { depth: 5 } } });
  expect(refused).toMatchObject({
    status: 400,
    body: { message: 'tremolo.depth must be from 0 to 1, not 5' },
  });
  await bot.patch(guildId, { filters: { volume: 0.5 } });
  const at = listener.frames().length;
  await bot.event('TrackEndEvent', guildId);
  const pcm = await listener.pcm();
  const before = levelDb(slice(pcm, 200, 600).left);
  const after = levelDb(slice(pcm, at * 20 + 200, at * 20 + 700).left);
  expect(after - before).toBeCloseTo(-7.6, 0);
  const heardAfter = levels(pcm, at).findIndex((db) => db < before - 6);
  expect(heardAfter).toBeGreaterThanOrEqual(0);
  expect(heardAfter * 20).toBeLessThan(400);
  expect(listener.report().silence).toBeLessThanOrEqual(5);
});
