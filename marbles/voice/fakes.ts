/** Fakes of the voice ports: gateways made of marbles, and what we say to them as letters. */
import { right } from 'fp-ts/lib/Either.js';
import { EMPTY, map, Observable, of, Subject } from 'rxjs';
import type { ClientMessage, ReadyMessage, ServerMessage } from '../../streams/voice/messages.ts';
import type {
  DavePort,
  DaveSession,
  GatewayEvent,
  GatewayPort,
  GatewaySocket,
  TransportCipher,
  UdpSocket,
  VoiceCtx,
  VoiceParts,
} from '../../streams/voice/ports.ts';
import type { VoiceSettings } from '../../streams/voice/settings.ts';
import { voiceRegistry } from '../../streams/voice/registry.ts';
import { silentLog, type Marbles } from '../support.ts';

/** Small times, so that a picture fits on a line. */
export const settings: VoiceSettings = {
  answerMs: 30,
  connectMs: 10,
  helloMs: 10,
  readyMs: 10,
  discoveryRetryMs: 4,
  discoveryTries: 3,
  descriptionMs: 10,
  backoff: { initialMs: 5, factor: 2, maxMs: 100, jitter: 0, attempts: 3 },
  breaker: { failures: 0, openMs: 50 },
  flapping: { max: 3, windowMs: 1000 },
  heartbeatMisses: 2,
  maxConnections: 0,
  idleTimeoutMs: 0,
  joins: { perSecond: 0, burst: 1 },
  queueMs: 20,
  transitionGuardMs: 10,
};

export const voiceCtx = (m: Marbles, parts?: VoiceParts, changed: Partial<VoiceSettings> = {}): VoiceCtx => {
  const all = { ...settings, ...changed };
  return {
    scheduler: m.scheduler,
    clock: m.clock,
    log: silentLog,
    ports: { load: () => (parts === undefined ? EMPTY : of(parts)), random: () => 0 },
    identity: { guildId: '100', userId: '200' },
    settings: all,
    registry: voiceRegistry(() => all, m),
  };
};

export const creds = { token: 'tok', endpoint: 'a.discord.media', sessionId: 'ses', channelId: '300' };
export const otherCreds = { ...creds, token: 'new', endpoint: 'b.discord.media' };

/** Server messages by letter. */
export const M: Record<string, ServerMessage> = {
  h: { type: 'hello', heartbeatIntervalMs: 1000 },
  r: { type: 'ready', ssrc: 7, ip: '10.0.0.1', port: 50, modes: ['fake'] },
  d: { type: 'sessionDescription', mode: 'fake', secretKey: new Uint8Array(32), daveVersion: 0 },
  v: { type: 'sessionDescription', mode: 'fake', secretKey: new Uint8Array(32), daveVersion: 1 },
  R: { type: 'resumed' },
  q: { type: 'heartbeatRequest' },
  u: { type: 'unreadable', op: 18 },
};

export const ready: ReadyMessage = { type: 'ready', ssrc: 7, ip: '10.0.0.1', port: 50, modes: ['fake'] };

const LETTERS = new Map([
  [0, 'i'],
  [1, 's'],
  [3, 'b'],
  [7, 'e'],
  [15, 'w'],
  [23, 'y'],
  [26, 'k'],
  [28, 'c'],
  [31, 'x'],
]);

/** identify i, select s, heartbeat b, resume e, want-no-media w, ready y, key package k, commit c, invalid x; speaking 1, 0. */
export const letterOf = (message: ClientMessage): string => {
  if (message.op === 5)
    return 'data' in message && JSON.stringify(message.data).includes('"speaking":1') ? '1' : '0';
  return LETTERS.get(message.op) ?? '?';
};

export interface Outbox {
  readonly all: ClientMessage[];
  readonly send: (message: ClientMessage) => void;
  readonly letters$: Observable<string>;
}

export const outbox = (): Outbox => {
  const sent = new Subject<ClientMessage>();
  const all: ClientMessage[] = [];
  return {
    all,
    send: (message) => {
      all.push(message);
      sent.next(message);
    },
    letters$: sent.pipe(map(letterOf)),
  };
};

/** A letter is a server message of {@link M}; `o` opens, `f` fails to open, digits close: see `codes`. */
export type Codes = Record<string, number>;

export interface FakeGateway extends GatewayPort {
  readonly out: Outbox;
  /** `+a` opened, `-a` closed by us (unsubscribed or dropped: `!a`). */
  readonly life: string[];
}

