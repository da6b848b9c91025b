/** Real DAVE sessions through our port: for each a group of two, brought together by the test's delivery service. */
import { isLeft, type Either } from 'fp-ts/lib/Either.js';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DavePort, DaveSession } from '../../streams/voice/ports.ts';
import { Delivery, type DaveMember } from '../../test/support/voice-gateway/dave/delivery.ts';
import { createExternalSender } from '../../test/support/voice-gateway/dave/external.sender.ts';
import { Op } from '../../test/support/voice-gateway/index.ts';

const need = <A>(value: Either<string, A>): A => {
  if (isLeft(value)) throw new Error(value.left);
  return value.right;
};

const CHANNEL = '1';
const USERS = ['11', '12'] as const;

/** Bytes of the transition's number before a commit or a welcome. */
const TRANSITION_BYTES = 2;

class Member implements DaveMember {
  readonly isListener = false;
  readonly userId: string;
  readonly session: DaveSession;
  readonly #delivery: Delivery;

  constructor(dave: DavePort, userId: string, delivery: Delivery) {
    this.userId = userId;
    this.session = need(dave.session(1, userId, CHANNEL));
    this.#delivery = delivery;
  }

  json(): void {
    // Transitions are none of our business: the first group is in force at once.
  }

  binary(op: number, payload: Buffer): void {
    if (op === Op.MlsExternalSender) {
      need(this.session.externalSender(payload));
      const keyPackage = Buffer.from(need(this.session.keyPackage()));
      setImmediate(() => this.#delivery.keyPackage(this.userId, keyPackage));
    } else if (op === Op.MlsProposals) {
      const commit = need(this.session.proposals(payload, USERS));
      if (commit !== null) setImmediate(() => this.#delivery.commit(this.userId, Buffer.from(commit)));
    } else if (op === Op.MlsAnnounceCommit) need(this.session.commit(payload.subarray(TRANSITION_BYTES)));
    else if (op === Op.MlsWelcome) need(this.session.welcome(payload.subarray(TRANSITION_BYTES)));
  }
}

/** Many turns more than two members need. */
const MAX_TURNS = 1_000;

/** A session that is ready to encrypt. */
const readySession = async (dave: DavePort): Promise<DaveSession> => {
  const delivery = new Delivery({
    channelId: CHANNEL,
    version: 1,
    sender: createExternalSender(),
    committer: () => 'first',
    transitionTimeoutMs: 60_000,
    tamper: (_op, _userId, payload) => payload,
    changed: () => undefined,
  });
  const members = USERS.map((userId) => new Member(dave, userId, delivery));
  for (const member of members) delivery.join(member);
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    await nextTurn();
    const [first, second] = members;
    if (first?.session.ready === true && second?.session.ready === true) return first.session;
  }
  throw new Error('The DAVE group does not come together.');
};

export const readySessions = async (dave: DavePort, count: number): Promise<readonly DaveSession[]> => {
  const sessions: DaveSession[] = [];
  while (sessions.length < count) sessions.push(await readySession(dave));
  return sessions;
};
