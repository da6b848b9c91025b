import { describe, expect, it } from 'vitest';
import type { Line, Message } from '../../src/server/sessions/outbox.ts';
import { outbox } from '../../src/server/sessions/outbox.ts';
import { marbles } from '../support.ts';

/** The line: o opening, O open (its hello is R), p parked. */
const LINES: Readonly<Record<string, Line>> = {
  o: { type: 'opening' },
  O: { type: 'open', hello: 'R' },
  p: { type: 'parked' },
};
/** Messages: u passes, the others last. */
const MESSAGES: Readonly<Record<string, Message>> = {
  a: { text: 'a', isPassing: false },
  b: { text: 'b', isPassing: false },
  c: { text: 'c', isPassing: false },
  u: { text: 'u', isPassing: true },
};

interface Lanes {
  readonly line: string;
  readonly messages: string;
  readonly sent: string;
}

/** Runs one picture; gives how often it was told of an overflow. */
const check = ({ line, messages, sent }: Lanes, maxWaiting = 100): number => {
  let overflows = 0;
  marbles(({ hot, expectObservable }) => {
    const sent$ = outbox(hot(messages, MESSAGES), hot(line, LINES), {
      maxWaiting,
      onOverflow: () => (overflows += 1),
    });
    expectObservable(sent$).toBe(sent);
  });
  return overflows;
};

describe('outbox', () => {
  it('begins with the hello; what came before it waits, also what may pass', () => {
    check({
      line: '    -o--O--------|',
      messages: '--au-----bu--|',
      sent: '    ----(Rau)bu--|',
    });
  });

  it('keeps what lasts while parked, in order, and drops what passes', () => {
    check({
      line: '    -O-p-----o--O-----|',
      messages: '--a-u-b-ua--------|',
      sent: '    -Ra---------(Rba)-|',
    });
  });

  it('a line that breaks while opening loses nothing that lasts', () => {
    check({
      line: '    -o--p----o--O-----|',
      messages: '--a--b----u-------|',
      sent: '    ------------(Rabu)|',
    });
  });

  it('drops the oldest beyond the limit, and says so once a gap', () => {
    const lanes = {
      line: '    -O-p------O-----p------O-----|',
      messages: '----a-b-c--------a-b-c--------|',
      sent: '    -R--------(Rbc)--------(Rbc)--|',
    };
    expect(check(lanes, 2)).toBe(2);
    expect(check({ ...lanes, sent: '-R--------(Rabc)-------(Rabc)-|' }, 3)).toBe(0);
  });

  it('sends nothing without a line', () => {
    check({ line: 'p-------|', messages: '-a-u-b--|', sent: '--------|' });
  });
});
