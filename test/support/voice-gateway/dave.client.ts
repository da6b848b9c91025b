/** The client's side of DAVE for a listener: what a Discord client does with ops 11, 13, 21–30. */
import davey from '@snazzah/davey';
import type { DAVESession } from '@snazzah/davey';
import type { Call } from './call.ts';
import { anything, text, whole } from './fields.ts';
import { Op } from './opcodes.ts';

const MEDIA_AUDIO = 0;

export class DaveClient {
  readonly errors: string[] = [];
  readonly #call: Call;
  readonly #userId: string;
  readonly #recognized = new Set<string>();
  /** Version that each prepared transition leads to. */
  readonly #prepared = new Map<number, number>();
  readonly #inForce = new Map<string, number>();
  #session: DAVESession | undefined;
  /** The external sender's package (op 25), which may come before there is a session. */
  #sender: Buffer | undefined;
  #version = 0;
  #isStopped = false;

  constructor(call: Call, userId: string) {
    this.#call = call;
    this.#userId = userId;
  }

  get epochAuthenticator(): Buffer | null {
    return this.#session?.getEpochAuthenticator() ?? null;
  }

  /** Since when (`performance.now()`) a group with this user in it has been in force; undefined without one. */
  inForceSince(userId: string): number | undefined {
    return this.#inForce.get(userId);
  }

  /** After op 4. */
  start(): void {
    this.#version = this.#call.delivery.version;
    if (this.#version > 0) this.#renew();
  }

  stop(): void {
    this.#isStopped = true;
    this.#inForce.clear();
    this.#session?.reset();
  }

  decrypt(userId: string, payload: Buffer): Buffer | null {
    try {
      return this.#session?.ready === true ? this.#session.decrypt(userId, MEDIA_AUDIO, payload) : null;
    } catch {
      return null; // davey throws where no key of the sender fits: that is the answer
    }
  }

  json(op: number, data: unknown): void {
    if (op === Op.ClientsConnect) {
      for (const userId of anything(data, 'user_ids') as readonly string[]) this.#recognized.add(userId);
    } else if (op === Op.ClientDisconnect) {
      const userId = text(data, 'user_id');
      this.#recognized.delete(userId);
      this.#inForce.delete(userId);
    } else if (op === Op.DavePrepareEpoch && whole(data, 'epoch') === 1) {
      this.#version = whole(data, 'protocol_version');
      this.#renew();
    } else if (op === Op.DavePrepareTransition) {
      const id = whole(data, 'transition_id');
      this.#prepared.set(id, whole(data, 'protocol_version'));
      this.#prepareDone(id);
    } else if (op === Op.DaveExecuteTransition) {
      this.#execute(whole(data, 'transition_id'));
    }
  }

  binary(op: number, payload: Buffer): void {
    if (op === Op.MlsExternalSender) this.#externalSender(payload);
    else if (op === Op.MlsProposals) this.#proposals(payload);
    else if (op === Op.MlsAnnounceCommit)
      this.#follow(payload, (session, body) => session.processCommit(body));
    else if (op === Op.MlsWelcome) this.#follow(payload, (session, body) => session.processWelcome(body));
  }

  #externalSender(payload: Buffer): void {
    this.#sender = payload;
    this.#session?.setExternalSender(payload);
  }

  /** A fresh session with a new key package. */
  #renew(): void {
    const { channelId } = this.#call;
    this.#inForce.clear();
    if (this.#session === undefined) {
      this.#session = new davey.DAVESession(this.#version, this.#userId, channelId);
      if (this.#sender !== undefined) this.#session.setExternalSender(this.#sender);
    } else {
      this.#session.reinit(this.#version, this.#userId, channelId);
    }
    const keyPackage = this.#session.getSerializedKeyPackage();
    this.#answer(() => this.#call.delivery.keyPackage(this.#userId, keyPackage));
  }

  #proposals(payload: Buffer): void {
    if (this.#session === undefined) return;
    try {
      const recognized = [...this.#recognized, this.#userId];
      const { commit, welcome } = this.#session.processProposals(
        payload.readUInt8(0),
        payload.subarray(1),
        recognized,
      );
      if (commit === undefined) return;
      const message = welcome === undefined ? commit : Buffer.concat([commit, welcome]);
      this.#answer(() => this.#call.delivery.commit(this.#userId, message));
    } catch (error) {
      this.errors.push(`op 27: ${String(error)}`);
    }
  }

  #follow(payload: Buffer, process: (session: DAVESession, body: Buffer) => void): void {
    if (this.#session === undefined) return;
    const id = payload.readUInt16BE(0);
    try {
      process(this.#session, payload.subarray(2));
    } catch (error) {
      this.errors.push(`transition ${id}: ${String(error)}`);
      this.#answer(() => this.#call.delivery.invalid(this.#userId));
      this.#renew();
      return;
    }
    this.#prepared.set(id, this.#version);
    this.#prepareDone(id);
  }

  #prepareDone(id: number): void {
    if (id === 0) this.#execute(id);
    else this.#answer(() => this.#call.delivery.ready(this.#userId, id));
  }

  #execute(id: number): void {
    const version = this.#prepared.get(id);
    if (version === undefined) return;
    this.#prepared.delete(id);
    this.#version = version;
    const members = version > 0 && this.#session?.ready === true ? this.#session.getUserIds() : [];
    for (const userId of [...this.#inForce.keys()]) {
      if (!members.includes(userId)) this.#inForce.delete(userId);
    }
    const now = performance.now();
    for (const userId of members) if (!this.#inForce.has(userId)) this.#inForce.set(userId, now);
  }

  /** Answers come later, as over a network; and not at all after hanging up. */
  #answer(act: () => void): void {
    setImmediate(() => {
      if (!this.#isStopped) act();
    });
  }
}
