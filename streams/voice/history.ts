/**
 * What a guild's voice connection went through, for people: its state, the last changes, and what it is protected by.
 *
 *     changes    c--o--r--------l--r       connecting, open, ready, lost: resuming, ready
 *     reports    1  2  3        4  5       each a new record; plain data, so it may cross a thread or a wire
 */
import type { BreakerState } from './breaker.machine.ts';

export type VoiceStatus =
  /** Never asked for. */
  | 'none'
  /** Waits for its turn among the joins of the node. */
  | 'queued'
  | 'connecting'
  /** The gateway's socket is open; no sound yet. */
  | 'open'
  | 'ready'
  | 'resuming'
  | 'reconnecting'
  /** Closed by us because nothing played for long; comes back by itself when something does. */
  | 'idle'
  /** Lost; new credentials are needed. */
  | 'waiting'
  /** Lost, and credentials are not what is missing. */
  | 'failed'
  /** Not tried: the node is full, or the breaker is open. */
  | 'refused';

export interface VoiceChange {
  /** Epoch ms. */
  readonly atMs: number;
  readonly status: VoiceStatus;
  /** Close code of the voice gateway, where a close is why. */
  readonly code: number | null;
  readonly reason: string | null;
  /** Which attempt to get the connection back; 0 while nothing is lost. */
  readonly attempt: number;
  /** How long the state before lasted. */
  readonly durationMs: number;
}

/** End-to-end encryption as it is in force. */
export interface DaveFacts {
  /** 0: none. */
  readonly version: number;
  /** Of the MLS group; null while there is none. */
  readonly epoch: number | null;
  /** Thirty digits that members can compare by voice; null while there is no group. */
  readonly privacyCode: string | null;
}

/** Plain data. */
export interface VoiceReport {
  readonly status: VoiceStatus;
  /** Epoch ms. */
  readonly sinceMs: number;
  /** Which voice session of this player, 1 for the first: the id itself is a secret. */
  readonly session: number;
  readonly attempt: number;
  /** Attempts so far to open a socket, and how many times a connection was lost. */
  readonly attempts: number;
  readonly losses: number;
  readonly breaker: BreakerState;
  readonly dave: DaveFacts | null;
  /** The newest last. */
  readonly changes: readonly VoiceChange[];
}

const MAX_CHANGES = 20;

export interface Change {
  readonly status: VoiceStatus;
  readonly code?: number;
  readonly reason?: string;
  readonly attempt?: number;
  /** The first state of a new session. */
  readonly isNew?: boolean;
}

const ATTEMPTS: readonly VoiceStatus[] = ['connecting', 'resuming', 'reconnecting'];

export const emptyReport = (breaker: BreakerState, atMs: number): VoiceReport => ({
  status: 'none',
  sinceMs: atMs,
  session: 0,
  attempt: 0,
  attempts: 0,
  losses: 0,
  breaker,
  dave: null,
  changes: [],
});

/** The report after a change; `atMs` is epoch ms. */
export const changed = (report: VoiceReport, change: Change, atMs: number): VoiceReport => {
  const { status, code = null, reason = null, attempt = 0, isNew = false } = change;
  const entry: VoiceChange = {
    atMs,
    status,
    code,
    reason,
    attempt,
    durationMs: Math.max(0, atMs - report.sinceMs),
  };
  const isLoss =
    ['ready', 'open'].includes(report.status) &&
    ['resuming', 'reconnecting', 'waiting', 'failed'].includes(status);
  return {
    ...report,
    status,
    sinceMs: atMs,
    attempt,
    session: report.session + (isNew ? 1 : 0),
    attempts: report.attempts + (ATTEMPTS.includes(status) ? 1 : 0),
    losses: report.losses + (isLoss ? 1 : 0),
    dave: status === 'ready' || status === 'resuming' ? report.dave : null,
    changes: [...report.changes, entry].slice(-MAX_CHANGES),
  };
};
