/** The emulator as a whole: credentials, calls, sessions and listeners of any number of guilds and bots. */
import { Call } from './call.ts';
import { Condition } from './condition.ts';
import { serve } from './connection.ts';
import type { Refusal, Registry } from './connection.ts';
import { createExternalSender } from './dave/external.sender.ts';
import { text, wholeOr } from './fields.ts';
import { Listener } from './listener.ts';
import { Close, Op } from './opcodes.ts';
import { withDefaults } from './options.ts';
import type { GatewayOptions, Misbehaviour, Settings } from './options.ts';
import { listen } from './server.ts';
import type { GatewayServer } from './server.ts';
import { BotSession } from './session.ts';
import { Tickets } from './tickets.ts';
import type { IssuedCredentials } from './tickets.ts';

/** Which voice channel of which guild, and who. Without a channel it is the guild's last one, or its first. */
export interface Place {
  readonly guildId: string;
  readonly userId: string;
  readonly channelId?: string;
}

export class VoiceGateway implements Registry {
  readonly settings: Settings;
  readonly #sender = createExternalSender();
  readonly #tickets = new Tickets();
  readonly #calls = new Map<string, Call>();
  readonly #lastChannels = new Map<string, string>();
  readonly #listeners = new Set<Listener>();
  readonly #condition = new Condition();
  #sessions: readonly BotSession[] = [];
  #misbehaviour: Misbehaviour;
  #server: GatewayServer | undefined;

  constructor(options: GatewayOptions) {
    this.settings = withDefaults(options);
    this.#misbehaviour = options.misbehaviour ?? {};
  }

  async listen(): Promise<this> {
    this.#server = await listen(this.misbehaviour, (socket) => serve(socket, this));
    return this;
  }

  /** `127.0.0.1:PORT`: what Discord calls the endpoint. */
  get endpoint(): string {
    if (this.#server === undefined) throw new Error('the voice gateway is not listening');
    return `127.0.0.1:${this.#server.port}`;
  }

  /** Sessions that have not ended. */
  get sessions(): readonly BotSession[] {
    return this.#sessions;
  }

  readonly misbehaviour = (): Misbehaviour => this.#misbehaviour;

  /** Changes how the gateway misbehaves towards all sessions, old and new. `{ noReady: false }` takes one back. */
  misbehave(change: Misbehaviour): void {
    this.#misbehaviour = { ...this.#misbehaviour, ...change };
  }

  /**
   * What a client would pass to Lavalink as `voice`. Good for one bot in one channel, for any number of Identifies.
   * Another channel of the same guild is a move. `misbehaviour` holds for the sessions made of these credentials;
   * what must happen before Identify (black holes, no Hello) can only be set for the whole gateway.
   */
  credentials(place: Place & { readonly misbehaviour?: Misbehaviour }): IssuedCredentials {
    const channelId = this.#channelOf(place);
    const { guildId, userId, misbehaviour = {} } = place;
    const { token, sessionId } = this.#tickets.issue({ guildId, userId, channelId, misbehaviour });
    return { token, endpoint: this.endpoint, sessionId, channelId };
  }

  /** The call in a channel; it exists, empty, before anybody joins. */
  call(guildId: string, channelId?: string): Call {
    const id = this.#channelOf({ guildId, ...(channelId === undefined ? {} : { channelId }) });
    const known = this.#calls.get(id);
    if (known !== undefined) return known;
    const call = new Call({
      guildId,
      channelId: id,
      version: this.settings.daveVersion,
      sender: this.#sender,
      committer: () => this.settings.committer,
      transitionTimeoutMs: this.settings.transitionTimeoutMs,
      tamper: (op, userId, payload) => this.#tamper(id, op, userId, payload),
    });
    this.#calls.set(id, call);
    return call;
  }

  /** Puts a member of ours into the call: it joins at once, hears every bot there and writes down what it hears. */
  addListener(guildId: string, userId: string, channelId?: string): Listener {
    const listener = new Listener(this.call(guildId, channelId), userId);
    this.#listeners.add(listener);
    return listener;
  }

  /** The live session of a bot in a guild, as soon as it has identified. */
  session(guildId: string, userId: string, timeoutMs?: number): Promise<BotSession> {
    return this.untilSession((one) => one.guildId === guildId && one.userId === userId, timeoutMs);
  }

  untilSession(fits: (session: BotSession) => boolean, timeoutMs?: number): Promise<BotSession> {
    return this.#condition.until(() => this.#sessions.find(fits), 'a session', timeoutMs);
  }

  /** Ends everything: sockets, ports, timers, MLS groups. */
  async close(): Promise<void> {
    for (const session of this.#sessions) session.end();
    for (const listener of this.#listeners) listener.leave();
    for (const call of this.#calls.values()) call.delivery.close();
    await this.#server?.close();
  }

  /** Decides about op 0. */
  identify(data: unknown): BotSession | Refusal {
    const ticket = this.#tickets.find(text(data, 'token'));
    const [guildId, userId] = [text(data, 'server_id'), text(data, 'user_id')];
    if (ticket?.guildId !== guildId || ticket.userId !== userId) return Close.authenticationFailed;
    if (ticket.sessionId !== text(data, 'session_id')) return Close.sessionInvalid;
    const call = this.call(guildId, ticket.channelId);
    if (wholeOr(0, data, 'max_dave_protocol_version') < call.delivery.version) return Close.daveRequired;
    const { refuseIdentify } = { ...this.#misbehaviour, ...ticket.misbehaviour };
    if (refuseIdentify !== undefined) return [refuseIdentify, 'Refused by the test.'];
    for (const old of this.#sessions) if (old.guildId === guildId && old.userId === userId) old.end();
    const session = new BotSession(ticket, {
      settings: this.settings,
      call,
      misbehaviour: this.misbehaviour,
      ended: (gone) => {
        this.#sessions = this.#sessions.filter((one) => one !== gone);
      },
    });
    session.misbehave(ticket.misbehaviour);
    this.#sessions = [...this.#sessions, session];
    setImmediate(() => this.#condition.changed());
    return session;
  }

  /** Decides about op 7. */
  resume(data: unknown): BotSession | Refusal {
    const [guildId, sessionId, token] = ['server_id', 'session_id', 'token'].map((name) => text(data, name));
    const session = this.#sessions.find(
      (one) => one.guildId === guildId && one.sessionId === sessionId && one.token === token,
    );
    if (session === undefined) return Close.sessionInvalid;
    const { refuseResume } = session.misbehaviour;
    if (refuseResume === undefined) return session;
    session.end();
    return [refuseResume, refuseResume === 4006 ? Close.sessionInvalid[1] : 'Refused by the test.'];
  }

  #channelOf({ guildId, channelId }: Omit<Place, 'userId'>): string {
    const id = channelId ?? this.#lastChannels.get(guildId) ?? `${BigInt(guildId) + 1n}`;
    this.#lastChannels.set(guildId, id);
    return id;
  }

  #tamper(channelId: string, op: number, userId: string, payload: Buffer): Buffer {
    const session = this.#sessions.find((one) => one.channelId === channelId && one.userId === userId);
    const { corruptCommit, corruptWelcome } = session?.misbehaviour ?? {};
    const isBroken = op === Op.MlsWelcome ? corruptWelcome : corruptCommit;
    if (isBroken !== true) return payload;
    const broken = Buffer.from(payload);
    broken.fill(0xa5, Math.floor(broken.length / 2), Math.floor(broken.length / 2) + 16);
    return broken;
  }
}
