/** Loads the voice libraries (much of the time and memory of a start) when the first connection needs them. */
import type { Log } from '../../streams/ports.ts';
import type { VoiceParts } from '../../streams/voice/ports.ts';
import { cipherPort } from './cipher/cipher.ts';
import type { Sodium } from './cipher/xchacha.ts';
import { isInstalled } from './report.ts';
import { davePort, type Davey } from './dave/dave.ts';
import { gatewayPort, type GatewayOptions } from './gateway/gateway.ts';
import { udpPort } from './udp/udp.ts';

const loadDavey = async (): Promise<Davey> => {
  const { DAVE_PROTOCOL_VERSION, DAVESession } = await import('@snazzah/davey');
  return { DAVE_PROTOCOL_VERSION, DAVESession };
};

const loadSodium = async (): Promise<Sodium> => (await import('sodium-native')).default;

/** Null when the package is not installed (the start-up report has said so) or cannot be loaded (which is news). */
const optional = async <A>(name: string, load: () => Promise<A>, log: Log): Promise<A | null> => {
  if (!isInstalled(name)) return null;
  try {
    return await load();
  } catch (error) {
    log.warn(`${name} could not be loaded; voice goes on without it`, { error });
    return null;
  }
};

/** Rejects when @discordjs/voice is missing or broken. */
export const loadParts = async ({ log, url }: GatewayOptions): Promise<VoiceParts> => {
  const [{ VoiceUDPSocket, VoiceWebSocket }, { xchacha20poly1305 }, davey, sodium] = await Promise.all([
    import('@discordjs/voice'),
    import('@noble/ciphers/chacha.js'),
    optional('@snazzah/davey', loadDavey, log),
    optional('sodium-native', loadSodium, log),
  ]);
  return {
    gateway: gatewayPort(VoiceWebSocket, { log, url }),
    udp: udpPort(VoiceUDPSocket, log),
    dave: davePort(davey),
    cipher: cipherPort({ sodium, noble: xchacha20poly1305 }),
  };
};
