/** What a guild asks of its voice connection, and what it is told. */
import type { VoiceCredentials } from '../commands.ts';
import type { PacketSink } from '../ports.ts';

export interface VoiceRequest {
  readonly requestId: string;
  readonly credentials: VoiceCredentials;
}

export type VoiceSignal =
  /** The answer to a request: null when the gateway's socket is open (not yet Ready), else why it never will be. */
  | { readonly type: 'result'; readonly requestId: string; readonly failure: string | null }
  /** The gateway's socket is open: `connected` is true, `ping` 0 until the first acknowledged heartbeat. */
  | { readonly type: 'open'; readonly credentials: VoiceCredentials }
  /** Session description received: sound may go out through `sink`. A new sink replaces the one before it. */
  | { readonly type: 'ready'; readonly sink: PacketSink }
  | { readonly type: 'ping'; readonly pingMs: number }
  /** Ended and not coming back without new credentials; the sink is gone. */
  | { readonly type: 'closed'; readonly code: number; readonly reason: string; readonly byRemote: boolean };
