import { map } from 'rxjs';
import { describe, it } from 'vitest';
import {
  discordCredentials,
  type VoiceServerUpdate,
  type VoiceStateUpdate,
} from '../../streams/voice/discord.ts';
import { marbles, type Marbles } from '../support.ts';

const state = (channel_id: string | null, more: Partial<VoiceStateUpdate> = {}): VoiceStateUpdate => ({
  guild_id: '1',
  channel_id,
  user_id: '2',
  session_id: 'ses',
  ...more,
});
const server = (token: string, endpoint: string | null = 'h:443', guild_id = '1'): VoiceServerUpdate => ({
  guild_id,
  token,
  endpoint,
});

const STATES: Record<string, VoiceStateUpdate> = {
  c: state('C'),
  d: state('D'),
  n: state(null),
  x: state('X', { user_id: '3' }),
  y: state('Y', { guild_id: '9' }),
};
const SERVERS: Record<string, VoiceServerUpdate> = {
  s: server('s'),
  t: server('t'),
  g: server('g', null),
  z: server('z', 'h', '9'),
};

/** Credentials as `channel token`. */
const run = (m: Marbles, states: string, servers: string) =>
  discordCredentials(
    m.hot(states, STATES),
    m.hot(servers, SERVERS),
    { guildId: '1', userId: '2' },
    { scheduler: m.scheduler },
  ).pipe(map(({ channelId, token }) => `${channelId}${token}`));

describe('discordCredentials', () => {
  /*
   *  voiceState$    c--------d--------    joined, moved
   *  voiceServer$   --s--------t------
   *  out            --a--------b------    whichever half comes last completes; a move waits for its server
   */
  it('joins the halves, in either order, and lets a move wait for its server', () => {
    marbles((m) => {
      m.expectObservable(run(m, 'c--------d------', '--s--------t----')).toBe('--a--------b----', {
        a: 'Cs',
        b: 'Dt',
      });
      m.expectObservable(run(m, '--c', 's--')).toBe('--a', { a: 'Cs' });
    });
  });

  /*
   *  voiceState$    c--d----------
   *  voiceServer$   s-------------
   *  out            a--…250 ms…b--    Discord may leave a token as it is
   */
  it('moves with the old server when no new one comes', () => {
    marbles((m) => {
      m.expectObservable(run(m, 'c--d 300ms -', 's-- 300ms -')).toBe('a-- 250ms b', { a: 'Cs', b: 'Ds' });
    });
  });

  /*
   *  voiceState$    c--c--n--c------    joined, muted, left, joined again
   *  voiceServer$   s-----------s---
   *  out            a-----------a---    what was left needs both halves anew, also with the same words
   */
  it('says nothing new of a mute, and begins anew after leaving', () => {
    marbles((m) => {
      m.expectObservable(run(m, 'c--c--n--c------', 's-----------s---')).toBe('a-----------a---', {
        a: 'Cs',
      });
    });
  });

  /*
   *  voiceServer$   s--g-----t    the server went away; the next one is named later
   *  out            a--------b
   */
  it('waits for the next server when the one there was is gone', () => {
    marbles((m) => {
      m.expectObservable(run(m, 'c---------', 's--g-----t')).toBe('a--------b', { a: 'Cs', b: 'Ct' });
    });
  });

  it('ignores other guilds and other users', () => {
    marbles((m) => {
      m.expectObservable(run(m, 'c-x-y-----', '--z--s----')).toBe('-----a----', { a: 'Cs' });
    });
  });
});
