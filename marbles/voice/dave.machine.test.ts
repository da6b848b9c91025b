/** The machine as a table: what happens, one letter after the other, and what is done about it. */
import { describe, expect, it } from 'vitest';
import { step } from '../../streams/voice/dave.machine.ts';
import {
  initialDave,
  type DaveAction,
  type DaveEvent,
  type DaveState,
} from '../../streams/voice/dave.state.ts';

const bytes = (n: number): Uint8Array => Uint8Array.of(n);

const session = (version = 1): DaveEvent => ({ type: 'session', version });
const external = (n = 9): DaveEvent => ({ type: 'externalSender', bytes: bytes(n) });
const prepare = (transitionId: number, version: number): DaveEvent => ({
  type: 'prepareTransition',
  transitionId,
  version,
});
const execute = (transitionId: number): DaveEvent => ({ type: 'executeTransition', transitionId });
const epoch = (n: number, version = 1): DaveEvent => ({ type: 'prepareEpoch', epoch: n, version });
const proposals: DaveEvent = { type: 'proposals', bytes: bytes(1) };
const commit = (transitionId: number): DaveEvent => ({ type: 'commit', transitionId, bytes: bytes(2) });
const welcome = (transitionId: number): DaveEvent => ({ type: 'welcome', transitionId, bytes: bytes(3) });
const applied = (transitionId: number, announce = transitionId !== 0): DaveEvent => ({
  type: 'applied',
  transitionId,
  announce,
});
const refused = (transitionId: number, what: 'commit' | 'welcome' = 'commit'): DaveEvent => ({
  type: 'refused',
  transitionId,
  what,
});
const overdue = (transitionId: number): DaveEvent => ({ type: 'overdue', transitionId });

const word = (action: DaveAction): string => {
  switch (action.do) {
    case 'newSession':
      return action.externalSender === null ? `new(v${action.version})` : `new(v${action.version},x)`;
    case 'applyCommit':
    case 'applyWelcome':
    case 'sayReady':
    case 'sayInvalid':
      return `${action.do}(${action.transitionId})`;
    case 'ignore':
      return `ignore(${action.what})`;
    default:
      return action.do;
  }
};

/** Runs events; gives the words of the last one's actions, and who sends. */
const run = (events: readonly DaveEvent[]): { readonly state: DaveState; readonly last: string } => {
  let state = initialDave;
  let last = '';
  for (const event of events) {
    const [next, actions] = step(state, event);
    state = next;
    last = actions.map(word).join(' ');
  }
  return { state, last: `${last} | ${state.sender}`.trim() };
};

const standing = [session(), external(), proposals, commit(0), applied(0)];
const joined = [session(), external(), welcome(4), applied(4), execute(4)];
const stage = [session(0), external(), epoch(1)];

