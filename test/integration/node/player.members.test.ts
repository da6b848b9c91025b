/** Who hears whom: members who come and go, two bots in one guild, many guilds, another channel, another server. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { peakHz, slice } from '../../support/sound.ts';
import { toneFile } from '../../support/tones.ts';
import { startVoiceGateway, type Listener } from '../../support/voice-gateway/index.ts';
import { ladderFile, namesOf, notes, notesOf } from './ladder.ts';
import { joinedRoom, openRoom, type Room } from './room.ts';
import { startRig, type Rig } from './rig.ts';

vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });

let rig: Rig;
let song: string;
let tone: string;
beforeAll(async () => {
  rig = await startRig();
  song = await ladderFile(6, 'webm');
  tone = await toneFile({ format: 'webm-opus', hz: 250, seconds: 60 });
});
afterAll(() => rig.close());

const isUnderstood = (listener: Listener, userId: string): void => {
  expect(listener.report(userId)).toMatchObject({
    missing: [],
    undecryptable: 0,
    plainInGroup: 0,
    timestampSteps: [],
  });
};

describe.concurrent('members', () => {
  it.for(['bot', 'listener'] as const)('who come and go in mid-song (commits by a %s)', async (committer) => {
    const gateway = await startVoiceGateway({ committer });
    const room = await joinedRoom(rig, { gateway });
    const { userId } = room.bot;
    await room.play(tone);
    await room.hears(20);
    for (const name of ['401', '402', '403']) {
      const guest = gateway.addListener(room.guildId, name);
      await guest.until((one) => one.sharesGroupWith(userId));
      await guest.until((one) => one.frames(userId).filter(({ settled }) => settled).length > 10);
      isUnderstood(guest, userId);
      if (name !== '402') guest.leave();
      await room.hears(20);
    }
    room.isWhole();
    expect(room.listener.report().silence).toBe(0);
    expect(room.listener.daveErrors).toEqual([]);
    await room.destroy();
    await gateway.close();
  });

  it('who all leave: plain sound to an empty room, and again a group for who comes next', async () => {
    const room = await joinedRoom(rig);
    const { userId } = room.bot;
    await room.play(tone);
    await room.hears(20);
    room.listener.leave();
    await room.gateway.call(room.guildId).until((call) => call.userIds.length === 1);
    const next = room.gateway.addListener(room.guildId, '404');
    await next.until((one) => one.sharesGroupWith(userId));
    await next.until((one) => one.frames(userId).filter(({ settled }) => settled).length > 30);
    isUnderstood(next, userId);
    expect(room.listener.report(userId)).toMatchObject({ missing: [], undecryptable: 0 });
    await room.destroy();
  });
});

describe.concurrent('bots and guilds', () => {
  const isTone = async (room: Room, hz: number): Promise<void> => {
    await room.hears(60);
    room.isWhole();
    const pcm = await room.sound();
    expect(peakHz(slice(pcm, 200, 1100).left)).toBeCloseTo(hz, 0);
  };

  it('two bots in one guild, each with its own song and pause', async () => {
    const one = await joinedRoom(rig, { bot: await rig.bot('501') });
    const two = await openRoom(rig, {
      bot: await rig.bot('502'),
      guildId: one.guildId,
      listener: one.listener,
    });
    await two.joined();
    await one.play(tone);
    await two.play(song);
    await two.hears(40);
    await one.patch({ paused: true });
    await one.silent();
    await two.event('TrackEndEvent');
    await two.silent();
    expect(await two.notes()).toEqual(notes(0, 29));
    two.isWhole();
    one.isWhole();
    expect(one.events).toEqual(['TrackStart']);
    await one.destroy();
    await two.destroy();
  });

  it('one bot in six guilds, each with its own song', async () => {
    const bot = await rig.bot('503');
    const pitches = [300, 400, 500, 600, 700, 800];
    await Promise.all(
      pitches.map(async (hz) => {
        const room = await joinedRoom(rig, { bot });
        await room.play(await toneFile({ format: hz % 200 === 0 ? 'wav' : 'mp3', hz, seconds: 10 }));
        await isTone(room, hz);
        await room.destroy();
      }),
    );
  });
});

describe.concurrent('a move in mid-song', () => {
  const moves = async (room: Room, after: Listener): Promise<void> => {
    const { userId } = room.bot;
    await after.until((one) => one.sharesGroupWith(userId));
    await room.event('TrackEndEvent');
    await after.until((one) => one.report(userId).silence >= 5);
    const before = namesOf(notesOf(await room.listener.pcm(userId)));
    const then = namesOf(notesOf(await after.pcm(userId)));
    isUnderstood(room.listener, userId);
    expect(before).toEqual(notes(0, before.length - 1));
    expect(before.length).toBeGreaterThan(4);
    // It went on where it was: the note of the move is heard in both places, or the seam lies between two notes.
    expect(then.at(-1)).toBe(29);
    expect(then).toEqual(notes(then[0] ?? NaN, 29));
    expect([before.length - 1, before.length, before.length + 1]).toContain(then[0]);
    expect(room.events).toEqual(['TrackStart', 'TrackEnd finished']);
  };

  it('to another channel', async () => {
    const room = await joinedRoom(rig);
    const other = String(BigInt(room.guildId) + 5n);
    await room.play(song);
    await room.hears(60);
    const after = room.gateway.addListener(room.guildId, '601', other);
    const { guildId } = room;
    const voice = room.gateway.credentials({ guildId, userId: room.bot.userId, channelId: other });
    expect(await room.patch({ voice })).toMatchObject({ status: 200 });
    await moves(room, after);
  });

  it('to another server', async () => {
    const room = await joinedRoom(rig);
    const gateway = await startVoiceGateway();
    await room.play(song);
    await room.hears(60);
    const after = gateway.addListener(room.guildId, '601');
    const voice = gateway.credentials({ guildId: room.guildId, userId: room.bot.userId });
    expect(await room.patch({ voice })).toMatchObject({ status: 200 });
    await moves(room, after);
    await room.destroy();
    await gateway.close();
  });

  it('with the same credentials again: nothing happens', async () => {
    const room = await openRoom(rig);
    const { guildId } = room;
    const voice = room.gateway.credentials({ guildId, userId: room.bot.userId });
    await room.patch({ voice });
    await room.listener.until((one) => one.sharesGroupWith(room.bot.userId));
    await room.play(tone);
    await room.hears(20);
    const session = await room.session();
    expect(await room.patch({ voice })).toMatchObject({ status: 200 });
    await room.hears(30);
    room.isWhole();
    expect(await room.session()).toBe(session);
    await room.destroy();
  });
});
