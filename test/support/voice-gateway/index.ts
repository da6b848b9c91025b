/**
 * An emulator of Discord's voice servers on loopback: voice gateway v8 over TLS, UDP, transport encryption, and the
 * delivery service of DAVE with listeners that really decrypt. For integration tests and `npm run demo`.
 *
 * - {@link startVoiceGateway}: the server; `credentials`, `session`, `call`, `misbehave`, `close`
 * - {@link BotSession}: one bot's session; its `journal`, `stats`, and commands: `close`, `cut`, `rekey`, `raw` …
 * - {@link Call}: one channel; its members and its MLS group; `delivery.changeVersion`
 * - {@link Listener}: a member that records; `report`, `pcm`, `until`, `leave`
 * - {@link Misbehaviour}: all the ways to fail
 */
import { VoiceGateway } from './gateway.ts';
import type { GatewayOptions } from './options.ts';

/**
 * Starts a voice gateway on free ports of 127.0.0.1. The client under test must trust the certificate: call
 * `trustTestCertificate()` in its process, or start it with `NODE_EXTRA_CA_CERTS` (see `../tls.ts`).
 *
 * @example
 * trustTestCertificate();
 * const gateway = await startVoiceGateway({ heartbeatIntervalMs: 500 });
 * const voice = gateway.credentials({ guildId: '100', userId: '200' }); // → PATCH player { voice }
 * const listener = gateway.addListener('100', '300');
 * const session = await gateway.session('100', '200'); // the bot has identified
 * await listener.until(() => listener.sharesGroupWith('200')); // both are in the MLS group
 * await listener.untilFrames(100);
 * listener.report(); // { frames: 100, missing: [], undecryptable: 0, plainInGroup: 0, … }
 * await writeWav('heard.wav', await listener.pcm());
 * session.close(4015, 'Voice server crashed.'); // and see the client resume
 * await session.journal.untilFrom(Op.Resume);
 * await gateway.close();
 */
export const startVoiceGateway = (options: GatewayOptions = {}): Promise<VoiceGateway> =>
  new VoiceGateway(options).listen();

export type { Call } from './call.ts';
export type { ReceivedFrame, SpeakingEvent } from './frames.ts';
export type { Place, VoiceGateway } from './gateway.ts';
export type { Journal, Message } from './journal.ts';
export type { Listener } from './listener.ts';
export type { MediaStats } from './media.ts';
export { Op } from './opcodes.ts';
export { GCM, XCHACHA } from './options.ts';
export type { GatewayOptions, Misbehaviour } from './options.ts';
export type { ListenerReport } from './report.ts';
export type { BotSession } from './session.ts';
export type { IssuedCredentials } from './tickets.ts';
