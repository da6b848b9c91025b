/**
 * The DAVE delivery service of one call: it brings the members' MLS groups together and carries their messages.
 * It never knows a key. Order of things and op codes: DAVE whitepaper, "MLS operation" and "transitions".
 */
import { uint16, uint8, vector } from './tls.writer.ts';
import { Op } from '../opcodes.ts';
import type { ExternalSender } from './external.sender.ts';
import { Group } from './group.ts';
import type { Proposal } from './group.ts';
import { cutWelcome, readCommitWelcome, readKeyPackage } from './mls.messages.ts';
import type { CommitWelcome, KeyPackage } from './mls.messages.ts';
import { Transitions } from './transitions.ts';

const APPEND = 0;
const REVOKE = 1;

/** Who takes part: a bot behind its WebSocket, or a listener of ours. */
export interface DaveMember {
  readonly userId: string;
  readonly isListener: boolean;
  json(op: number, data: unknown): void;
  binary(op: number, payload: Buffer): void;
}

/** Whose commits may win an epoch: the first to arrive, or only those of bots or listeners where there is one. */
export type Committer = 'first' | 'bot' | 'listener';

export interface DeliveryOptions {
  readonly channelId: string;
  readonly version: 0 | 1;
  readonly sender: ExternalSender;
  readonly committer: () => Committer;
  readonly transitionTimeoutMs: number;
  /** What a test may do to a commit or Welcome on its way to `userId`. */
  readonly tamper: (op: number, userId: string, payload: Buffer) => Buffer;
  /** The group, its epoch or the version has changed. */
  readonly changed: () => void;
}

interface Seat {
  readonly member: DaveMember;
  /** Sent by op 26 and not used yet. */
  keyPackage: KeyPackage | undefined;
  /** It said (op 31) that it cannot follow: out with it, and in again with its next key package. */
  isLost: boolean;
}

