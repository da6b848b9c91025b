/** One bot's voice session. It outlives its WebSockets: a resume attaches a new one. */
import { randomBytes, randomInt } from 'node:crypto';
import type { Socket } from 'node:dgram';
import type { Call, CallMember } from './call.ts';
import { text, whole } from './fields.ts';
import { Journal } from './journal.ts';
import type { Link } from './link.ts';
import { MediaReceiver } from './media.ts';
import type { MediaStats } from './media.ts';
import { Close, Op } from './opcodes.ts';
import type { Misbehaviour, Settings } from './options.ts';
import { Replay } from './replay.ts';
import type { Ticket } from './tickets.ts';
import { openUdp } from './udp.ts';

/** After these there is nothing to resume. */
const FINAL_CODES = new Set([4004, 4006, 4009, 4011, 4014, 4016, 4017, 4021, 4022]);

/** Ops of a client that the emulator has no use for. */
const IGNORED_OPS = new Set<number>([Op.Video, Op.MediaSinkWants, Op.NoRoute]);

export interface SessionContext {
  readonly settings: Settings;
  readonly call: Call;
  /** Misbehaviour of the whole gateway at this moment. */
  readonly misbehaviour: () => Misbehaviour;
  /** The session has left the call for good. */
  readonly ended: (session: BotSession) => void;
}

export class BotSession implements CallMember {
  readonly isListener = false;
  readonly userId: string;
  readonly guildId: string;
  readonly channelId: string;
  readonly sessionId: string;
  readonly token: string;
  readonly ssrc = randomInt(1, 2 ** 31);
  /** All messages of all sockets of this session. */
  readonly journal = new Journal();
  /** Messages of the client that could not be understood, e.g. an empty key package: Discord ignores them, too. */
  readonly rejected: string[] = [];
  readonly #context: SessionContext;
  readonly #replay: Replay;
  readonly #media: MediaReceiver;
  #misbehaviour: Misbehaviour = {};
  #udp: Socket | undefined;
  #link: Link | undefined;
  #mode: string | undefined;
  #window: NodeJS.Timeout | undefined;
  #isEnded = false;

  constructor(ticket: Ticket, context: SessionContext) {
    this.userId = ticket.userId;
    this.guildId = ticket.guildId;
    this.channelId = ticket.channelId;
    this.sessionId = ticket.sessionId;
    this.token = ticket.token;
    this.#context = context;
    this.#replay = new Replay(context.settings.firstSequence, context.settings.replayLength);
    this.#media = new MediaReceiver(this.ssrc, (packet) => context.call.media(this.userId, packet));
  }

  /** Is a WebSocket open? */
  get isConnected(): boolean {
    return this.#link !== undefined;
  }

  /** The session has left the call; it cannot be resumed. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Transport encryption that the client chose; undefined before op 1. */
  get mode(): string | undefined {
    return this.#mode;
  }

  get call(): Call {
    return this.#context.call;
  }

  get stats(): Readonly<MediaStats> {
    return this.#media.stats;
  }

  get misbehaviour(): Misbehaviour {
    return { ...this.#context.misbehaviour(), ...this.#misbehaviour };
  }

  /** Adds to the gateway's misbehaviour, for this session only. */
  misbehave(change: Misbehaviour): void {
    this.#misbehaviour = { ...this.#misbehaviour, ...change };
  }

  /** Closes the WebSocket. Codes after which nobody may resume (4004, 4006, 4009, 4011, 4014 …) end the session, too. */
  close(code: number, reason = ''): void {
    this.#link?.close(code, reason);
    if (FINAL_CODES.has(code)) this.end();
  }

  /** Breaks the TCP connection without a close frame: the client sees 1006. */
  cut(): void {
    this.#link?.cut();
  }

  /** A numbered message, as Discord sends them; buffered for a resume while no socket is open. */
  json(op: number, d: unknown): void {
    const { sequence, data } = this.#replay.number((seq) => JSON.stringify({ seq, op, d }));
    this.#send(op, d, data, sequence);
  }

  /** A binary message; always numbered. */
  binary(op: number, payload: Buffer): void {
    const { sequence, data } = this.#replay.number((seq) =>
      Buffer.concat([Buffer.of(seq >> 8, seq & 0xff, op), payload]),
    );
    this.#send(op, payload, data, sequence);
  }

