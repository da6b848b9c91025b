/** Sessions that outlive their sockets, for the rows about resuming. */
import { expect, vi } from 'vitest';
import type { Client } from './client.ts';
import { ask, type Answer } from './http.ts';
import { fits, type World } from './world.ts';

export const NO_SESSION = { status: 404, message: 'Session not found' };

/** What the second socket is told; `client` is it. */
export interface Second {
  readonly header: unknown;
  readonly isReady: unknown;
  readonly isSame: boolean;
  readonly client: Client;
}

export const RESUMED = { header: 'true', isReady: true, isSame: true };
export const FRESH = { header: 'false', isReady: false, isSame: false };

export interface Keeper {
  setting(client: Client, body: object): Promise<Answer>;
  patch(client: Client, guildId: string, body: object): Promise<Answer>;
  /** A client whose session outlives its socket. */
  open(timeout?: number): Promise<Client>;
  /** The node has seen that the socket is gone. */
  parked(client: Client): Promise<void>;
  cut(client: Client): Promise<void>;
  players(client: Client): number;
  /** Another socket that asks for the session. */
  resumed(client: Client): Promise<Second>;
}

export const keeperOf = (world: World): Keeper => {
  const keeper: Keeper = {
    setting: (client, body) => ask(world.port, { line: `PATCH /v4/sessions/${client.sessionId}`, body }),
    patch: (client, guildId, body) =>
      ask(world.port, { line: `PATCH /v4/sessions/${client.sessionId}/players/${guildId}`, body }),
    open: async (timeout = 60) => {
      const client = await world.connect();
      fits(await keeper.setting(client, { resuming: true, timeout }), 200);
      return client;
    },
    parked: (client) =>
      vi.waitFor(
        async () => fits(await ask(world.port, `GET /v4/sessions/${client.sessionId}/players`), NO_SESSION),
        5000,
      ),
    cut: async (client) => {
      await client.cut();
      await keeper.parked(client);
    },
    players: ({ sessionId }) =>
      world.rig.node.snapshots().filter(({ address }) => address.sessionId === sessionId).length,
    resumed: async ({ sessionId }) => {
      const next = await world.connect({ sessionId });
      const { headers } = await next.upgraded;
      expect(next.said[0]?.op).toBe('ready');
      return {
        header: headers['session-resumed'],
        isReady: next.said[0]?.['resumed'],
        isSame: next.sessionId === sessionId,
        client: next,
      };
    },
  };
  return keeper;
};