export class Delivery {
  readonly group: Group;
  readonly #options: DeliveryOptions;
  readonly #transitions: Transitions;
  readonly #seats = new Map<string, Seat>();
  #version: 0 | 1;
  /** The first group of a call is in force at once; one that replaces plain sound or older keys is not. */
  #startsAtOnce = true;
  #flush: NodeJS.Immediate | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#version = options.version;
    this.group = new Group(BigInt(options.channelId), options.sender);
    this.#transitions = new Transitions(options.transitionTimeoutMs);
  }

  get version(): 0 | 1 {
    return this.#version;
  }

  /** After op 4. The member learns the external sender, and shall send a key package by itself. */
  join(member: DaveMember): void {
    const isLost = this.group.leafOf(member.userId) >= 0; // was here before, and those keys are gone
    this.#seats.set(member.userId, { member, keyPackage: undefined, isLost });
    if (this.#version > 0) member.binary(Op.MlsExternalSender, this.#options.sender.package);
  }

  leave(userId: string): void {
    if (!this.#seats.delete(userId)) return;
    this.#transitions.gone(userId);
    const [last, ...others] = this.#seats.values();
    const hadCompany = this.group.isEstablished || this.group.proposals.some(({ sentTo }) => sentTo.size > 0);
    if (last !== undefined && others.length === 0 && hadCompany && this.#version > 0) this.#startOver(last);
    else this.#reconcile();
  }

  /** Op 26. Throws RangeError where it is not a key package of this user. */
  keyPackage(userId: string, payload: Buffer): void {
    const seat = this.#seats.get(userId);
    if (seat === undefined || this.#version === 0) return;
    const keyPackage = readKeyPackage(payload);
    if (keyPackage.userId !== userId) throw new RangeError('key package of another user');
    seat.keyPackage = keyPackage;
    this.#reconcile();
  }

  /** Op 28. The first commit that covers everything proposed to its author wins; all others are ignored. */
  commit(userId: string, payload: Buffer): void {
    const message = readCommitWelcome(payload);
    const seat = this.#seats.get(userId);
    if (seat === undefined || !this.#mayWin(seat, message)) return;
    const covered = message.proposalRefs.flatMap((ref) =>
      this.group.proposals.filter((proposal) => proposal.ref === ref),
    );
    const expected = this.group.proposals.filter(({ sentTo }) => sentTo.has(userId));
    const isComplete = expected.length > 0 && expected.every((proposal) => covered.includes(proposal));
    if (isComplete && covered.length === message.proposalRefs.length) this.#accept(seat, message, covered);
  }

  /** Op 23. */
  ready(userId: string, transitionId: number): void {
    this.#transitions.ready(userId, transitionId);
  }

  /** Op 31. */
  invalid(userId: string): void {
    const seat = this.#seats.get(userId);
    if (seat === undefined) return;
    seat.keyPackage = undefined;
    seat.isLost = this.group.leafOf(userId) >= 0;
    this.#transitions.gone(userId);
    this.#reconcile();
  }

  /** Down to plain Opus (op 21, 23, 22) or up to DAVE (op 24, then a new group whose keys count from op 22 on). */
  changeVersion(version: 0 | 1): void {
    if (version === this.#version) return;
    if (version === 1) {
      this.#version = 1;
      this.#startsAtOnce = false;
      for (const { member } of this.#ordered()) {
        member.json(Op.DavePrepareEpoch, { protocol_version: 1, epoch: 1 });
        member.binary(Op.MlsExternalSender, this.#options.sender.package);
      }
    } else {
      const id = this.#transitions.nextId();
      this.#transitions.begin(id, this.#seats.keys(), () => {
        this.#version = 0;
        this.#forgetGroup();
        for (const seat of this.#seats.values()) seat.keyPackage = undefined;
        this.#execute(id);
      });
      for (const { member } of this.#ordered()) {
        member.json(Op.DavePrepareTransition, { protocol_version: 0, transition_id: id });
      }
    }
    this.#options.changed();
  }

  /** Ends all timers. */
  close(): void {
    this.#transitions.clear();
    clearImmediate(this.#flush);
  }

  /** Listeners first: so they know the new keys before a sender does. */
  #ordered(): readonly Seat[] {
    return [...this.#seats.values()].sort(
      (a, b) => Number(b.member.isListener) - Number(a.member.isListener),
    );
  }

  #mayWin({ member }: Seat, message: CommitWelcome): boolean {
    const committer = this.#options.committer();
    const wanted = this.#audience().some((seat) => seat.member.isListener === (committer === 'listener'));
    if (committer !== 'first' && wanted && member.isListener !== (committer === 'listener')) return false;
    const leaf = this.group.isEstablished ? this.group.leafOf(member.userId) : 0;
    return message.epoch === this.group.epoch && message.senderLeaf === leaf;
  }

  /** Who gets proposals: the members of the group, or before there is one everybody who could found it. */
  #audience(): readonly Seat[] {
    return this.#ordered().filter(({ member, keyPackage, isLost }) =>
      this.group.isEstablished ? !isLost && this.group.leafOf(member.userId) >= 0 : keyPackage !== undefined,
    );
  }

  /** Makes the proposals of this epoch say what must change: who is not in the group but should be, or the reverse. */
  #reconcile(): void {
    if (this.#version === 0) return;
    if (this.group.isEstablished && this.#audience().length === 0) this.#forgetGroup();
    const doomed = this.group.userIds.filter((userId) => this.#seats.get(userId)?.isLost !== false);
    const welcome = [...this.#seats.values()].flatMap(({ member, keyPackage }) =>
      keyPackage !== undefined && (this.group.leafOf(member.userId) < 0 || doomed.includes(member.userId))
        ? [keyPackage]
        : [],
    );
    const isWanted = (proposal: Proposal): boolean =>
      proposal.kind === 'add' ? welcome.includes(proposal.keyPackage) : doomed.includes(proposal.userId);
    for (const proposal of this.group.proposals.filter((one) => !isWanted(one))) this.#revoke(proposal);
    const known = this.group.proposals;
    for (const userId of doomed) {
      if (!known.some((one) => one.kind === 'remove' && one.userId === userId))
        this.group.proposeRemove(userId);
    }
    for (const keyPackage of welcome) {
      if (!known.some((one) => one.kind === 'add' && one.keyPackage === keyPackage)) {
        this.group.proposeAdd(keyPackage);
      }
    }
    this.#flush ??= setImmediate(() => {
      this.#flush = undefined;
      this.#sendProposals();
    });
  }

  /** Op 27, append: to each what it has not got yet, but never its own Add. */
  #sendProposals(): void {
    for (const { member } of this.#audience()) {
      const news = this.group.proposals.filter(
        ({ userId, sentTo }) => userId !== member.userId && !sentTo.has(member.userId),
      );
      if (news.length === 0) continue;
      for (const { sentTo } of news) sentTo.add(member.userId);
      const messages = vector(...news.map(({ message }) => message));
      member.binary(Op.MlsProposals, Buffer.concat([uint8(APPEND), messages]));
    }
  }

  #revoke(proposal: Proposal): void {
    this.group.withdraw(proposal);
    const refs = vector(vector(Buffer.from(proposal.ref, 'hex')));
    for (const { member } of this.#audience()) {
      if (proposal.sentTo.has(member.userId)) {
        member.binary(Op.MlsProposals, Buffer.concat([uint8(REVOKE), refs]));
      }
    }
  }

  #accept(author: Seat, { commit, welcome }: CommitWelcome, covered: readonly Proposal[]): void {
    const added = covered.flatMap((proposal) => (proposal.kind === 'add' ? [proposal.keyPackage] : []));
    if (added.length > 0 && welcome === undefined)
      throw new RangeError('commit adds members without a welcome');
    const welcomes = new Map(added.map((one) => [one, cutWelcome(welcome ?? Buffer.alloc(0), one.ref)]));
    const followers = this.group.isEstablished ? this.#audience() : [author];
    const isImmediate = !this.group.isEstablished && this.#startsAtOnce;
    const id = isImmediate ? 0 : this.#transitions.nextId();
    this.group.apply(author.member.userId, covered);
    author.keyPackage = undefined;
    if (!isImmediate) this.#transitions.begin(id, this.group.userIds, () => this.#execute(id));
    for (const seat of this.#ordered()) {
      const own = seat.keyPackage === undefined ? undefined : welcomes.get(seat.keyPackage);
      if (own !== undefined) {
        seat.keyPackage = undefined;
        seat.isLost = false;
        this.#carry(seat.member, Op.MlsWelcome, id, own);
      } else if (followers.includes(seat)) {
        this.#carry(seat.member, Op.MlsAnnounceCommit, id, commit);
      }
      if (this.group.leafOf(seat.member.userId) < 0) seat.isLost = false;
    }
    this.#options.changed();
    this.#reconcile();
  }

  #carry(member: DaveMember, op: number, transitionId: number, message: Buffer): void {
    const payload = this.#options.tamper(op, member.userId, message);
    member.binary(op, Buffer.concat([uint16(transitionId), payload]));
  }

  #execute(transitionId: number): void {
    for (const { member } of this.#ordered()) {
      member.json(Op.DaveExecuteTransition, { transition_id: transitionId });
    }
    this.#options.changed();
  }

  /** The last other member has left: no group any more, and sound goes out without DAVE. */
  #startOver(seat: Seat): void {
    const { member } = seat;
    this.#forgetGroup();
    seat.keyPackage = undefined; // it sends a new one
    this.#startsAtOnce = true;
    member.json(Op.DavePrepareEpoch, { protocol_version: this.#version, epoch: 1 });
    member.json(Op.DavePrepareTransition, { protocol_version: this.#version, transition_id: 0 });
    this.#options.changed();
  }

  #forgetGroup(): void {
    this.group.reset();
    this.#transitions.clear();
    for (const seat of this.#seats.values()) seat.isLost = false;
  }
}
