/**
 * What each way in which a connection can end means: one table. The codes that are survived in silence and those that
 * a client is told are the reference's.
 *
 * What is not here ends nothing: a commit or welcome that cannot be used is answered with op 31 (`dave.machine.ts`),
 * other MLS messages and frames that cannot be read are left out, and a datagram that cannot be sent is lost.
 */

/**
 * `resume`: same session, op 7. `reconnect`: there is no session yet, identify again. `wait`: the client is told; new
 * credentials help. `giveUp`: it is told, and credentials are not what is missing.
 */
export type Verdict = 'resume' | 'reconnect' | 'wait' | 'giveUp';

/** Why a socket never opened. */
export type ConnectCause =
  'refused' | 'unreachable' | 'dns' | 'tls' | 'upgrade' | 'connectTimeout' | 'endpoint' | 'other';

/** Why we ended a connection that was open. */
export type LocalCause =
  | 'helloTimeout'
  | 'readyTimeout'
  | 'acksMissed'
  | 'unreadable'
  | 'discoveryTimeout'
  | 'descriptionTimeout'
  | 'noMode'
  | 'defect';

/** `close`: the socket was closed or cut; the code says more. */
export type Cause = 'close' | ConnectCause | LocalCause;

/** How a connection ended: why, and as the client would be told. */
export interface Ending {
  readonly cause: Cause;
  readonly code: number;
  readonly reason: string;
  /** A close frame came. */
  readonly byRemote: boolean;
}

export interface Row {
  /** What Discord, or we, mean by it. */
  readonly means: string;
  /** Verdict before the session was ever Ready, and after. */
  readonly fresh: Verdict;
  readonly ready: Verdict;
}

const survived = (means: string): Row => ({ means, fresh: 'reconnect', ready: 'resume' });
const told = (means: string, verdict: 'wait' | 'giveUp' = 'wait'): Row => ({
  means,
  fresh: verdict,
  ready: verdict,
});

/** By close code; what is not named is {@link UNKNOWN_CODE}. */
export const CODES: ReadonlyMap<number, Row> = new Map([
  [1000, told('closed normally')],
  [1001, survived('going away')],
  [1006, survived('cut off')],
  [1011, told('the server failed')],
  [1012, told('the server restarts')],
  [4000, survived('unknown error')],
  [4001, survived('unknown opcode')],
  [4002, survived('failed to decode payload')],
  [4003, survived('not authenticated')],
  [4004, told('authentication failed: the token is of no use')],
  [4005, survived('already authenticated')],
  [4006, told('the session is no longer valid')],
  [4009, survived('session timeout')],
  [4011, told('server not found')],
  [4012, survived('unknown protocol')],
  [4014, told('disconnected: kicked, moved, channel deleted')],
  [4015, survived('voice server crashed')],
  [4016, survived('unknown encryption mode')],
  [4017, told('end-to-end encryption required', 'giveUp')],
  [4020, survived('bad request')],
  [4021, told('rate limited')],
  [4022, told('call terminated')],
]);

export const UNKNOWN_CODE: Row = told('unknown');

/** What is not a close by the server. */
export const CAUSES: Readonly<Record<ConnectCause | LocalCause, Row>> = {
  refused: survived('nobody listens, or the connection was reset'),
  unreachable: survived('no way to the host'),
  dns: survived('the host has no address, or the name server does not answer'),
  tls: survived('no TLS, or a certificate that nobody trusts'),
  upgrade: survived('the upgrade to a WebSocket was refused'),
  connectTimeout: survived('TCP, TLS or upgrade took too long'),
  endpoint: told('the endpoint is no host name'),
  other: survived('the socket closed before it was open'),
  helloTimeout: survived('no Hello came'),
  readyTimeout: survived('the login was not answered'),
  acksMissed: survived('heartbeats were not acknowledged: half-open'),
  unreadable: told('a needed message made no sense', 'giveUp'),
  // Ten tries have been made; what is between here and there does not change with the credentials' age.
  discoveryTimeout: told('nothing came back over UDP'),
  descriptionTimeout: told('the gateway did not describe the session'),
  noMode: told('no common transport encryption', 'giveUp'),
  defect: told('something broke on this side', 'giveUp'),
};

/** No close frame came. */
export const CUT_OFF = 1006;
/** A message that the protocol needs makes no sense (RFC 6455 §7.4.1). */
export const UNREADABLE = 1007;
/** None of the offered transport encryptions is known here. */
export const UNKNOWN_MODE = 4016;

const rowOf = ({ cause, code }: Pick<Ending, 'cause' | 'code'>): Row =>
  cause === 'close' ? (CODES.get(code) ?? UNKNOWN_CODE) : CAUSES[cause];

/** @param wasReady has the session ever been Ready? */
export const classify = (ending: Pick<Ending, 'cause' | 'code'>, wasReady: boolean): Verdict =>
  rowOf(ending)[wasReady ? 'ready' : 'fresh'];
