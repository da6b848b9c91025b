/** The DAVE port over @snazzah/davey. It throws on everything it does not like; here that becomes a value. */
import { mapLeft, toError, tryCatch, type Either } from 'fp-ts/lib/Either.js';
import type { DavePort, DaveSession } from '../../../streams/voice/ports.ts';

/** What we use of the library. It reads any bytes, although it is declared for `Buffer` only. */
export interface DaveyGroup {
  readonly ready: boolean;
  readonly epoch: bigint | null;
  /** Empty without a group. */
  readonly voicePrivacyCode: string;
  getSerializedKeyPackage(): Uint8Array;
  setExternalSender(bytes: Uint8Array): void;
  processProposals(
    operation: number,
    bytes: Uint8Array,
    userIds: string[],
  ): { commit?: Uint8Array; welcome?: Uint8Array };
  processCommit(bytes: Uint8Array): void;
  processWelcome(bytes: Uint8Array): void;
  encryptOpus(frame: Uint8Array): Uint8Array;
  reset(): void;
}

export interface Davey {
  readonly DAVE_PROTOCOL_VERSION: number;
  readonly DAVESession: new (version: number, userId: string, channelId: string) => DaveyGroup;
}

const attempt = <A>(run: () => A): Either<string, A> =>
  mapLeft((error: Error) => error.message)(tryCatch(run, toError));

const concat = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
};

class Session implements DaveSession {
  readonly #group: DaveyGroup;
  /** Kept, because asking the library costs a call into native code for each frame. */
  #ready = false;

  constructor(group: DaveyGroup) {
    this.#group = group;
  }

  get ready(): boolean {
    return this.#ready;
  }

  get epoch(): number | null {
    const { epoch } = this.#group;
    return epoch === null || !this.#ready ? null : Number(epoch);
  }

  get privacyCode(): string | null {
    return this.#ready ? this.#group.voicePrivacyCode : null;
  }

  keyPackage(): Either<string, Uint8Array> {
    return attempt(() => this.#group.getSerializedKeyPackage());
  }

  externalSender(bytes: Uint8Array): Either<string, null> {
    return this.#change(() => this.#group.setExternalSender(bytes));
  }

  proposals(bytes: Uint8Array, userIds: readonly string[]): Either<string, Uint8Array | null> {
    return attempt(() => {
      const [operation] = bytes;
      if (operation === undefined) throw new Error('Empty proposals');
      const { commit, welcome } = this.#group.processProposals(operation, bytes.subarray(1), [...userIds]);
      if (commit === undefined) return null;
      return welcome === undefined ? commit : concat(commit, welcome);
    });
  }

  commit(bytes: Uint8Array): Either<string, null> {
    return this.#change(() => this.#group.processCommit(bytes));
  }

  welcome(bytes: Uint8Array): Either<string, null> {
    return this.#change(() => this.#group.processWelcome(bytes));
  }

  encrypt(frame: Uint8Array): Uint8Array | null {
    try {
      return this.#group.encryptOpus(frame);
    } catch {
      // Told by the null: what cannot be encrypted must not be sent, and the sink says so once.
      return null;
    }
  }

  free(): void {
    attempt(() => this.#group.reset());
    this.#ready = false;
  }

  #change(run: () => void): Either<string, null> {
    const outcome = attempt(() => {
      run();
      return null;
    });
    this.#ready = this.#group.ready;
    return outcome;
  }
}

/** @param davey null where the library could not be loaded: then there is no DAVE */
export const davePort = (davey: Davey | null): DavePort => ({
  maxVersion: davey?.DAVE_PROTOCOL_VERSION ?? 0,
  session: (version, userId, channelId) =>
    attempt(() => {
      if (davey === null) throw new Error('@snazzah/davey is not installed');
      return new Session(new davey.DAVESession(version, userId, channelId));
    }),
});
