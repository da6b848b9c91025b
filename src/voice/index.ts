/**
 * Voice adapters: what `streams/voice` asks of the world, with real sockets and real cryptography.
 *
 *     load.ts        brings the libraries in, with the first connection
 *     gateway/       the WebSocket (VoiceWebSocket of @discordjs/voice), its frames as typed messages
 *     udp/           the datagrams (VoiceUDPSocket)
 *     cipher/        transport encryption      dave/   end-to-end encryption (@snazzah/davey)
 *     report.ts      what is installed
 */
import type { Either } from 'fp-ts/lib/Either.js';
import { defer, from } from 'rxjs';
import type { Log } from '../../streams/ports.ts';
import type { VoiceParts, VoicePorts } from '../../streams/voice/ports.ts';
import { gatewayUrl } from './endpoint.ts';
import { loadParts } from './load.ts';
import { voiceReport, type VoiceReport } from './report.ts';

export type { VoiceReport } from './report.ts';

export interface VoiceOptions {
  readonly log: Log;
  /** The gateway's URL for an endpoint `host[:port]`; left: what is wrong with it. Default: `wss`, version 8. */
  readonly url?: (endpoint: string) => Either<string, string>;
}

/**
 * @example
 * const ports = createVoicePorts({ log });
 * log.info('voice', ports.report());
 */
export const createVoicePorts = ({
  log,
  url = gatewayUrl,
}: VoiceOptions): VoicePorts & { report(): VoiceReport } => {
  let loading: Promise<VoiceParts> | undefined;
  return {
    load: () => defer(() => from((loading ??= loadParts({ log, url })))),
    random: Math.random,
    report: voiceReport,
  };
};
