/**
 * A bot's connection to Discord's gateway, by @discordjs/ws, as a stream of what concerns voice.
 *
 *     sockets   C--r-s--v---x C--R---x(4004)     Ready, voice state, voice server, lost, resumed, refused
 *     out       ---r-s--v-----------(|)          what is lost comes back by itself; a refusal ends it, with an error line
 */
import { catchError, defer, EMPTY, Observable, retry, throwError, timer, type SchedulerLike } from 'rxjs';
import type { WebSocketManager as Manager } from '@discordjs/ws';
import type { Log } from '../../streams/ports.ts';
import { judged, Refusal, refusalOf } from './failure.ts';
import { readDispatch, type DiscordEvent } from './messages.ts';

export interface DiscordOptions {
  /** Empty: nothing is followed, and no library is loaded. */
  readonly token: string;
  /** Base of Discord's REST API; it names the gateway's address. */
  readonly apiUrl: string;
  readonly log: Log;
  readonly scheduler: SchedulerLike;
}

const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 60_000;

/** The libraries cost 10 MB, which only those pay who set a token. */
const open = async ({ token, apiUrl, log }: DiscordOptions): Promise<Manager> => {
  const [{ WebSocketManager }, { REST }, { GatewayIntentBits }] = await Promise.all([
    import('@discordjs/ws'),
    import('@discordjs/rest'),
    import('discord-api-types/v10'),
  ]);
  // Its sweepers are timers that nothing would end; one request needs no sweeping.
  const rest = new REST({ version: '10', api: apiUrl, hashSweepInterval: 0, handlerSweepInterval: 0 });
  rest.setToken(token.replace(/^Bot /, ''));
  log.debug('Connecting to Discord’s gateway', { apiUrl });
  return new WebSocketManager({
    token: token.replace(/^Bot /, ''),
    intents: GatewayIntentBits.Guilds | GatewayIntentBits.GuildVoiceStates,
    rest,
  });
};

const once = (options: DiscordOptions): Observable<DiscordEvent> =>
  new Observable((subscriber) => {
    const { log } = options;
    let hasLeft = false;
    let manager: Manager | null = null;
    let isDown = false;

    /** The library tries twice a second, for hours if need be: one line tells it. */
    const down = (message: string, fields: object): void => {
      if (isDown) log.debug(message, fields);
      else log.warn(`${message}; connecting again until it is back`, fields);
      isDown = true;
    };

    const leave = (): void => {
      const left = manager;
      if (left === null) return;
      Promise.resolve(left.destroy()).catch((error: unknown) =>
        log.debug('Discord’s gateway was not left cleanly', { error: judged(error).message }),
      );
    };

    const follow = async (): Promise<void> => {
      const opened = await open(options);
      if (hasLeft) return;
      manager = opened;
      opened.on('ready', ({ user }: { readonly user: { readonly id: string } }, shardId: number) => {
        // The library takes a shard up again that was destroyed while it was connecting.
        if (hasLeft) return leave();
        isDown = false;
        log.info('Following Discord’s gateway', { shardId, userId: user.id });
      });
      opened.on('resumed', (shardId: number) => {
        isDown = false;
        log.info('Discord’s gateway is back', { shardId });
      });
      opened.on('dispatch', ({ t, d }: { readonly t: string; readonly d: unknown }) => {
        const event = readDispatch(t, d);
        if (event !== null) subscriber.next(event);
      });
      opened.on('closed', (code: number, shardId: number) => {
        if (hasLeft) return;
        const refusal = refusalOf(code);
        if (refusal !== null) subscriber.error(refusal);
        else down('Discord’s gateway was lost', { shardId, code });
      });
      // Without a listener they would be thrown. A refusal is told by `closed` already.
      opened.on('error', (error: Error, shardId: number) =>
        log.warn('Discord’s gateway failed', { shardId, error: error.message }),
      );
      opened.on('socketError', (error: Error, shardId: number) =>
        down('Discord’s gateway cannot be reached', { shardId, error: error.message }),
      );
      await opened.connect();
    };

    follow().catch((error: unknown) => subscriber.error(judged(error)));
    return () => {
      hasLeft = true;
      leave();
    };
  });

/**
 * Cold; subscribing connects, unsubscribing leaves. Never errors: what cannot be reached is tried again (1 s, 2 s …
 * 60 s; lost sockets by the library), a refusal is logged and completes it. The token is in no log line.
 *
 * @example followDiscord({ token, apiUrl: 'https://discord.com/api', log, scheduler }).subscribe(console.log);
 */
export const followDiscord = (options: DiscordOptions): Observable<DiscordEvent> =>
  defer(() => (options.token === '' ? EMPTY : once(options))).pipe(
    retry({
      delay: (error: unknown, attempt) => {
        if (error instanceof Refusal) return throwError(() => error);
        const delayMs = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** (attempt - 1));
        options.log.warn('Discord cannot be reached', { error: judged(error).message, attempt, delayMs });
        return timer(delayMs, options.scheduler);
      },
      resetOnSuccess: true,
    }),
    catchError((error: unknown) => {
      options.log.error(`${judged(error).message}. Voice goes on by PATCH alone`);
      return EMPTY;
    }),
  );