const table: readonly (readonly [string, readonly DaveEvent[], string])[] = [
  ['op 4 v1: a session and its key package', [session()], 'new(v1) | current'],
  ['op 4 v0: nothing', [session(0)], '| nobody'],
  ['op 4 again (new transport key): nothing', [session(), session()], '| current'],
  ['op 25 after op 4', [session(), external()], 'externalSender | current'],
  ['op 25 before op 4 is kept for the session', [external(), session()], 'new(v1,x) | current'],
  ['op 25 at version 0 is kept', [session(0), external()], '| nobody'],
  ['op 27', [session(), external(), proposals], 'proposals | current'],
  ['op 27 before op 4 waits', [external(), proposals], '| nobody'],
  ['… and is done then', [external(), proposals, session()], 'new(v1,x) proposals | current'],
  [
    'op 29 and 30 before op 4, in order',
    [commit(0), welcome(1), session()],
    'new(v1) applyCommit(0) applyWelcome(1) | current',
  ],
  ['op 24 before op 4', [epoch(1), session()], 'new(v1) new(v1) | current'],
  ['op 27 at version 0', [session(0), proposals], 'ignore(proposals) | nobody'],
  ['op 29 at version 0', [session(0), commit(1)], 'ignore(commit) | nobody'],
  ['op 30 at version 0', [session(0), welcome(1)], 'ignore(welcome) | nobody'],

  [
    'first group, id 0: applied at once',
    [session(), external(), proposals, commit(0)],
    'applyCommit(0) | current',
  ],
  ['… without op 23', [session(), commit(0), applied(0)], '| current'],
  [
    'first group, id ≠ 0: nothing to keep, applied at once',
    [session(), commit(3)],
    'applyCommit(3) | current',
  ],
  ['… then op 23', [session(), commit(3), applied(3)], 'sayReady(3) | current'],
  ['… and op 22 changes nothing more', [session(), commit(3), applied(3), execute(3)], '| current'],
  ['welcome: at once', [session(), external(), welcome(4)], 'applyWelcome(4) | current'],
  ['… then op 23', [session(), external(), welcome(4), applied(4)], 'sayReady(4) | current'],
  ['welcome, id 0: no op 23', [session(), welcome(0), applied(0)], '| current'],

  [
    'somebody joins: op 23 at once, the commit waits',
    [...standing, proposals, commit(7)],
    'sayReady(7) | current',
  ],
  ['… for its op 22', [...standing, commit(7), execute(7)], 'applyCommit(7) | current'],
  [
    '… which says nothing more when it worked',
    [...standing, commit(7), execute(7), applied(7, false)],
    '| current',
  ],
  ['… or for the next op 27', [...standing, commit(7), proposals], 'applyCommit(7) proposals | current'],
  ['… or for the next op 29', [...standing, commit(7), commit(8)], 'applyCommit(7) sayReady(8) | current'],
  ['… or for 10 s', [...standing, commit(7), overdue(7)], 'applyCommit(7) | current'],
  ['… once', [...standing, commit(7), execute(7), overdue(7)], 'ignore(overdue) | current'],
  [
    'another id is executed: it goes on waiting',
    [...standing, commit(7), execute(6)],
    'ignore(executeTransition) | current',
  ],
  [
    'an id 0 commit forces it, too',
    [...standing, commit(7), commit(0)],
    'applyCommit(7) applyCommit(0) | current',
  ],
  ['a welcome makes it void', [...standing, commit(7), welcome(8)], 'applyWelcome(8) | current'],
  ['after a welcome, commits wait likewise', [...joined, commit(5)], 'sayReady(5) | current'],

  ['sole member: a new session, the old one still encrypts', [...standing, epoch(1)], 'new(v1,x) | old'],
  ['… until op 21 with id 0: nobody is there, so plain', [...standing, epoch(1), prepare(0, 1)], '| current'],
  ['… then somebody comes', [...standing, epoch(1), prepare(0, 1), commit(0)], 'applyCommit(0) | current'],
  [
    'group made anew among others: applied, but not sent with',
    [...standing, epoch(1), commit(9), applied(9)],
    'sayReady(9) | old',
  ],
  ['… until op 22', [...standing, epoch(1), commit(9), applied(9), execute(9)], '| current'],
  ['… or for 10 s', [...standing, epoch(1), commit(9), applied(9), overdue(9)], '| current'],
  ['… or at once with id 0', [...standing, epoch(1), commit(0), applied(0)], '| current'],
  ['op 24 epoch 2: the same group', [...standing, epoch(2)], '| current'],
  ['op 24 to version 0 makes no sense', [...standing, epoch(1, 0)], 'ignore(prepareEpoch) | current'],

  ['downgrade: ready at once', [...standing, prepare(5, 0)], 'sayReady(5) | current'],
  ['… plain at op 22', [...standing, prepare(5, 0), execute(5)], 'dropSession | nobody'],
  [
    '… with a commit that waits: it is void',
    [...standing, commit(5), prepare(5, 0), execute(5)],
    'dropSession | nobody',
  ],
  ['downgrade with id 0: at once', [...standing, prepare(0, 0)], 'dropSession | nobody'],
  ['upgrade: a session, sound stays plain', stage, 'new(v1,x) | nobody'],
  ['… also when its group stands', [...stage, commit(6), applied(6)], 'sayReady(6) | nobody'],
  ['… until op 22', [...stage, commit(6), applied(6), execute(6)], '| current'],
  ['upgrade by op 21 alone', [session(0), prepare(6, 1), execute(6)], 'new(v1) | current'],
  ['op 22 of an unknown id', [session(), execute(77)], 'ignore(executeTransition) | current'],

  [
    'a bad commit: op 31, new session and key package',
    [...standing, commit(7), execute(7), refused(7)],
    'sayInvalid(7) new(v1,x) | old',
  ],
  ['a bad first commit', [session(), commit(3), refused(3)], 'sayInvalid(3) new(v1) | current'],
  ['… others commit meanwhile: not for us', [session(), refused(3), refused(4)], 'ignore(refused) | current'],
  [
    '… a bad welcome is said again',
    [session(), refused(3), refused(4, 'welcome')],
    'sayInvalid(4) new(v1) | current',
  ],
  [
    '… taken back: the new group waits for op 22',
    [...standing, refused(7), welcome(8), applied(8)],
    'sayReady(8) | old',
  ],
  ['… and is sent with', [...standing, refused(7), welcome(8), applied(8), execute(8)], '| current'],
  [
    '… after which a bad commit counts again',
    [...standing, refused(7), welcome(8), applied(8), execute(8), refused(9)],
    'sayInvalid(9) new(v1,x) | old',
  ],
];

describe('the DAVE machine', () => {
  it.each(table)('%s', (_, events, expected) => expect(run(events).last).toBe(expected));

  it('keeps a bounded number of early messages and transitions', () => {
    const early = run(Array.from({ length: 1000 }, () => proposals));
    expect(early.state.early).toHaveLength(64);
    const flood = run([session(), ...Array.from({ length: 1000 }, (_, i) => prepare(i + 1, 1))]);
    expect(flood.state.transitions.size).toBeLessThanOrEqual(64);
  });

  it('applies a commit whose transition was forgotten in a flood', () => {
    const flood = Array.from({ length: 70 }, (_, i) => prepare(i + 100, 1));
    expect(run([...standing, commit(7), ...flood, execute(7)]).last).toBe('applyCommit(7) | current');
  });
});