  /** A JSON message without a number, as heartbeat acks and Ready are. */
  unnumbered(op: number, d: unknown): void {
    this.#send(op, d, JSON.stringify({ op, d }));
  }

  /** Exactly these bytes: a string as a text frame, a Buffer as a binary frame. For broken messages. */
  raw(data: string | Buffer): void {
    this.#link?.send(data);
  }

  /** A new secret key in the middle of the session: op 4 again. */
  rekey(): void {
    this.#describe();
  }

  /** Leaves the call, closes all sockets, frees the UDP port. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#window);
    this.call.leave(this);
    this.#link?.close(...Close.sessionInvalid);
    this.#udp?.close();
    this.#context.ended(this);
  }

  /** After Identify: Ready, and who is here. */
  async start(link: Link): Promise<void> {
    this.#attach(link);
    const udp = await openUdp({
      isReachable: () => this.misbehaviour.udpBlackHole !== true,
      answersDiscovery: (ssrc) => {
        this.#media.stats.discoveries += 1;
        return ssrc === this.ssrc && this.stats.discoveries > (this.misbehaviour.dropDiscovery ?? 0);
      },
      keepalive: () => {
        this.#media.stats.keepalives += 1;
      },
      media: (packet) => this.#media.receive(packet),
    });
    if (this.isEnded) {
      udp.close();
      return;
    }
    this.#udp = udp;
    if (this.misbehaviour.noReady === true) return;
    const { modes } = this.#context.settings;
    const { address: ip, port } = udp.address();
    this.unnumbered(Op.Ready, { ssrc: this.ssrc, ip, port, modes, experiments: [], streams: [] });
    this.call.join(this);
  }

  /** After Resume: false where the missed messages are not kept any more. */
  resume(link: Link, lastSeen: number): boolean {
    const missed = this.#replay.after(lastSeen);
    if (missed === null) return false;
    this.#attach(link);
    this.unnumbered(Op.Resumed, null);
    for (const data of missed) this.#link?.send(data);
    return true;
  }

  /** The socket is gone. A client that says 1000 means to leave. */
  detach(link: Link, code: number): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    if (this.#isEnded) return;
    if (code === 1000 && !link.isClosedByUs) this.end();
    else this.#window = setTimeout(() => this.end(), this.#context.settings.resumeWindowMs);
  }

  /** A message of the client, other than Identify, Resume and Heartbeat. */
  receive(op: number, data: unknown): void {
    const { delivery } = this.call;
    try {
      if (op === Op.SelectProtocol) this.#select(data);
      else if (op === Op.Speaking) this.#speaking(whole(data, 'speaking'));
      else if (op === Op.DaveTransitionReady) delivery.ready(this.userId, whole(data, 'transition_id'));
      else if (op === Op.MlsInvalidCommitWelcome) delivery.invalid(this.userId);
      else if (op === Op.MlsKeyPackage && Buffer.isBuffer(data)) delivery.keyPackage(this.userId, data);
      else if (op === Op.MlsCommitWelcome && Buffer.isBuffer(data)) delivery.commit(this.userId, data);
      else if (!IGNORED_OPS.has(op)) this.close(...Close.unknownOp);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.rejected.push(`op ${op}: ${error.message}`);
    }
  }

  #attach(link: Link): void {
    clearTimeout(this.#window);
    this.#link?.cut();
    this.#link = link;
  }

  #send(op: number, content: unknown, data: string | Buffer, sequence?: number): void {
    this.journal.add('out', op, content, sequence);
    this.#link?.send(data);
  }

  #select(data: unknown): void {
    const mode = text(data, 'data', 'mode');
    if (!this.#context.settings.modes.includes(mode)) {
      this.close(...Close.unknownMode);
      return;
    }
    const isFirst = this.#mode === undefined;
    this.#mode = mode;
    if (this.misbehaviour.noSessionDescription === true) return;
    this.#describe();
    if (isFirst) this.call.delivery.join(this);
  }

  #describe(): void {
    const key = randomBytes(32);
    this.#media.use(this.#mode ?? '', key);
    this.json(Op.SessionDescription, {
      mode: this.#mode,
      secret_key: [...key],
      dave_protocol_version: this.call.delivery.version,
      audio_codec: 'opus',
      video_codec: 'H264',
      media_session_id: this.sessionId,
    });
  }

  #speaking(speaking: number): void {
    if (speaking !== 0) this.#media.hasSpoken = true;
    this.call.speaking(this.userId, this.ssrc, speaking);
  }
}
