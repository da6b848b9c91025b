/** The credentials that a bot gets from Discord's main gateway, and what the voice server remembers of them. */
import { randomBytes } from 'node:crypto';
import type { VoiceCredentials } from '../../../streams/commands.ts';
import type { Misbehaviour } from './options.ts';

export interface Ticket {
  readonly guildId: string;
  readonly userId: string;
  readonly channelId: string;
  readonly sessionId: string;
  readonly token: string;
  readonly misbehaviour: Misbehaviour;
}

/** What the Lavalink PATCH `voice` takes; `channelId` is always there. */
export type IssuedCredentials = VoiceCredentials & { readonly channelId: string };

export class Tickets {
  readonly #byToken = new Map<string, Ticket>();

  issue(ticket: Omit<Ticket, 'sessionId' | 'token'>): Ticket {
    const [sessionId, token] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
    const issued = { ...ticket, sessionId, token };
    this.#byToken.set(token, issued);
    return issued;
  }

  find(token: string): Ticket | undefined {
    return this.#byToken.get(token);
  }
}
