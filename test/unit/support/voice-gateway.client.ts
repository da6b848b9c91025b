/** The client for the emulator's own tests: @discordjs/voice, which we did not write. */
import { once } from 'node:events';
import { registerHooks } from 'node:module';
import { afterEach } from 'vitest';
import { startVoiceGateway } from '../../support/voice-gateway/index.ts';
import type { GatewayOptions, IssuedCredentials, VoiceGateway } from '../../support/voice-gateway/index.ts';
import type { Networking } from '@discordjs/voice';

export const GUILD = '1000000000000000001';
export const BOT = '2000000000000000001';
export const ALICE = '3000000000000000001';
export const BOB = '3000000000000000002';

// @discordjs/voice 0.19.2 tries sodium-native first and looks for named exports, which sodium-native 5 does not have
// when it is imported as an ES module: XChaCha20 then throws at each packet. Without it, the next library is taken.
registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === 'sodium-native' && context.parentURL?.includes('@discordjs/voice') === true) {
      throw new Error('not for @discordjs/voice');
    }
    return next(specifier, context);
  },
});

export const discordVoice = await import('@discordjs/voice');

const cleanup: (() => unknown)[] = [];

/** Runs after the test, last in first out. */
export const afterwards = (act: () => unknown): void => {
  cleanup.push(act);
};

afterEach(async () => {
  for (const act of cleanup.splice(0).reverse()) await act();
});

export const start = async (options?: GatewayOptions): Promise<VoiceGateway> => {
  const gateway = await startVoiceGateway(options);
  afterwards(() => gateway.close());
  return gateway;
};

export interface Client {
  readonly networking: Networking;
  /** Code of a close that the client does not resume after. */
  readonly closed: Promise<number>;
  readonly ready: Promise<void>;
}

export interface ConnectOptions {
  readonly userId?: string;
  readonly guildId?: string;
  readonly daveEncryption?: boolean;
}

/** A client of @discordjs/voice; it identifies at once. */
export const connect = (voice: IssuedCredentials, options: ConnectOptions = {}): Client => {
  const { userId = BOT, guildId = GUILD, daveEncryption = true } = options;
  const { endpoint, token, sessionId, channelId } = voice;
  const networking = new discordVoice.Networking(
    { endpoint, token, sessionId, channelId, userId, serverId: guildId },
    { daveEncryption, debug: false },
  );
  networking.on('error', () => undefined); // without a listener it throws
  const closed = once(networking, 'close').then(([code]) => Number(code));
  closed.catch(() => undefined); // once() rejects on 'error', which not every test waits for
  const ready = new Promise<void>((resolve) => {
    networking.on('stateChange', (_old, { code }) => {
      if (code === discordVoice.NetworkingStatusCode.Ready) resolve();
    });
  });
  afterwards(() => networking.destroy());
  return { networking, closed, ready };
};

/** Sends packets round and round, one each 20 ms, until it is stopped. */
export const play = (networking: Networking, packets: readonly Buffer[]): (() => void) => {
  let at = 0;
  const timer = setInterval(() => {
    const packet = packets[at % packets.length];
    at += 1;
    if (packet === undefined || networking.prepareAudioPacket(packet) === undefined) return;
    networking.dispatchAudio();
  }, 20);
  const stop = (): void => clearInterval(timer);
  afterwards(stop);
  return stop;
};
