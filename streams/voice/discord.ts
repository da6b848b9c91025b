/**
 * Discord's two voice messages of a bot's own gateway, joined to the credentials of one guild.
 *
 *     voiceState$    c--------d--------m-------n      channel c, moved to d, muted there, left
 *     voiceServer$   --s--------t-----------------
 *     out            --a--------b-----------------    a server message completes at once; b: channel d, server t
 *     a state alone  …--------d---------------        after a move without a server message
 *     out            …------------------b'----        channel d with the old server, 250 ms later
 */
import { defer, distinctUntilChanged, filter, map, merge, of, switchMap, timer, type Observable } from 'rxjs';
import type { VoiceCredentials } from '../commands.ts';
import type { TimeCtx } from '../ports.ts';
import { sameCredentials } from './credentials.ts';
import type { VoiceIdentity } from './ports.ts';

/** What Discord's VOICE_STATE_UPDATE carries, under Discord's names: discord.js hands it over as it is. */
export interface VoiceStateUpdate {
  readonly guild_id?: string | undefined;
  /** Null: left. */
  readonly channel_id: string | null;
  readonly user_id: string;
  readonly session_id: string;
}

/** What Discord's VOICE_SERVER_UPDATE carries. */
export interface VoiceServerUpdate {
  readonly guild_id: string;
  readonly token: string;
  /** Null: the voice server is gone, and another message will name the next one. */
  readonly endpoint: string | null;
}

/**
 * How long a move waits for the server message that Discord sends after it: connecting with the old token and then
 * again with the new one would cost a hole in the song.
 */
const SETTLE_MS = 250;

const isSame = (a: VoiceCredentials | null, b: VoiceCredentials | null): boolean =>
  a === null || b === null ? a === b : sameCredentials(a, b);

/**
 * Credentials for `voice` commands, whenever they change. Messages of other guilds and of other users are ignored;
 * leaving the channel forgets both halves, and says nothing (Discord's voice server closes by itself).
 *
 * @example
 * discordCredentials(voiceState$, voiceServer$, { guildId, userId }, time).pipe(
 *   map((credentials, index): Command => ({ type: 'voice', requestId: `voice ${index}`, credentials })),
 * );
 */
export const discordCredentials = (
  voiceState$: Observable<VoiceStateUpdate>,
  voiceServer$: Observable<VoiceServerUpdate>,
  { guildId, userId }: VoiceIdentity,
  { scheduler }: Pick<TimeCtx, 'scheduler'>,
): Observable<VoiceCredentials> =>
  defer(() => {
    let state: Pick<VoiceCredentials, 'sessionId' | 'channelId'> | null = null;
    let server: Pick<VoiceCredentials, 'token' | 'endpoint'> | null = null;
    const joined = (): VoiceCredentials | null =>
      state === null || server === null ? null : { ...state, ...server };

    /** Each emits how long to wait for the other half. */
    const states$ = voiceState$.pipe(
      filter((update) => update.guild_id === guildId && update.user_id === userId),
      map(({ channel_id: channelId, session_id: sessionId }) => {
        const wasJoined = joined() !== null;
        state = channelId === null ? null : { sessionId, channelId };
        if (state === null) server = null;
        return wasJoined && state !== null ? SETTLE_MS : 0;
      }),
    );
    const servers$ = voiceServer$.pipe(
      filter((update) => update.guild_id === guildId),
      map(({ token, endpoint }) => {
        server = endpoint === null ? null : { token, endpoint };
        return 0;
      }),
    );
    return merge(states$, servers$).pipe(
      switchMap((waitMs) => (waitMs === 0 ? of(0) : timer(waitMs, scheduler)).pipe(map(() => joined()))),
      distinctUntilChanged(isSame),
      filter((credentials) => credentials !== null),
    );
  });
