/** A voice connection of the real streams and adapters, and an emulator of Discord's voice servers to connect to. */
import { inspect } from 'node:util';
import { asyncScheduler, filter, firstValueFrom, ReplaySubject, Subject, take, toArray } from 'rxjs';
import { createVoicePorts } from '../../../src/voice/index.ts';
import type { VoiceCredentials } from '../../../streams/commands.ts';
import type { PacketSink } from '../../../streams/ports.ts';
import { defaultVoiceSettings, voiceConnection, voiceRegistry } from '../../../streams/voice/index.ts';
import type { VoiceRequest, VoiceSettings, VoiceSignal } from '../../../streams/voice/index.ts';
import {
  startVoiceGateway,
  type GatewayOptions,
  type Listener,
  type VoiceGateway,
} from '../../support/voice-gateway/index.ts';

/** Everything that was logged, as text. */
export const logged: string[] = [];
const note = (message: string, fields?: object): void => void logged.push(`${message} ${inspect(fields)}`);
const log = { debug: note, info: note, warn: note, error: note };

const ports = createVoicePorts({ log });
export const identity = { guildId: '100', userId: '200' };
/** What the tests opened, to be closed after each. */
const ends: (() => void | Promise<void>)[] = [];

export const start = async (options: GatewayOptions = {}): Promise<VoiceGateway> => {
  const gateway = await startVoiceGateway(options);
  ends.push(() => gateway.close());
  return gateway;
};

export const join = (changed: Partial<VoiceSettings> = {}) => {
  const requests = new Subject<VoiceRequest>();
  const signals = new ReplaySubject<VoiceSignal>();
  const settings = { ...defaultVoiceSettings, ...changed };
  const time = {
    scheduler: asyncScheduler,
    clock: { now: () => performance.now(), wall: () => Date.now() },
    log,
  };
  const subscription = voiceConnection(requests, {
    ...time,
    ports,
    identity,
    settings,
    registry: voiceRegistry(() => settings, time),
  }).subscribe(signals);
  ends.push(() => subscription.unsubscribe());
  const next = <T extends VoiceSignal['type']>(type: T, index = 0) =>
    firstValueFrom(
      signals.pipe(
        filter((signal): signal is Extract<VoiceSignal, { type: T }> => signal.type === type),
        take(index + 1),
        toArray(),
      ),
    ).then((all) => all[index]);
  return {
    ask: (credentials: VoiceCredentials, requestId = '1') => requests.next({ requestId, credentials }),
    next,
    leave: () => subscription.unsubscribe(),
  };
};

const FRAME = Uint8Array.from({ length: 120 }, (_, i) => (i === 0 ? 0xfc : i));

/** Sends a frame every 20 ms, as the shard does, until the test ends. */
export const play = (sink: PacketSink): void => {
  const timer = setInterval(() => {
    sink.speaking(true);
    sink.seal(FRAME);
    sink.flush();
  }, 20);
  ends.push(() => clearInterval(timer));
};

/** Both are in a group, and what the bot said before it knew has arrived. */
export const hears = async (gateway: VoiceGateway, userId: string): Promise<Listener> => {
  const listener = gateway.addListener(identity.guildId, userId);
  await listener.until(() => listener.sharesGroupWith(identity.userId));
  await listener.until(() => listener.frames().at(-1)?.encrypted === true);
  listener.forget();
  return listener;
};

export const connected = async (gateway: VoiceGateway) => {
  const bot = join();
  bot.ask(gateway.credentials(identity));
  const ready = await bot.next('ready');
  if (ready === undefined) throw new Error('no sink');
  play(ready.sink);
  return { bot, session: await gateway.session(identity.guildId, identity.userId) };
};

export const endAll = async (): Promise<void> => {
  for (const end of ends.splice(0).reverse()) await end();
  logged.length = 0;
};
