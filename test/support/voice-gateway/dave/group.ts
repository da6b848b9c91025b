/** The MLS group as its delivery service sees it: an epoch, who sits on which leaf, what is proposed. */
import type { ExternalSender } from './external.sender.ts';
import type { KeyPackage } from './mls.messages.ts';

export type Proposal = {
  readonly ref: string;
  readonly message: Buffer;
  readonly userId: string;
  /** Who has got it (op 27). */
  readonly sentTo: Set<string>;
} & (
  | { readonly kind: 'add'; readonly keyPackage: KeyPackage }
  | { readonly kind: 'remove'; readonly leaf: number }
);

export class Group {
  readonly groupId: bigint;
  readonly #sender: ExternalSender;
  #leaves: (string | undefined)[] = [];
  #proposals: readonly Proposal[] = [];
  #epoch = 0n;

  constructor(groupId: bigint, sender: ExternalSender) {
    this.groupId = groupId;
    this.#sender = sender;
  }

  get epoch(): bigint {
    return this.#epoch;
  }

  /** False while every client still sits alone in a local group of its own. */
  get isEstablished(): boolean {
    return this.#epoch > 0n;
  }

  get userIds(): readonly string[] {
    return this.#leaves.filter((userId) => userId !== undefined);
  }

  /** Not revoked, not committed. */
  get proposals(): readonly Proposal[] {
    return this.#proposals;
  }

  leafOf(userId: string): number {
    return this.#leaves.indexOf(userId);
  }

  proposeAdd(keyPackage: KeyPackage): void {
    const { message, ref } = this.#sender.add(this.groupId, this.#epoch, keyPackage.bytes);
    const { userId } = keyPackage;
    this.#append({ kind: 'add', userId, keyPackage, message, ref: ref.toString('hex'), sentTo: new Set() });
  }

  proposeRemove(userId: string): void {
    const leaf = this.leafOf(userId);
    const { message, ref } = this.#sender.remove(this.groupId, this.#epoch, leaf);
    this.#append({ kind: 'remove', userId, leaf, message, ref: ref.toString('hex'), sentTo: new Set() });
  }

  withdraw(proposal: Proposal): void {
    this.#proposals = this.#proposals.filter((other) => other !== proposal);
  }

  /** Takes a commit into force: removes first, then adds, each on the leftmost free leaf (RFC 9420 §12.3, §7.7). */
  apply(committer: string, covered: readonly Proposal[]): void {
    if (!this.isEstablished) this.#leaves = [committer];
    for (const proposal of covered) {
      if (proposal.kind === 'remove') this.#leaves[proposal.leaf] = undefined;
    }
    for (const proposal of covered) {
      if (proposal.kind !== 'add') continue;
      const free = this.#leaves.indexOf(undefined);
      this.#leaves[free < 0 ? this.#leaves.length : free] = proposal.userId;
    }
    this.#epoch += 1n;
    this.#proposals = [];
  }

  /** Back to the state in which every client has a local group of its own. */
  reset(): void {
    this.#leaves = [];
    this.#proposals = [];
    this.#epoch = 0n;
  }

  #append(proposal: Proposal): void {
    this.#proposals = [...this.#proposals, proposal];
  }
}
