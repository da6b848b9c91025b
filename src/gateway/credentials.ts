/**
 * What a bot's gateway says, as the credentials of each guild it is in.
 *
 *     event$   r-s1-v1---s2-v2---n1--      Ready; states, servers of guilds 1 and 2; 1 is left
 *     out      -----1-------2----0--       credentials of 1, of 2; 1 has none any more
 */
import { filter, groupBy, map, merge, mergeMap, share, take, takeUntil, type Observable } from 'rxjs';
import type { VoiceCredentials } from '../../streams/commands.ts';
import type { TimeCtx } from '../../streams/ports.ts';
import { discordCredentials, type VoiceStateUpdate } from '../../streams/voice/discord.ts';
import type { DiscordEvent } from './messages.ts';

export interface GuildCredentials {
  readonly guildId: string;
  readonly userId: string;
  /** Null: the bot left the channel. */
  readonly credentials: VoiceCredentials | null;
}

const isVoice = (event: DiscordEvent): event is Exclude<DiscordEvent, { type: 'ready' }> =>
  event.type !== 'ready';

/** Own states and servers only; `userId` is whom Ready named. */
export const guildCredentials = (
  event$: Observable<DiscordEvent>,
  time: TimeCtx,
): Observable<GuildCredentials> => {
  let userId = '';
  const own$ = event$.pipe(
    filter((event) => {
      if (event.type === 'ready') userId = event.userId;
      return event.type !== 'voiceState' || event.update.user_id === userId;
    }),
    filter(isVoice),
    share(),
  );
  const hasLeft = (event: DiscordEvent): boolean =>
    event.type === 'voiceState' && event.update.channel_id === null;

  return own$.pipe(
    groupBy(({ update }) => update.guild_id ?? '', {
      // A guild that was left begins anew, so that nothing of it is kept.
      duration: (guild$) => guild$.pipe(filter(hasLeft)),
    }),
    mergeMap((guild$) => {
      const guildId = guild$.key;
      const left$ = guild$.pipe(filter(hasLeft), take(1));
      const states$ = guild$.pipe(
        filter((event) => event.type === 'voiceState'),
        map(({ update }): VoiceStateUpdate => update),
      );
      const servers$ = guild$.pipe(
        filter((event) => event.type === 'voiceServer'),
        map(({ update }) => update),
      );
      return merge(
        discordCredentials(states$, servers$, { guildId, userId }, time).pipe(
          map((credentials): GuildCredentials => ({ guildId, userId, credentials })),
          takeUntil(left$),
        ),
        left$.pipe(map((): GuildCredentials => ({ guildId, userId, credentials: null }))),
      );
    }),
  );
};
