/**
 * What a voice connection asks of the world: types only. `src/voice` implements it, `marbles/voice` fakes it.
 * Nothing here throws: what can go wrong is an event or an `Either` with a text for people on the left.
 */
import type { Either } from 'fp-ts/lib/Either.js';
import type { Observable } from 'rxjs';
import type { TimeCtx } from '../ports.ts';
import type { ConnectCause } from './classify.ts';
import type { ClientMessage, ServerMessage } from './messages.ts';
import type { VoiceRegistry } from './registry.ts';
import type { VoiceSettings } from './settings.ts';

export type GatewayEvent =
  /** The WebSocket is open; comes once, first. */
  | { readonly type: 'open'; readonly socket: GatewaySocket }
  /** `seq` where the message has a number; `message` is null for one that does not concern us. */
  | { readonly type: 'message'; readonly seq: number | null; readonly message: ServerMessage | null }
  /** Never opened. The last event. */
  | { readonly type: 'failed'; readonly cause: ConnectCause; readonly failure: string }
  /** `byRemote`: a close frame came. 1006 without one. The last event. */
  | { readonly type: 'closed'; readonly code: number; readonly reason: string; readonly byRemote: boolean };

export interface GatewaySocket {
  /** Does nothing once the socket is closing. */
  send(message: ClientMessage): void;
  /** Cuts the connection without a close frame, so that the session can still be resumed. */
  drop(): void;
}

export interface GatewayPort {
  /** Cold. `endpoint` is `host[:port]`. Unsubscribing closes with 1000 at once and leaves no socket behind. */
  connect(endpoint: string): Observable<GatewayEvent>;
}

export interface UdpSocket {
  /** Hot. Datagrams from anywhere, until `connect`. */
  readonly datagrams$: Observable<Uint8Array>;
  send(datagram: Uint8Array): void;
  /** Fixes the peer: sending costs less from now on, and what comes in is dropped. */
  connect(): void;
}

export interface UdpPort {
  /** Cold; emits one socket and keeps the way through NATs open. Unsubscribing closes it. */
  open(remote: { readonly ip: string; readonly port: number }): Observable<UdpSocket>;
}

/** One MLS session: at most one group, at one epoch. */
export interface DaveSession {
  /** Does its group stand, i.e. can it encrypt? */
  readonly ready: boolean;
  /** Of its group; null without one. */
  readonly epoch: number | null;
  /** Thirty digits by which members can compare who is in the group; null without one. */
  readonly privacyCode: string | null;
  keyPackage(): Either<string, Uint8Array>;
  externalSender(bytes: Uint8Array): Either<string, null>;
  /** `userIds`: who may be added. Right is a commit (and welcome) to send, null if there is none. */
  proposals(bytes: Uint8Array, userIds: readonly string[]): Either<string, Uint8Array | null>;
  commit(bytes: Uint8Array): Either<string, null>;
  welcome(bytes: Uint8Array): Either<string, null>;
  /** Null if it fails. The result is valid until the next call. */
  encrypt(frame: Uint8Array): Uint8Array | null;
  free(): void;
}

export interface DavePort {
  /** Highest protocol version; 0 where the library is missing. */
  readonly maxVersion: number;
  session(version: number, userId: string, channelId: string): Either<string, DaveSession>;
}

/** Transport encryption with one key. */
export interface TransportCipher {
  /**
   * Encrypts in place a packet of 12 bytes of RTP header (authenticated, not encrypted) and `bodyLength` bytes, and
   * appends tag (16) and nonce (4). Returns the whole length. No nonce is used twice.
   */
  seal(packet: Uint8Array, bodyLength: number): number;
}

export interface CipherPort {
  /** The mode to ask for among those that the server offers, best first; null if we know none. */
  choose(offered: readonly string[]): string | null;
  /** Null for a mode we do not know. `key` is 32 bytes. */
  cipher(mode: string, key: Uint8Array): TransportCipher | null;
}

export interface VoiceParts {
  readonly gateway: GatewayPort;
  readonly udp: UdpPort;
  readonly dave: DavePort;
  readonly cipher: CipherPort;
}

export interface VoicePorts {
  /** Cold; emits once. Loads the libraries with the first connection, so that an idle node does without them. */
  load(): Observable<VoiceParts>;
  /** In [0, 1): where RTP sequence and timestamp begin. */
  random(): number;
}

/** Whose connection it is. Several bots may be in one guild. */
export interface VoiceIdentity {
  readonly guildId: string;
  readonly userId: string;
}

export interface VoiceCtx extends TimeCtx {
  readonly ports: VoicePorts;
  readonly identity: VoiceIdentity;
  /** Read when they are needed, so that they may change while the node runs. */
  readonly settings: VoiceSettings;
  /** What it shares with the other connections. */
  readonly registry: VoiceRegistry;
}
