/** Everything we ever say to the voice gateway, one function each. Contents are Discord's (voice gateway version 8). */
import type { VoiceCredentials } from '../commands.ts';
import type { ClientMessage } from './messages.ts';
import type { VoiceIdentity } from './ports.ts';

/** Op 0. `maxDaveVersion` 0 says that we have no end-to-end encryption: only stage channels take us then. */
export const identify = (
  { sessionId, token }: VoiceCredentials,
  { guildId, userId }: VoiceIdentity,
  maxDaveVersion: number,
): ClientMessage => ({
  op: 0,
  data: {
    server_id: guildId,
    user_id: userId,
    session_id: sessionId,
    token,
    max_dave_protocol_version: maxDaveVersion,
  },
});

/** Op 1: where the server sees us, and the encryption we chose from its list. */
export const selectProtocol = (address: string, port: number, mode: string): ClientMessage => ({
  op: 1,
  data: { protocol: 'udp', data: { address, port, mode } },
});

/** Op 3. `seqAck` is the last numbered message seen, −1 before the first. */
export const heartbeat = (nonce: number, seqAck: number): ClientMessage => ({
  op: 3,
  data: { t: nonce, seq_ack: seqAck },
});

/** Op 5: must be sent with `on` before the first sound, else the server disconnects us. */
export const speaking = (on: boolean, ssrc: number): ClientMessage => ({
  op: 5,
  data: { speaking: on ? 1 : 0, delay: 0, ssrc },
});

/** Op 7. */
export const resume = (
  { sessionId, token }: VoiceCredentials,
  { guildId }: VoiceIdentity,
  seqAck: number,
): ClientMessage => ({ op: 7, data: { server_id: guildId, session_id: sessionId, token, seq_ack: seqAck } });

/** Op 15 as the reference sends it: we want nobody's media, so that none arrives that we would have to drop. */
export const wantNoMedia: ClientMessage = { op: 15, data: { any: 0 } };

/** Op 23. */
export const transitionReady = (transitionId: number): ClientMessage => ({
  op: 23,
  data: { transition_id: transitionId },
});

/** Op 26. */
export const keyPackage = (bytes: Uint8Array): ClientMessage => ({ op: 26, bytes });

/** Op 28: a commit, followed by a welcome if it adds somebody. */
export const commitWelcome = (bytes: Uint8Array): ClientMessage => ({ op: 28, bytes });

/** Op 31: a commit or welcome that we could not use; the server removes us from the group and adds us again. */
export const invalidCommitWelcome = (transitionId: number): ClientMessage => ({
  op: 31,
  data: { transition_id: transitionId },
});
