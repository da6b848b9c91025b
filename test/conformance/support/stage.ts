/** A node with songs to play, and the steps that a row of events takes on it. */
import { readFile } from 'node:fs/promises';
import { toneFile } from '../../support/tones.ts';
import { wordsOf, type Said } from './client.ts';
import { serveWeb } from './files.ts';
import type { Answer } from './http.ts';
import { fits, freshGuild, openWorld, type World } from './world.ts';

export const USER = '170939974227591168';

/** A body is a PATCH, a pattern waits for what is said, a number is a close code of Discord, `join` joins. */
export type Step = object | RegExp | number | 'join' | 'DELETE' | WithQuery;
type WithQuery = readonly [object, string];

const hasQuery = (step: object): step is WithQuery => Array.isArray(step);

export const play = (identifier: string): object => ({ track: { identifier } });

/** What a play says. */
export const START = 'TrackStart pu( pu)?';

export interface Message {
  readonly said: Said;
  /** As it came. */
  readonly text: string;
}

export interface State {
  readonly time: number;
  readonly position: number;
  readonly connected: boolean;
  readonly ping: number;
}

export const stateOf = (said: Said | undefined): State => said?.['state'] as State;

export interface Stage {
  readonly world: World;
  readonly files: Readonly<Record<'SONG' | 'OTHER' | 'SHORT' | 'SLOW' | 'BROKEN' | 'STALLS', string>>;
  /** Answers that wait for a word: each loads SLOW. */
  readonly waiting: (() => void)[];
  /** A body with the names of files replaced by their addresses; a broken one is another one each time. */
  filled(body: unknown): string;
  patch(guildId: string, body: unknown, query?: string): Promise<Answer>;
  /** Waits until the guild's words fit. */
  hears(guildId: string, words: RegExp): Promise<true>;
  /** Joins with the guild's credentials, which stay the same. */
  join(guildId: string): Promise<void>;
  take(step: Step, guildId: string): Promise<void>;
  messages(guildId: string): readonly Message[];
  close(): Promise<void>;
}

export const openStage = async (): Promise<Stage> => {
  const waiting: (() => void)[] = [];
  const world = await openWorld({ config: ['--lavalink.server.trackStuckThresholdMs=1000'] });
  const [song, other, short] = await Promise.all([
    toneFile({ format: 'wav', seconds: 30 }),
    toneFile({ format: 'wav', seconds: 20, hz: 300 }),
    toneFile({ format: 'wav', seconds: 1 }),
  ]);
  const bytes = await readFile(other);
  const headers = { 'Content-Type': 'audio/wav', 'Content-Length': bytes.length };
  const loaded = new Set<string | undefined>();
  const web = await serveWeb({
    '/slow.wav': (_request, response) => {
      waiting.push(() => response.writeHead(200, headers).end(bytes));
    },
    // Loads, and is gone when it is to be played.
    '/broken.wav': ({ url }, response) => {
      if (loaded.has(url)) response.writeHead(410).end();
      else response.writeHead(200, headers).end(bytes);
      loaded.add(url);
    },
    // A second of sound, then nothing more, and no end.
    '/stalls.wav': (_request, response) => {
      response.writeHead(200, headers);
      response.write(bytes.subarray(0, 200_000));
    },
  });
  const files = {
    SONG: song,
    OTHER: other,
    SHORT: short,
    SLOW: web.url('/slow.wav'),
    BROKEN: web.url('/broken.wav'),
    STALLS: web.url('/stalls.wav'),
  };
  const tickets = new Map<string, ReturnType<World['voice']>>();
  const stage: Stage = {
    world,
    files,
    waiting,
    filled: (body) =>
      Object.entries(files).reduce(
        (text, [name, path]) =>
          text.replaceAll(`"${name}"`, JSON.stringify(name === 'BROKEN' ? `${path}?${freshGuild()}` : path)),
        JSON.stringify(body),
      ),
    patch: (guildId, body, query = '') => world.patch(guildId, stage.filled(body), query),
    hears: (guildId, words) =>
      world.client.until((said) => (words.test(wordsOf(said, guildId)) ? true : undefined)),
    join: async (guildId) => {
      const voice = tickets.get(guildId) ?? world.voice(guildId);
      tickets.set(guildId, voice);
      fits(await stage.patch(guildId, { voice }), 200);
      await stage.hears(guildId, /pu/);
    },
    take: async (step, guildId) => {
      if (step === 'join') await stage.join(guildId);
      else if (step === 'DELETE') await world.ask(`DELETE /v4/sessions/{s}/players/${guildId}`);
      else if (typeof step === 'number') {
        (await world.rig.gateway.session(guildId, USER)).close(step, 'Because.');
        await stage.hears(guildId, new RegExp(`WebSocketClosed ${step} pu$`));
      } else if (step instanceof RegExp) await stage.hears(guildId, step);
      else if (typeof step === 'object') {
        const [body, query] = hasQuery(step) ? step : [step, ''];
        await stage.patch(guildId, body, query);
      }
    },
    messages: (guildId) =>
      world.client.said.flatMap((said, at) =>
        said.guildId === guildId ? [{ said, text: world.client.texts[at] ?? '' }] : [],
      ),
    close: async () => {
      await world.close();
      await web.close();
    },
  };
  return stage;
};
