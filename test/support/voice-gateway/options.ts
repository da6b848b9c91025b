/** What a test can set: how the gateway behaves, and how it misbehaves. */
import type { Committer } from './dave/delivery.ts';

export const GCM = 'aead_aes256_gcm_rtpsize';
export const XCHACHA = 'aead_xchacha20_poly1305_rtpsize';

/** Ways to fail. All may be set, changed and taken back (with undefined or false) while the gateway runs. */
export interface Misbehaviour {
  /** Accept TCP and then say nothing: not even TLS (`tcp`), or no answer to the WebSocket upgrade (`upgrade`). */
  readonly blackHole?: 'tcp' | 'upgrade' | undefined;
  /** New TCP connections get so many bytes of ours every 10 ms, TLS handshake included. */
  readonly slowTcpBytes?: number | undefined;
  /** Answer the WebSocket upgrade with this HTTP status, e.g. 403. */
  readonly refuseUpgrade?: number | undefined;
  readonly noHello?: boolean | undefined;
  readonly noReady?: boolean | undefined;
  readonly noSessionDescription?: boolean | undefined;
  readonly noHeartbeatAck?: boolean | undefined;
  /** Close with this code instead of sending Ready. */
  readonly refuseIdentify?: number | undefined;
  /** Close with this code instead of resuming; 4006 is the usual one. */
  readonly refuseResume?: number | undefined;
  /** Do not answer the first so many discovery packets of a session; Infinity for none at all. */
  readonly dropDiscovery?: number | undefined;
  /** Ignore everything that comes by UDP. */
  readonly udpBlackHole?: boolean | undefined;
  /** Delay of each message to the client, ms. Messages stay in order. */
  readonly latencyMs?: number | undefined;
  /** Break op 30 (Welcome) for bots. */
  readonly corruptWelcome?: boolean | undefined;
  /** Break op 29 (announced commit) for bots. */
  readonly corruptCommit?: boolean | undefined;
}

export interface GatewayOptions {
  /** Default 13750, as Discord says. */
  readonly heartbeatIntervalMs?: number;
  /** In the order of op 2. Default AES-256-GCM, then XChaCha20. */
  readonly modes?: readonly string[];
  /** DAVE version of calls; 0 is a stage channel. Default 1: clients without DAVE are refused with 4017. */
  readonly daveVersion?: 0 | 1;
  /** Whose commits count. Default `first` (which is nearly always a listener's, for it has the shorter way). */
  readonly committer?: Committer;
  /** Op 22 comes after this time even if somebody never sent op 23. Default 2000. */
  readonly transitionTimeoutMs?: number;
  /** Number of the first numbered message of a session, to let it wrap at 65536. Default 1. */
  readonly firstSequence?: number;
  /** How many numbered messages a session keeps for a resume. Default 512. */
  readonly replayLength?: number;
  /** A session whose socket is gone leaves the call after this time. Default 30000. */
  readonly resumeWindowMs?: number;
  readonly misbehaviour?: Misbehaviour;
}

export type Settings = Required<Omit<GatewayOptions, 'misbehaviour'>>;

export const withDefaults = ({ misbehaviour: _, ...options }: GatewayOptions): Settings => ({
  heartbeatIntervalMs: 13_750,
  modes: [GCM, XCHACHA],
  daveVersion: 1,
  committer: 'first',
  transitionTimeoutMs: 2_000,
  firstSequence: 1,
  replayLength: 512,
  resumeWindowMs: 30_000,
  ...options,
});
