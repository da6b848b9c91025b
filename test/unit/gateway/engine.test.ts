/** Who gets the credentials that the node has from Discord. */
import { asyncScheduler, Subject } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Address, VoiceCredentials } from '../../../streams/commands.ts';
import { guildCredentials, withDiscordVoice, type DiscordEvent } from '../../../src/gateway/index.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { createFakeEngine, type FakeEngine } from '../../support/fake.engine.ts';

const time = {
  scheduler: asyncScheduler,
  clock: { now: () => 0, wall: () => 0 },
  log: { debug() {}, info() {}, warn() {}, error() {} },
};
const BOT = '42';
const player: Address = { sessionId: 's', guildId: '1', userId: BOT };
const fromDiscord: VoiceCredentials = { token: 'T', endpoint: 'h:1', sessionId: 'D', channelId: '7' };

let fake: FakeEngine;
let engine: Engine;
let events: Subject<DiscordEvent>;
let warned: { readonly message: string; readonly fields: object | undefined }[];

const state = (channel: string | null, guild = '1', user = BOT): DiscordEvent => ({
  type: 'voiceState',
  update: { guild_id: guild, channel_id: channel, user_id: user, session_id: 'D' },
});
const server = (token: string, guild = '1'): DiscordEvent => ({
  type: 'voiceServer',
  update: { guild_id: guild, token, endpoint: 'h:1' },
});
const join = (): void => {
  for (const event of [state('7'), server('T')]) events.next(event);
};
const given = (address: Address = player): readonly VoiceCredentials[] =>
  fake.sent.flatMap(({ address: to, command }) =>
    to.sessionId === address.sessionId && to.guildId === address.guildId && command.type === 'voice'
      ? [command.credentials]
      : [],
  );
const patch = (credentials: VoiceCredentials): void =>
  engine.send(player, { type: 'voice', requestId: 'patch', credentials });

beforeEach(() => {
  fake = createFakeEngine();
  events = new Subject();
  warned = [];
  const log = {
    ...time.log,
    warn: (message: string, fields?: object): void => void warned.push({ message, fields }),
  };
  engine = withDiscordVoice(fake, guildCredentials(events, time), log).engine;
  events.next({ type: 'ready', userId: BOT });
});

describe('players of the bot', () => {
  it('get the credentials of their guild, whether they were there before or come after', () => {
    engine.send(player, { type: 'create' });
    const later = { ...player, sessionId: 'later' };
    const other = { ...player, sessionId: 'other', userId: '43' };
    engine.send(other, { type: 'create' });
    join();
    engine.send(later, { type: 'create' });
    engine.send(later, { type: 'pause', paused: true });
    expect(given()).toEqual([fromDiscord]);
    expect(given(later)).toEqual([fromDiscord]);
    expect(given(other)).toEqual([]);
  });

  it('get none of a guild that was left, nor of somebody else’s voice state', () => {
    join();
    events.next(state(null));
    events.next(server('T2'));
    events.next(state('8', '2', '99'));
    events.next(server('T3', '2'));
    engine.send(player, { type: 'create' });
    engine.send({ ...player, guildId: '2' }, { type: 'create' });
    expect(fake.types('1')).toEqual(['create']);
    expect(fake.types('2')).toEqual(['create']);
  });
});

describe('a client that sends credentials itself', () => {
  it('is given the channel that it does not send, so that nothing changes', () => {
    engine.send(player, { type: 'create' });
    join();
    patch({ ...fromDiscord, channelId: null });
    expect(given()).toEqual([fromDiscord, fromDiscord]);
  });

  it('wins, and leads its player until it says what Discord says', () => {
    engine.send(player, { type: 'create' });
    join();
    const proxied = { ...fromDiscord, endpoint: 'proxy:1' };
    patch(proxied);
    events.next(server('T2'));
    expect(given()).toEqual([fromDiscord, proxied]);
    patch({ ...fromDiscord, token: 'T2' });
    events.next(server('T3'));
    expect(given().at(-1)).toEqual({ ...fromDiscord, token: 'T3' });
  });
});

it('says that they did not connect, without a secret', () => {
  fake.answerVoice = () => 'refused';
  engine.send(player, { type: 'create' });
  join();
  expect(warned).toEqual([
    {
      message: 'Discord’s voice credentials did not connect',
      fields: { guildId: '1', sessionId: 's', reason: 'refused' },
    },
  ]);
});
