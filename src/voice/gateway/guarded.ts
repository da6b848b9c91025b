/**
 * `VoiceWebSocket` of @discordjs/voice made safe: what it cannot read becomes an event, not an exception in a socket
 * handler, which would end the process.
 */
import type { VoiceWebSocket } from '@discordjs/voice';
import type { MessageEvent } from 'ws';

/** The part of its private `ws` that we need. */
interface RawSocket {
  send(data: string | Uint8Array): void;
  terminate(): void;
}

const isRaw = (value: unknown): value is RawSocket =>
  typeof value === 'object' &&
  value !== null &&
  'send' in value &&
  typeof value.send === 'function' &&
  'terminate' in value &&
  typeof value.terminate === 'function';

export interface Guarded extends VoiceWebSocket {
  /** Sends one frame: text, or bytes. */
  sendRaw(data: string | Uint8Array): void;
  /** Cuts the TCP connection without a close frame. */
  cut(): void;
}

export type GuardedClass = new (address: string, onUnreadable: (error: unknown) => void) => Guarded;

export const guarded = (Base: typeof VoiceWebSocket): GuardedClass =>
  class extends Base implements Guarded {
    readonly #onUnreadable: (error: unknown) => void;

    constructor(address: string, onUnreadable: (error: unknown) => void) {
      super(address, false);
      this.#onUnreadable = onUnreadable;
    }

    override onMessage(event: MessageEvent): void {
      try {
        super.onMessage(event);
      } catch (error) {
        this.#onUnreadable(error);
      }
    }

    #raw(): RawSocket | null {
      const raw: unknown = Reflect.get(this, 'ws');
      return isRaw(raw) ? raw : null;
    }

    sendRaw(data: string | Uint8Array): void {
      this.#raw()?.send(data);
    }

    cut(): void {
      this.#raw()?.terminate();
    }
  };
