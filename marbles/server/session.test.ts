import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Link, Session } from '../../src/server/sessions/session.ts';
import { createSession } from '../../src/server/sessions/session.ts';
import { marbles } from '../support.ts';
import type { Marbles } from '../support.ts';

interface Stage {
  readonly session: Session;
  /** `frame name` of everything that was sent, by link. */
  readonly sent: string[];
  readonly link: (name: string, isOpen?: () => boolean) => Link;
  readonly at: (frame: number, run: () => void) => void;
}

const short = (text: string): string => {
  if (text.includes('"ready"')) return text.includes('"resumed":true') ? "R'" : 'R';
  return text;
};

const stage = (m: Marbles): Stage => {
  const sent: string[] = [];
  const session: Session = createSession({
    id: 'id',
    userId: '1',
    scheduler: m.scheduler,
    writeStats: () => 'S',
    onResumed: () => session.accept({ text: 'u', isPassing: true }),
    onOverflow: () => undefined,
  });
  return {
    session,
    sent,
    link: (name, isOpen = () => true) => ({
      send: (text) => void sent.push(`${m.scheduler.now()} ${name} ${short(text)}`),
      close: (code) => void sent.push(`${m.scheduler.now()} ${name} ${code}`),
      isOpen,
      probe: () => Promise.resolve(void sent.push(`${m.scheduler.now()} ${name} probe`)),
    }),
    at: (frame, run) => void m.scheduler.schedule(run, frame),
  };
};

const event = { text: 'e', isPassing: false };
const update = { text: 'u', isPassing: true };

describe('session', () => {
  /*
   *  link     L 8ms             60s
   *  sent     ....... R S  ...  S
   */
  it('says ready after 8 ms, then stats at once and every minute', () => {
    const sent: string[] = [];
    marbles((m) => {
      const { session, link, at, ...rest } = stage(m);
      session.attach(link('L'));
      at(4, () => session.accept(update));
      at(130_000, () => {
        session.close(1001);
        sent.push(...rest.sent);
      });
      m.expectObservable(session.over$.pipe(map(() => 'x'))).toBe('130000ms (x|)');
    });
    expect(sent).toEqual(['8 L R', '8 L u', '8 L S', '60008 L S', '120008 L S', '130000 L 1001']);
  });

  /*
   *  link     L----x
   *  over$    -----|
   */
  it('ends with its socket if it does not resume', () => {
    marbles((m) => {
      const { session, link, at } = stage(m);
      const first = link('L');
      session.attach(first);
      at(20, () => session.detach(first));
      m.expectObservable(session.over$.pipe(map(() => 'x'))).toBe('20ms (x|)');
    });
  });

  /*
   *  link     L------x  e u  L'
   *  sent     ....R          ....R' e u S       the second u is the announcement
   */
  it('parks and resumes: ready, what waited, announcements, stats', () => {
    const sent: string[] = [];
    marbles((m) => {
      const { session, link, at, ...rest } = stage(m);
      const first = link('L');
      session.resumption = { resuming: true, timeout: 60n };
      session.attach(first);
      at(20, () => {
        session.detach(first);
        expect([session.isConnected(), session.isResumable()]).toEqual([false, true]);
      });
      at(30, () => session.accept(event));
      at(31, () => session.accept(update));
      at(50_000, () => session.attach(link("L'")));
      at(50_001, () => session.detach(first));
      at(55_000, () => {
        expect(session.isConnected()).toBe(true);
        sent.push(...rest.sent);
      });
      at(200_000, () => session.close(1001));
      m.expectObservable(session.over$.pipe(map(() => 'x'))).toBe('200000ms (x|)');
    });
    expect(sent.slice(2)).toEqual(["50008 L' R'", "50008 L' e", "50008 L' u", "50008 L' S"]);
  });

  /*
   *  link     L----x                   L'
   *  beat     S       s       s                  S      the s wait
   *  sent     RS                       R's e s u S' S    S' those of now; the beat stays where it was
   */
  it('keeps the beat of its stats while it is parked', () => {
    const sent: string[] = [];
    marbles((m) => {
      const { session, link, at, ...rest } = stage(m);
      const first = link('L');
      session.resumption = { resuming: true, timeout: 600n };
      session.attach(first);
      at(20, () => session.detach(first));
      at(90_000, () => session.accept(event));
      at(130_000, () => session.attach(link("L'")));
      at(190_000, () => {
        session.close(1001);
        sent.push(...rest.sent);
      });
      m.expectObservable(session.over$.pipe(map(() => 'x'))).toBe('190000ms (x|)');
    });
    expect(sent.slice(2)).toEqual([
      ...["R'", 'S', 'e', 'S', 'u', 'S'].map((text) => `130008 L' ${text}`),
      "180008 L' S",
      "190000 L' 1001",
    ]);
  });

  it.each([
    [60n, '20ms 60000ms (x|)'],
    [0n, '20ms (x|)'],
    [-1n, '20ms (x|)'],
    [9223372036854775807n, '20ms 86400000ms (x|)'],
  ])('is over when it has been parked for its timeout of %i s, at most a day', (timeout, over) => {
    marbles((m) => {
      const { session, link, at } = stage(m);
      const first = link('L');
      session.resumption = { resuming: true, timeout };
      session.attach(first);
      at(20, () => session.detach(first));
      m.expectObservable(session.over$.pipe(map(() => 'x'))).toBe(over);
    });
  });

  it('keeps what comes while its socket is closing, and may be taken over then', () => {
    const sent: string[] = [];
    marbles((m) => {
      const { session, link, at, ...rest } = stage(m);
      let isOpen = true;
      session.resumption = { resuming: true, timeout: 60n };
      session.attach(link('L', () => isOpen));
      at(15, () => expect(session.isResumable()).toBe(false));
      at(20, () => {
        isOpen = false;
        expect(session.isResumable()).toBe(true);
        session.accept(event);
      });
      at(21, () => session.attach(link("L'")));
      at(100, () => {
        sent.push(...rest.sent);
        session.close(1001);
      });
    });
    expect(sent).toEqual(['8 L R', '8 L S', "29 L' R'", "29 L' e", "29 L' u", "29 L' S"]);
  });

  it('probes its socket when another asks for it, if it would be given away at all', () => {
    const sent: string[] = [];
    marbles((m) => {
      const { session, link, at, ...rest } = stage(m);
      let isOpen = true;
      expect(session.contest()).toBeNull();
      session.attach(link('L', () => isOpen));
      at(10, () => expect(session.contest()).toBeNull());
      at(20, () => {
        session.resumption = { resuming: true, timeout: 60n };
        expect(session.contest()).not.toBeNull();
      });
      at(30, () => {
        isOpen = false;
        expect(session.contest()).toBeNull();
      });
      at(100, () => {
        sent.push(...rest.sent);
        session.close(1001);
      });
    });
    expect(sent).toEqual(['8 L R', '8 L S', '20 L probe']);
  });
});
