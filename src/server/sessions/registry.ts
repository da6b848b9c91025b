/** All sessions of the node: who is connected, who is parked, and which messages are whose. */
import { randomInt } from 'node:crypto';
import type { Subscription } from 'rxjs';
import type { Address } from '../../../streams/commands.ts';
import type { EngineEvent, PlayerSnapshot } from '../../../streams/events.ts';
import { writeStats } from '../../protocol/index.ts';
import type { Lanes } from '../player/lanes.ts';
import type { ServerContext } from '../ports.ts';
import { frameStats, nodeStats } from '../stats/stats.ts';
import type { Session } from './session.ts';
import { createSession } from './session.ts';
import { eventMessage } from './wire.ts';

const ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 16;

const newId = (): string =>
  Array.from({ length: ID_LENGTH }, () => ID_ALPHABET.charAt(randomInt(ID_ALPHABET.length))).join('');

export interface Opening {
  readonly session: Session;
  readonly isResumed: boolean;
}

export interface Registry {
  /** The session of a connected client; one that is parked is not to be found. */
  connected(sessionId: string): Session | undefined;
  /**
   * Before `open`: where the wanted session still has a socket, finds out whether that is a dead one. Null: nothing
   * to wait for.
   */
  contest(wantedId: string | undefined): Promise<void> | null;
  /**
   * A session for a new socket: the parked one it asks for, else a fresh one. The caller attaches the socket in the
   * same turn, so that no two sockets get one session.
   */
  open(wantedId: string | undefined, userId: string): Opening;
  /** Players of connected sessions. */
  players(): readonly PlayerSnapshot[];
  address(session: Session, guildId: string): Address;
  /** Ends every session and closes its socket with `code`. */
  close(code: number): void;
}

/** @example createRegistry(context, createLanes()).open(undefined, '42').session.attach(link) */
export const createRegistry = (context: ServerContext, lanes: Lanes): Registry => {
  const { engine, log, scheduler, stats } = context;
  const sessions = new Map<string, Session>();

  const players = (): readonly PlayerSnapshot[] =>
    engine.snapshots().filter(({ address }) => sessions.get(address.sessionId)?.isConnected() === true);

  const deliver = (event: EngineEvent): void => {
    const session = sessions.get(event.address.sessionId);
    const message = session === undefined ? null : eventMessage(event);
    if (message !== null) session?.accept(message);
  };
  const delivery: Subscription = engine.events$.subscribe(deliver);

  const bury = (sessionId: string): void => {
    sessions.delete(sessionId);
    // Running requests first: they would create their players anew.
    lanes.cutSession(sessionId);
    for (const { address } of engine.snapshots(sessionId)) engine.send(address, { type: 'destroy' });
    log.info('session ended', { sessionId });
  };

  const create = (userId: string): Session => {
    const id = newId();
    const session = createSession({
      id,
      userId,
      scheduler,
      writeStats: () => writeStats(nodeStats(stats.sample(), players()), frameStats(engine.snapshots(id))),
      onResumed: () => {
        for (const { address } of engine.snapshots(id)) engine.send(address, { type: 'announce' });
      },
      onOverflow: () =>
        log.warn('too much waits for a parked session, oldest messages dropped', { sessionId: id }),
    });
    sessions.set(id, session);
    session.over$.subscribe(() => bury(id));
    return session;
  };

  const wantedSession = (wantedId: string | undefined): Session | undefined =>
    wantedId === undefined ? undefined : sessions.get(wantedId);

  return {
    connected: (sessionId) => {
      const session = sessions.get(sessionId);
      return session?.isConnected() === true ? session : undefined;
    },
    contest: (wantedId) => wantedSession(wantedId)?.contest() ?? null,
    open: (wantedId, userId) => {
      const wanted = wantedSession(wantedId);
      return wanted?.isResumable() === true
        ? { session: wanted, isResumed: true }
        : { session: create(userId), isResumed: false };
    },
    players,
    address: ({ id, userId }, guildId) => ({ sessionId: id, guildId, userId }),
    close: (code) => {
      for (const session of [...sessions.values()]) session.close(code);
      delivery.unsubscribe();
    },
  };
};
