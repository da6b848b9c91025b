/**
 * Our end of DAVE (end-to-end encryption) as a pure function: (state, event) → state and actions.
 *
 * The point of most of it: senders change keys when a transition is *executed* (op 22), not when it is announced, or
 * slower members could not decrypt. An MLS session holds one epoch only, so a commit announced to a standing group
 * (op 29) is acknowledged at once (op 23) but applied at its op 22; and a group that is made anew gets a session of
 * its own, while the old one goes on encrypting until the execution.
 */
import type { Awaited, DaveAction, DaveEvent, DaveState } from './dave.state.ts';

export type DaveStep = readonly [DaveState, readonly DaveAction[]];

const MAX_EARLY = 64;
const MAX_TRANSITIONS = 64;

type On<T extends DaveEvent['type']> = Extract<DaveEvent, { type: T }>;

const ignore = (state: DaveState, event: DaveEvent): DaveStep => [
  state,
  [{ do: 'ignore', what: event.type }],
];

const newSession = (state: DaveState, version: number): DaveStep => [
  {
    ...state,
    groupVersion: version,
    hasSession: true,
    stands: false,
    awaited: null,
    sender: state.sender === 'current' && state.stands ? 'old' : state.sender,
  },
  [{ do: 'newSession', version, externalSender: state.externalSender }],
];

/** Version 0 in force: plain sound, no session. */
const plain = (state: DaveState): DaveStep => [
  {
    ...state,
    version: 0,
    hasSession: false,
    stands: false,
    sender: 'nobody',
    awaited: null,
    recovering: false,
  },
  state.hasSession ? [{ do: 'dropSession' }] : [],
];

/** `version` is in force from now on. */
const enter = (state: DaveState, version: number): DaveStep => {
  if (version === 0) return plain(state);
  const entered: DaveState = { ...state, version, sender: 'current' };
  return state.hasSession ? [entered, []] : newSession(entered, version);
};

const remember = (state: DaveState, transitionId: number, version: number): DaveState => {
  const transitions = new Map(state.transitions.size < MAX_TRANSITIONS ? state.transitions : []);
  return { ...state, transitions: transitions.set(transitionId, version) };
};

/** A commit that waited for its op 22 cannot wait any longer. */
const applyAwaited = (awaited: Awaited | null): readonly DaveAction[] =>
  awaited === null || awaited.bytes === null
    ? []
    : [{ do: 'applyCommit', transitionId: awaited.transitionId, bytes: awaited.bytes, announce: false }];

const onSession = (state: DaveState, { version }: On<'session'>): DaveStep => {
  // It comes again when the transport gets a new key; that is no business of DAVE's.
  if (version === state.version) return [state, []];
  const known: DaveState = { ...state, version, early: [], sender: version === 0 ? 'nobody' : 'current' };
  const begun = version === 0 ? plain(known) : newSession(known, version);
  return state.early.reduce(([before, actions], event): DaveStep => {
    const [after, more] = step(before, event);
    return [after, [...actions, ...more]];
  }, begun);
};

const onExternalSender = (state: DaveState, { bytes }: On<'externalSender'>): DaveStep => [
  { ...state, externalSender: bytes },
  state.hasSession ? [{ do: 'externalSender', bytes }] : [],
];

const onPrepareTransition = (state: DaveState, event: On<'prepareTransition'>): DaveStep => {
  const { transitionId, version } = event;
  // Id 0 is in force at once: the last other member left, or the first group of a call.
  if (transitionId === 0) return enter(state, version);
  return [remember(state, transitionId, version), [{ do: 'sayReady', transitionId }]];
};

const execute = (state: DaveState, event: On<'executeTransition' | 'overdue'>): DaveStep => {
  const { transitionId } = event;
  const isAwaited = state.awaited?.transitionId === transitionId;
  const version = state.transitions.get(transitionId) ?? (isAwaited ? state.groupVersion : undefined);
  if (version === undefined) return ignore(state, event);
  const transitions = new Map(state.transitions);
  transitions.delete(transitionId);
  const actions = isAwaited ? applyAwaited(state.awaited) : [];
  const [entered, more] = enter(
    { ...state, transitions, awaited: isAwaited ? null : state.awaited },
    version,
  );
  return [entered, version === 0 ? more : [...actions, ...more]];
};

