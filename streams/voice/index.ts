/**
 * Voice: credentials in, status and a sink for packets out.
 *
 *     words         signal.ts · ports.ts · messages.ts · client.messages.ts · settings.ts
 *     whole         connection.ts (requests) · desk.ts · session.ts (one set of credentials)
 *     gateway       line.ts (over all sockets) · socket.ts (one) · greeting.ts · heartbeat.ts · classify.ts
 *     sound         transport.ts · handshake.ts · discovery.ts · speaking.ts · sink.ts
 *     end to end    dave.ts · dave.machine.ts · dave.state.ts · clients.ts
 */
export { voiceConnection } from './connection.ts';
export { isSnowflake } from './credentials.ts';
export { defaultVoiceSettings } from './settings.ts';
export type { VoiceRequest, VoiceSignal } from './signal.ts';
export type * from './ports.ts';
export type * from './messages.ts';
