import { defer, merge, of, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createLanes } from '../../src/server/player/lanes.ts';
import type { Lanes } from '../../src/server/player/lanes.ts';
import { marbles } from '../support.ts';
import type { Marbles } from '../support.ts';

const GUILD = { sessionId: 'session', guildId: '1' };
const OTHER = { sessionId: 'session', guildId: '2' };
const STRANGER = { sessionId: 'another/session', guildId: '1' };

/** Jobs that are queued at given frames; each result is a stream of its own. */
const runAt = (m: Marbles, frame: number, run: () => void): void => {
  m.scheduler.schedule(run, frame);
};

describe('lanes', () => {
  /*
   *  first    ---(a|)             3 ms of work each
   *  second   ------(b|)          waits for the first
   *  other    ---(c|)             another guild does not
   */
  it('run one guild’s work in order, others beside it', () => {
    marbles((m) => {
      const lanes = createLanes();
      m.expectObservable(lanes.run(GUILD, m.cold('---(a|)'))).toBe('---(a|)');
      m.expectObservable(lanes.run(GUILD, m.cold('---(b|)'))).toBe('------(b|)');
      m.expectObservable(lanes.run(OTHER, m.cold('---(c|)'))).toBe('---(c|)');
      m.expectObservable(lanes.run(STRANGER, m.cold('---(d|)'))).toBe('---(d|)');
    });
  });

  it('a failure is its own job’s affair', () => {
    marbles((m) => {
      const lanes = createLanes();
      m.expectObservable(lanes.run(GUILD, m.cold('--#'))).toBe('--#');
      m.expectObservable(
        lanes.run(
          GUILD,
          throwError(() => 'error'),
        ),
      ).toBe('--#');
      m.expectObservable(lanes.run(GUILD, m.cold('--(b|)'))).toBe('----(b|)');
    });
  });

  /*
   *  hung     never               ---|  cut at 3
   *  waiting  would start then    ---|  and never does
   *  later    queued at 4         starts at once
   */
  it('a cut ends what runs and what waits, and leaves the other guilds alone', () => {
    marbles((m) => {
      const lanes = createLanes();
      const hung = m.cold('-');
      const waiting = m.cold('-w|');
      m.expectObservable(lanes.run(GUILD, hung)).toBe('---|');
      m.expectObservable(lanes.run(GUILD, waiting)).toBe('---|');
      m.expectObservable(lanes.run(OTHER, m.cold('-----(c|)'))).toBe('-----(c|)');
      m.expectObservable(lanes.run(STRANGER, m.cold('-----(d|)'))).toBe('-----(d|)');
      m.expectSubscriptions(hung.subscriptions).toBe('^--!');
      m.expectSubscriptions(waiting.subscriptions).toBe([]);
      const later = m.cold('-(z|)');
      runAt(m, 3, () => lanes.cut(GUILD));
      runAt(m, 4, () => lanes.run(GUILD, later));
      m.expectSubscriptions(later.subscriptions).toBe('----^!');
    });
  });

  it('a cut of a session ends all of its guilds', () => {
    marbles((m) => {
      const lanes = createLanes();
      m.expectObservable(merge(lanes.run(GUILD, m.cold('-')), lanes.run(OTHER, m.cold('-')))).toBe('---|');
      m.expectObservable(lanes.run(STRANGER, m.cold('-----(d|)'))).toBe('-----(d|)');
      runAt(m, 3, () => lanes.cutSession('session'));
    });
  });

  it('work runs whether or not anybody listens, also when it queues more work', () => {
    const done: string[] = [];
    const queue = (lanes: Lanes, name: string, after: Observable<unknown>): void => {
      lanes.run(GUILD, after).subscribe({ complete: () => void done.push(name) });
    };
    marbles((m) => {
      const lanes = createLanes();
      lanes.run(GUILD, m.cold('-a|')).subscribe({
        complete: () => {
          done.push('first');
          queue(lanes, 'third', m.cold('-|'));
        },
      });
      queue(lanes, 'second', m.cold('-|'));
    });
    expect(done).toEqual(['first', 'second', 'third']);
  });

  it('ten thousand jobs that wait and are done at once do not fill the stack', () => {
    marbles((m) => {
      const lanes = createLanes();
      lanes.run(GUILD, m.cold('-|'));
      for (let i = 0; i < 10_000; i += 1) lanes.run(GUILD, of(i));
      m.expectObservable(lanes.run(GUILD, of('last'))).toBe('-(l|)', { l: 'last' });
    });
  });

  it('work may cut its own lane', () => {
    marbles((m) => {
      const lanes = createLanes();
      const cutting = defer(() => {
        lanes.cut(GUILD);
        return m.cold('-a|');
      });
      m.expectObservable(lanes.run(GUILD, cutting)).toBe('|');
    });
  });
});
