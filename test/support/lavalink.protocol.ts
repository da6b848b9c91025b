/** The npm package `lavalink-protocol`: what others believe that a Lavalink node answers. */
import * as protocol from 'lavalink-protocol';
import type { AnySchema } from 'lavalink-protocol';

/** By the ids that operations have in the OpenAPI document. */
const ANSWERS: Readonly<Record<string, AnySchema>> = {
  getInfo: protocol.info,
  getStats: protocol.stats,
  loadTracks: protocol.loadResult,
  decodeTrack: protocol.track,
  decodeTracks: protocol.tracks,
  updateSession: protocol.session,
  getPlayers: protocol.RESTGetAPIPlayersResult,
  getPlayer: protocol.player,
  updatePlayer: protocol.player,
  getRoutePlannerStatus: protocol.ipRoutePlanner,
};

/**
 * An answer with a status of success; what the package does not know (`openapi.json`, 204) is not looked at.
 * @throws {Error} saying what is wrong with the answer
 */
export const acceptAnswer = (operation: string, answer: unknown): void => {
  const schema = ANSWERS[operation];
  if (schema !== undefined) protocol.parse(schema, answer, `${operation}: ${JSON.stringify(answer)}`);
};

/** @throws {Error} saying what is wrong with it */
export const acceptError = (body: unknown): void => void protocol.parse(protocol.error, body);

/** Of the WebSocket. @throws {Error} saying what is wrong with it */
export const acceptMessage = (message: unknown): void =>
  void protocol.parse(protocol.message, message, JSON.stringify(message));