/** One marble picture per socket, in the order of connecting; each is cold. */
export const fakeGateway = (m: Marbles, pictures: readonly string[], codes: Codes = {}): FakeGateway => {
  const out = outbox();
  const life: string[] = [];
  let next = 0;
  const note = (what: string): void => void life.push(`${m.scheduler.now()}${what}`);
  return {
    out,
    life,
    connect: (endpoint) =>
      new Observable<GatewayEvent>((subscriber) => {
        const socket: GatewaySocket = { send: out.send, drop: () => note('drop') };
        const values: Record<string, GatewayEvent> = {
          o: { type: 'open', socket },
          f: { type: 'failed', cause: 'refused', failure: 'refused' },
        };
        for (const [letter, code] of Object.entries(codes)) {
          values[letter] = { type: 'closed', code, reason: `reason ${code}`, byRemote: code !== 1006 };
        }
        for (const [letter, message] of Object.entries(M))
          values[letter] = { type: 'message', seq: 5, message };
        const picture = pictures[next] ?? '-';
        next += 1;
        note(`+${endpoint[0]}`);
        const inner = m.cold(picture, values).subscribe(subscriber);
        return () => {
          inner.unsubscribe();
          note(`-${endpoint[0]}`);
        };
      }),
  };
};

/** A datagram that answers IP discovery with 1.2.3.4:5. */
export const discovered = (): Uint8Array => {
  const packet = new Uint8Array(74);
  packet.set([0, 2, 0, 70]);
  packet.set(new TextEncoder().encode('1.2.3.4'), 8);
  packet[73] = 5;
  return packet;
};

export const fakeUdp = (datagrams$: Observable<Uint8Array>): UdpSocket & { readonly sent: Uint8Array[] } => {
  const sent: Uint8Array[] = [];
  return { sent, datagrams$, send: (datagram) => void sent.push(datagram.slice()), connect: () => undefined };
};

/** Does not encrypt; appends 20 bytes, the last one counts. */
export const fakeCipher = (): TransportCipher => {
  let count = 0;
  return {
    seal: (packet, bodyLength) => {
      count += 1;
      packet.fill(0, 12 + bodyLength, 12 + bodyLength + 20);
      packet[12 + bodyLength + 19] = count;
      return 12 + bodyLength + 20;
    },
  };
};

/** Bytes `[0]` are refused, all others accepted; a frame is encrypted by its epoch's number in front. */
export const fakeDave = (): DavePort & { readonly calls: string[] } => {
  const calls: string[] = [];
  let sessions = 0;
  const session = (): DaveSession => {
    sessions += 1;
    const name = `S${sessions}`;
    let epoch = 0;
    const judge = (what: string, bytes: Uint8Array) => {
      calls.push(`${name}.${what}`);
      if (bytes[0] === 0) return { _tag: 'Left', left: 'garbage' } as const;
      if (what === 'commit' || what === 'welcome') epoch += 1;
      return right(null);
    };
    return {
      get ready() {
        return epoch > 0;
      },
      get epoch() {
        return epoch > 0 ? epoch : null;
      },
      get privacyCode() {
        return epoch > 0 ? `code ${epoch}` : null;
      },
      keyPackage: () => right(Uint8Array.of(sessions)),
      externalSender: (bytes) => judge('external', bytes),
      proposals: (bytes, userIds) => {
        const outcome = judge(`proposals(${userIds.join()})`, bytes);
        return outcome._tag === 'Left' ? outcome : right(Uint8Array.of(1));
      },
      commit: (bytes) => judge('commit', bytes),
      welcome: (bytes) => judge('welcome', bytes),
      encrypt: (frame) => Uint8Array.of(sessions, epoch, ...frame),
      free: () => void calls.push(`${name}.free`),
    };
  };
  return { maxVersion: 1, session: () => right(session()), calls };
};

export const fakeParts = (
  m: Marbles,
  gateway: GatewayPort,
  changed: Partial<VoiceParts> = {},
): VoiceParts => ({
  gateway,
  udp: {
    open: () =>
      new Observable((subscriber) => {
        subscriber.next(fakeUdp(m.cold('-d', { d: discovered() })));
      }),
  },
  dave: fakeDave(),
  cipher: {
    choose: (offered) => (offered.includes('fake') ? 'fake' : null),
    cipher: (mode) => (mode === 'fake' ? fakeCipher() : null),
  },
  ...changed,
});
