/**
 * The one place where a player's record changes.
 *
 *     inputs$    a-----b--------      commands, voice signals, notices of the track, also in answer to an event
 *     records$   A-----B--------      out before …
 *     events$    x-----(yz)-----      … the events that say so
 *
 * An input that arrives while another one is being worked on waits for it: the order is the same however deep the
 * calls are nested (a client that answers TrackEnd from its handler, a source that fails while it is subscribed).
 */
import { BehaviorSubject, Subject, type Observable } from 'rxjs';
import type { PlayerEvent } from '../events.ts';
import { reduce, type ReduceOptions } from './reduce.ts';
import { initialRecord, type Facts, type PlayerInput, type PlayerRecord } from './state.ts';

export interface PlayerLoop {
  /** Starts with the record of a fresh player. Never errors. */
  readonly record$: Observable<PlayerRecord>;
  /** Completes after `destroy`. */
  readonly events$: Observable<PlayerEvent>;
  readonly record: () => PlayerRecord;
  readonly put: (input: PlayerInput) => void;
}

export const playerLoop = (facts: () => Facts, options: ReduceOptions): PlayerLoop => {
  const records = new BehaviorSubject<PlayerRecord>(initialRecord);
  const events = new Subject<PlayerEvent>();
  const waiting: PlayerInput[] = [];
  let busy = false;

  const work = (input: PlayerInput): void => {
    const [record, said] = reduce(records.value, input, facts(), options);
    if (record !== records.value) records.next(record);
    for (const event of said) events.next(event);
    if (input.type === 'command' && input.command.type === 'destroy') events.complete();
  };

  return {
    record$: records.asObservable(),
    events$: events.asObservable(),
    record: () => records.value,
    put: (input) => {
      waiting.push(input);
      if (busy) return;
      busy = true;
      try {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) work(next);
      } finally {
        busy = false;
      }
    },
  };
};
