/**
 * Voice: credentials in, status and a sink for packets out.
 *
 *     words         signal.ts · ports.ts · messages.ts · client.messages.ts · settings.ts
 *     whole         connection.ts (requests) · desk.ts · session.ts (one set of credentials) · registry.ts (all guilds)
 *     recovery      classify.ts (the table) · backoff.ts · gate.ts · breaker.ts · breaker.machine.ts
 *     fairness      pace.ts (joins) · turns.ts (MLS work)
 *     told          history.ts · recorder.ts
 *     gateway       line.ts (over all sockets) · socket.ts (one) · greeting.ts · heartbeat.ts
 *     sound         transport.ts · handshake.ts · discovery.ts · speaking.ts · sink.ts
 *     end to end    dave.ts · dave.machine.ts · dave.state.ts · clients.ts
 */
export { voiceConnection, type VoiceInputs } from './connection.ts';
export { isSnowflake } from './credentials.ts';
export { defaultVoiceSettings, type SettingsSource, type VoiceSettings } from './settings.ts';
export { voiceRegistry, type VoiceRegistry } from './registry.ts';
export type * from './history.ts';
export type { VoiceRefusal, VoiceRequest, VoiceSignal } from './signal.ts';
export type * from './ports.ts';
export type * from './messages.ts';