const onPrepareEpoch = (state: DaveState, event: On<'prepareEpoch'>): DaveStep => {
  if (event.version === 0) return ignore(state, event);
  return event.epoch === 1
    ? newSession(state, event.version)
    : [{ ...state, groupVersion: event.version }, []];
};

const onProposals = (state: DaveState, event: On<'proposals'>): DaveStep => {
  if (!state.hasSession) return ignore(state, event);
  const due = applyAwaited(state.awaited);
  const awaited = due.length > 0 ? null : state.awaited;
  return [{ ...state, awaited }, [...due, { do: 'proposals', bytes: event.bytes }]];
};

const onCommit = (state: DaveState, event: On<'commit'>): DaveStep => {
  if (!state.hasSession) return ignore(state, event);
  const { transitionId, bytes } = event;
  const due = applyAwaited(state.awaited);
  const isOurEpoch = state.sender === 'current' && state.stands;
  if (transitionId === 0 || !isOurEpoch) {
    const apply: DaveAction = { do: 'applyCommit', transitionId, bytes, announce: transitionId !== 0 };
    return [{ ...state, awaited: null }, [...due, apply]];
  }
  const version = state.transitions.get(transitionId) ?? state.groupVersion;
  return [
    { ...remember(state, transitionId, version), awaited: { transitionId, bytes } },
    [...due, { do: 'sayReady', transitionId }],
  ];
};

const onWelcome = (state: DaveState, event: On<'welcome'>): DaveStep => {
  if (!state.hasSession) return ignore(state, event);
  const { transitionId, bytes } = event;
  // A welcome begins anew; what was awaited of the group before does not matter any more.
  return [
    { ...state, awaited: null },
    [{ do: 'applyWelcome', transitionId, bytes, announce: transitionId !== 0 }],
  ];
};

const onApplied = (state: DaveState, { transitionId, announce }: On<'applied'>): DaveStep => {
  const stands: DaveState = { ...state, stands: true, recovering: false };
  if (transitionId === 0) return enter(stands, state.groupVersion);
  // Without `announce` it has been acknowledged before it was applied.
  if (!announce) return [stands, []];
  const version = state.transitions.get(transitionId) ?? state.groupVersion;
  const awaited = state.sender === 'old' ? { transitionId, bytes: null } : state.awaited;
  return [{ ...remember(stands, transitionId, version), awaited }, [{ do: 'sayReady', transitionId }]];
};

const onRefused = (state: DaveState, event: On<'refused'>): DaveStep => {
  // While we wait to be taken back, commits among the others are not for us; answering each would never end.
  if (state.recovering && event.what === 'commit') return ignore(state, event);
  const [fresh, actions] = newSession({ ...state, recovering: true }, state.groupVersion);
  return [fresh, [{ do: 'sayInvalid', transitionId: event.transitionId }, ...actions]];
};

/**
 * @example
 * const [state, actions] = step(initialDave, { type: 'session', version: 1 });
 * // actions: [{ do: 'newSession', version: 1, externalSender: null }]
 */
export const step = (state: DaveState, event: DaveEvent): DaveStep => {
  switch (event.type) {
    case 'session':
      return onSession(state, event);
    case 'externalSender':
      return onExternalSender(state, event);
    case 'applied':
      return onApplied(state, event);
    case 'refused':
      return onRefused(state, event);
    default:
      break;
  }
  if (state.version === null) {
    return state.early.length < MAX_EARLY
      ? [{ ...state, early: [...state.early, event] }, []]
      : ignore(state, event);
  }
  switch (event.type) {
    case 'prepareTransition':
      return onPrepareTransition(state, event);
    case 'executeTransition':
    case 'overdue':
      return execute(state, event);
    case 'prepareEpoch':
      return onPrepareEpoch(state, event);
    case 'proposals':
      return onProposals(state, event);
    case 'commit':
      return onCommit(state, event);
    case 'welcome':
      return onWelcome(state, event);
  }
};
