/** A member of the call that lives inside the emulator: takes part in the MLS group as a client does, and records. */
import type { Call, CallMember, MediaPacket } from './call.ts';
import { Condition } from './condition.ts';
import { DaveClient } from './dave.client.ts';
import { text, whole } from './fields.ts';
import { readFrame } from './frames.ts';
import type { ReceivedFrame, SpeakingEvent } from './frames.ts';
import { Op } from './opcodes.ts';
import { decodeFrames } from './pcm.ts';
import { reportOn } from './report.ts';
import type { ListenerReport } from './report.ts';
import type { Pcm } from '../../../streams/ports.ts';

/** Frames that were on their way when a transition was executed may come this much later. */
const SETTLE_MS = 500;

interface Recording {
  readonly frames: ReceivedFrame[];
  readonly speaking: SpeakingEvent[];
}

export class Listener implements CallMember {
  readonly isListener = true;
  readonly userId: string;
  readonly call: Call;
  readonly #dave: DaveClient;
  readonly #condition = new Condition();
  readonly #recordings = new Map<string, Recording>();
  #hasLeft = false;

  /** Joins at once. */
  constructor(call: Call, userId: string) {
    this.call = call;
    this.userId = userId;
    this.#dave = new DaveClient(call, userId);
    call.join(this);
    call.delivery.join(this);
    this.#dave.start();
  }

  /** Is the listener in an MLS group that is in force, together with this user? */
  sharesGroupWith(userId: string): boolean {
    return this.#dave.inForceSince(userId) !== undefined;
  }

  /** Equal for all members of the same group in the same epoch; null without a group. */
  get epochAuthenticator(): Buffer | null {
    return this.#dave.epochAuthenticator;
  }

  /** What went wrong in the listener's own MLS session; it then did what a client does (op 31). */
  get daveErrors(): readonly string[] {
    return this.#dave.errors;
  }

  /** Frames of one sender (by default the first that was heard), in order of arrival. */
  frames(userId?: string): readonly ReceivedFrame[] {
    return this.#of(userId)?.frames ?? [];
  }

  report(userId?: string): ListenerReport {
    const recording = this.#of(userId);
    return reportOn(recording?.frames ?? [], recording?.speaking ?? []);
  }

  /** The sound that was heard: 48 kHz stereo; holes where frames are missing. */
  pcm(userId?: string): Promise<Pcm> {
    return decodeFrames(this.frames(userId));
  }

  /** Forgets what was recorded so far, to measure from here on. */
  forget(): void {
    this.#recordings.clear();
  }

  /** Waits until something about the listener is true; looked at again at each frame and each message. */
  until(fits: (listener: this) => boolean, timeoutMs?: number): Promise<true> {
    return this.#condition.until(() => fits(this), `listener ${this.userId}`, timeoutMs);
  }

  /** Waits for so many frames of one sender. */
  untilFrames(count: number, userId?: string, timeoutMs?: number): Promise<true> {
    return this.until((listener) => listener.frames(userId).length >= count, timeoutMs);
  }

  /** Hangs up; what was recorded stays readable. */
  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.call.leave(this);
    this.#dave.stop();
    this.#condition.changed();
  }

  json(op: number, data: unknown): void {
    if (op === Op.Speaking) {
      const speaking = whole(data, 'speaking');
      this.#recordingOf(text(data, 'user_id')).speaking.push({ atMs: performance.now(), speaking });
    } else {
      this.#dave.json(op, data);
    }
    this.#condition.changed();
  }

  binary(op: number, payload: Buffer): void {
    this.#dave.binary(op, payload);
    this.#condition.changed();
  }

  media(userId: string, packet: MediaPacket): void {
    const since = this.#dave.inForceSince(userId);
    const settled = since !== undefined && packet.arrivalMs - since > SETTLE_MS;
    this.#recordingOf(userId).frames.push(
      readFrame(packet, settled, (payload) => this.#dave.decrypt(userId, payload)),
    );
    this.#condition.changed();
  }

  #of(userId: string | undefined): Recording | undefined {
    return userId === undefined ? this.#recordings.values().next().value : this.#recordings.get(userId);
  }

  #recordingOf(userId: string): Recording {
    const known = this.#recordings.get(userId);
    if (known !== undefined) return known;
    const recording: Recording = { frames: [], speaking: [] };
    this.#recordings.set(userId, recording);
    return recording;
  }
}
