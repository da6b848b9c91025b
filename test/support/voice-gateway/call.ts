/** One voice channel: who is in it, and what each of them is told about the others. */
import { Condition } from './condition.ts';
import { Delivery } from './dave/delivery.ts';
import type { DaveMember, DeliveryOptions } from './dave/delivery.ts';
import { Op } from './opcodes.ts';

/** One packet with the transport encryption taken off. */
export interface MediaPacket {
  /** `performance.now()` of this process. */
  readonly arrivalMs: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly payload: Buffer;
}

export interface CallMember extends DaveMember {
  /** Sound of another member. Bots get none: they are taken to be deafened. */
  media?(userId: string, packet: MediaPacket): void;
}

export interface CallOptions extends Omit<DeliveryOptions, 'changed'> {
  readonly guildId: string;
}

export class Call {
  readonly guildId: string;
  readonly channelId: string;
  readonly delivery: Delivery;
  readonly #members = new Map<string, CallMember>();
  /** The last op 5 of each who has spoken. */
  readonly #speakers = new Map<string, unknown>();
  readonly #condition = new Condition();

  constructor({ guildId, ...options }: CallOptions) {
    this.guildId = guildId;
    this.channelId = options.channelId;
    this.delivery = new Delivery({ ...options, changed: () => this.#condition.changed() });
  }

  get userIds(): readonly string[] {
    return [...this.#members.keys()];
  }

  /** Introduces the newcomer to everybody and everybody to the newcomer. */
  join(member: CallMember): void {
    const present = [...this.#members.values()];
    this.#members.set(member.userId, member);
    introduce(
      member,
      this.userIds.filter((userId) => userId !== member.userId),
    );
    for (const event of this.#speakers.values()) member.json(Op.Speaking, event);
    for (const other of present) if (other.userId !== member.userId) introduce(other, [member.userId]);
    this.#condition.changed();
  }

  leave(member: CallMember): void {
    if (this.#members.get(member.userId) !== member) return; // somebody else sits there under the same name by now
    this.#members.delete(member.userId);
    this.#speakers.delete(member.userId);
    this.#tellOthers(member.userId, Op.ClientDisconnect, { user_id: member.userId });
    this.delivery.leave(member.userId);
    this.#condition.changed();
  }

  speaking(userId: string, ssrc: number, speaking: number): void {
    const event = { user_id: userId, ssrc, speaking };
    this.#speakers.set(userId, event);
    this.#tellOthers(userId, Op.Speaking, event);
  }

  media(userId: string, packet: MediaPacket): void {
    for (const member of this.#members.values()) if (member.userId !== userId) member.media?.(userId, packet);
  }

  /** Waits for something about the call, e.g. `(call) => call.delivery.group.userIds.length === 2`. */
  until(fits: (call: Call) => boolean, timeoutMs?: number): Promise<true> {
    return this.#condition.until(() => fits(this), 'the call', timeoutMs);
  }

  #tellOthers(userId: string, op: number, data: unknown): void {
    for (const member of this.#members.values()) if (member.userId !== userId) member.json(op, data);
  }
}

const introduce = (to: CallMember, userIds: readonly string[]): void => {
  if (userIds.length === 0) return;
  to.json(Op.ClientsConnect, { user_ids: userIds });
  for (const userId of userIds) {
    to.json(Op.ClientFlags, { user_id: userId, flags: 0 });
    to.json(Op.ClientPlatform, { user_id: userId, platform: 0 });
  }
};
