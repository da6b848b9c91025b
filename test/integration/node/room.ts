/** One guild with a bot in its voice channel and a member who listens: what most tests of the whole node need. */
import { expect } from 'vitest';
import type { Pcm } from '../../../streams/ports.ts';
import type { BotSession, Listener, ReceivedFrame, VoiceGateway } from '../../support/voice-gateway/index.ts';
import { namesOf, notesOf } from './ladder.ts';
import type { Bot, Message, Rig } from './rig.ts';

let rooms = 0;

/** Never the same twice within a test file, so that tests may run beside each other. */
export const freshGuildId = (): string => String(4_000_000 + 10 * (rooms += 1));

export interface RoomOptions {
  /** Default: the rig's own. */
  readonly gateway?: VoiceGateway;
  /** Default: a bot of its own. */
  readonly bot?: Bot;
  readonly guildId?: string;
  /** Default: a new one. */
  readonly listener?: Listener;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export class Room {
  readonly bot: Bot;
  readonly guildId: string;
  readonly gateway: VoiceGateway;
  /** Here from the beginning. */
  readonly listener: Listener;

  constructor(bot: Bot, guildId: string, gateway: VoiceGateway, listener: Listener) {
    this.bot = bot;
    this.guildId = guildId;
    this.gateway = gateway;
    this.listener = listener;
  }

  /** What a client would send as `voice`; `change` makes it wrong. */
  async join(change: object = {}): Promise<Answer> {
    const { guildId, gateway, bot } = this;
    const { token, endpoint, sessionId, channelId } = gateway.credentials({ guildId, userId: bot.userId });
    return this.patch({ voice: { token, endpoint, sessionId, channelId, ...change } });
  }

  /** The bot is connected, and in one MLS group with the listener where the channel has one. */
  async joined(): Promise<this> {
    const answer = await this.join();
    if (answer.status !== 200) throw new Error(`Joining failed: ${JSON.stringify(answer.body)}`);
    await this.update((state) => state.connected);
    if (this.gateway.settings.daveVersion > 0) {
      await this.listener.until((one) => one.sharesGroupWith(this.bot.userId));
    }
    return this;
  }

  patch(body: object, query = ''): Promise<Answer> {
    return this.bot.rest('PATCH', `/v4/sessions/${this.bot.sessionId}/players/${this.guildId}${query}`, body);
  }

  /** Loads a path or URL and plays it; `more` goes into the same PATCH. */
  async play(identifier: string, more: object = {}): Promise<Answer> {
    const { data } = await this.bot.load(identifier);
    return this.patch({ track: { encoded: data.encoded }, ...more });
  }

  destroy(): Promise<Answer> {
    return this.bot.destroy(this.guildId);
  }

  /** The player as GET shows it. */
  async player(): Promise<PlayerBody> {
    const path = `/v4/sessions/${this.bot.sessionId}/players/${this.guildId}`;
    return (await this.bot.rest('GET', path)).body as PlayerBody;
  }

  /** The `n`th event of this type of this guild, past or future. */
  event(type: string, n = 1, timeoutMs?: number): Promise<Message> {
    return this.bot.nthEvent(n, type, this.guildId, timeoutMs);
  }

  /** The first playerUpdate, past or future, whose state fits. */
  update(fits: (state: State) => boolean): Promise<Message> {
    const { guildId } = this;
    return this.bot.message(
      (message) => message.op === 'playerUpdate' && message.guildId === guildId && fits(stateOf(message)),
    );
  }

  /** All events of this guild so far, in order, with their reason or code: `TrackEnd finished`. */
  get events(): readonly string[] {
    return this.bot.messages
      .filter(({ op, guildId }) => op === 'event' && guildId === this.guildId)
      .map((event) => {
        const { code, reason } = event as { readonly code?: number; readonly reason?: string };
        const detail = code ?? (event.type === 'TrackEndEvent' ? reason : undefined) ?? '';
        return `${(event.type ?? '').replace(/Event$/, '')} ${detail}`.trim();
      });
  }

  session(): Promise<BotSession> {
    return this.gateway.session(this.guildId, this.bot.userId);
  }

  /** Waits for so many more frames, counted from now. */
  async hears(more: number): Promise<void> {
    const { userId } = this.bot;
    await this.listener.untilFrames(this.listener.frames(userId).length + more, userId);
  }

  /** Waits until the five frames of silence that end a sound have come, and the word that nobody speaks any more. */
  async silent(): Promise<void> {
    const { userId } = this.bot;
    await this.listener.until((one) => {
      const tail = one.frames(userId).slice(-5);
      const isQuiet = tail.length === 5 && tail.every(({ silence }) => silence);
      return isQuiet && one.report(userId).speaking.at(-1)?.speaking === 0;
    });
  }

  sound(): Promise<Pcm> {
    return this.listener.pcm(this.bot.userId);
  }

  /** Opus packets that were heard, other than silence frames, in order. */
  get packets(): readonly ReceivedFrame[] {
    return this.listener.frames(this.bot.userId).filter(({ silence }) => !silence);
  }

  /** Notes of a ladder song that were heard, in order. */
  async notes(): Promise<readonly number[]> {
    return namesOf(notesOf(await this.sound()));
  }

  /** Nothing was lost from the first packet to the last, and all could be understood. */
  isWhole(): void {
    expect(this.listener.report(this.bot.userId)).toMatchObject({
      missing: [],
      duplicates: 0,
      undecryptable: 0,
      undecryptableInTransition: 0,
      plainInGroup: 0,
      timestampSteps: [],
    });
  }
}

export interface State {
  readonly time: number;
  readonly position: number;
  readonly connected: boolean;
  readonly ping: number;
}

export const stateOf = (message: Message): State => message['state'] as State;

export interface PlayerBody {
  readonly track: { readonly info: { readonly position: number }; readonly userData: unknown } | null;
  readonly volume: number;
  readonly paused: boolean;
  readonly state: State;
}

/** A room that nobody has joined yet. */
export const openRoom = async (rig: Rig, options: RoomOptions = {}): Promise<Room> => {
  const { gateway = rig.gateway, guildId = freshGuildId() } = options;
  const listener = options.listener ?? gateway.addListener(guildId, '300');
  return new Room(options.bot ?? (await rig.bot()), guildId, gateway, listener);
};

/** A room with the bot in it. */
export const joinedRoom = async (rig: Rig, options: RoomOptions = {}): Promise<Room> =>
  (await openRoom(rig, options)).joined();
