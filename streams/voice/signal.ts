/** What a guild asks of its voice connection, and what it is told. */
import type { VoiceCredentials } from '../commands.ts';
import type { PacketSink } from '../ports.ts';
import type { VoiceReport } from './history.ts';

export interface VoiceRequest {
  readonly requestId: string;
  readonly credentials: VoiceCredentials;
}

/** `retryAfterMs`: null where nobody can say. */
export interface VoiceRefusal {
  readonly retryAfterMs: number | null;
}

export type VoiceSignal =
  /** The answer to a request: null when the gateway's socket is open (not yet Ready), else why it never will be. */
  | {
      readonly type: 'result';
      readonly requestId: string;
      readonly failure: string | null;
      /** It was not even tried: the node is full, or the breaker is open (then for how long). */
      readonly refusal?: VoiceRefusal;
    }
  /** The gateway's socket is open: `connected` is true, `ping` 0 until the first acknowledged heartbeat. */
  | { readonly type: 'open'; readonly credentials: VoiceCredentials }
  /** Session description received: sound may go out through `sink`. A new sink replaces the one before it. */
  | { readonly type: 'ready'; readonly sink: PacketSink }
  | { readonly type: 'ping'; readonly pingMs: number }
  /** Nothing was to be played for long: the sink is gone until something is. To the client it is still connected. */
  | { readonly type: 'parked' }
  /** Something of the connection changed, for people. */
  | { readonly type: 'report'; readonly report: VoiceReport }
  /** Ended and not coming back without new credentials; the sink is gone. */
  | { readonly type: 'closed'; readonly code: number; readonly reason: string; readonly byRemote: boolean };
