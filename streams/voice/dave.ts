/**
 * Runs the DAVE machine against real MLS sessions: messages in, answers sent, and out who encrypts our sound.
 *
 *     messages$   d-x-p--c----e-----      session (v1), external sender, proposals, commit, execute
 *     sent        k---a--r----------      key package, our commit, ready
 *     out         S----------------       a session; from its first group on it encrypts
 *     applied     -------.----C-----      the commit takes effect at its execution
 *
 * Steps of one guild are taken in order; those of all guilds one at a time, for MLS is slow (`turns.ts`). What changes
 * keys at once does not wait.
 */
import { isLeft, type Either } from 'fp-ts/lib/Either.js';
import {
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  finalize,
  map,
  merge,
  Subject,
  switchMap,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import * as say from './client.messages.ts';
import { step } from './dave.machine.ts';
import { initialDave, type DaveAction, type DaveEvent, type DaveState } from './dave.state.ts';
import type { DaveFacts } from './history.ts';
import type { ClientMessage, ServerMessage } from './messages.ts';
import type { DavePort, DaveSession, VoiceCtx } from './ports.ts';
import { inTurn } from './turns.ts';

export interface DaveParts {
  readonly dave: DavePort;
  /** The MLS group's id; null: no DAVE, whatever the server says. */
  readonly channelId: string | null;
  readonly send: (message: ClientMessage) => void;
  /** Who is in the call. */
  readonly userIds: () => readonly string[];
}

/** Who encrypts our sound (null: nobody), and what people may know of it. */
export interface DaveView extends DaveFacts {
  readonly session: DaveSession | null;
}

/** Others change keys at this very moment: each frame sent under the old one may be lost to them. */
const isUrgent = (event: DaveEvent): boolean => {
  if (event.type === 'executeTransition' || event.type === 'overdue') return true;
  const { type } = event;
  return (
    (type === 'commit' || type === 'welcome' || type === 'prepareTransition') && event.transitionId === 0
  );
};

const isSame = (a: DaveView, b: DaveView): boolean =>
  a.session === b.session &&
  a.version === b.version &&
  a.epoch === b.epoch &&
  a.privacyCode === b.privacyCode;

/** The messages that concern the machine, as its events. */
const toEvent = (message: ServerMessage, canDave: boolean): DaveEvent | null => {
  switch (message.type) {
    case 'sessionDescription':
      return { type: 'session', version: canDave ? message.daveVersion : 0 };
    case 'prepareTransition':
    case 'executeTransition':
    case 'prepareEpoch':
    case 'externalSender':
    case 'proposals':
    case 'commit':
    case 'welcome':
      return message;
    default:
      return null;
  }
};

/** `messages$`: the connection's messages after Ready. Emits whenever another session, or epoch, is in force. */
export const dave = (
  messages$: Observable<ServerMessage>,
  { dave: port, channelId, send, userIds }: DaveParts,
  { scheduler, settings, identity, log, registry }: VoiceCtx,
): Observable<DaveView> =>
  defer(() => {
    const outcomes = new Subject<DaveEvent>();
    const states = new Subject<DaveState>();
    let state = initialDave;
    let session: DaveSession | null = null;
    let sender: DaveSession | null = null;
    /** Who was there when the message came that is being processed. */
    let present: readonly string[] = [];

    const unless = (what: string, outcome: Either<string, unknown>): void => {
      if (isLeft(outcome)) log.warn(`DAVE: ${what}`, { ...identity, cause: outcome.left });
    };

    const open = (version: number, externalSender: Uint8Array | null): void => {
      if (session !== sender) session?.free();
      session = null;
      const made = port.session(version, identity.userId, channelId ?? '');
      if (isLeft(made)) return unless('no session', made);
      session = made.right;
      if (externalSender !== null) unless('external sender refused', session.externalSender(externalSender));
      const key = session.keyPackage();
      if (isLeft(key)) return unless('no key package', key);
      send(say.keyPackage(key.right));
    };

    const apply = (action: Extract<DaveAction, { do: 'applyCommit' | 'applyWelcome' }>): DaveEvent | null => {
      if (session === null) return null;
      const { transitionId, bytes, announce } = action;
      const what = action.do === 'applyCommit' ? 'commit' : 'welcome';
      const outcome = what === 'commit' ? session.commit(bytes) : session.welcome(bytes);
      unless(`${what} refused`, outcome);
      return isLeft(outcome)
        ? { type: 'refused', transitionId, what }
        : { type: 'applied', transitionId, announce };
    };

    const propose = (bytes: Uint8Array): void => {
      const outcome = session?.proposals(bytes, present);
      if (outcome === undefined) return;
      if (isLeft(outcome)) return unless('proposals refused', outcome);
      if (outcome.right !== null) send(say.commitWelcome(outcome.right));
    };

    const perform = (action: DaveAction): DaveEvent | null => {
      switch (action.do) {
        case 'newSession':
          open(action.version, action.externalSender);
          return null;
        case 'dropSession':
          if (session !== sender) session?.free();
          session = null;
          return null;
        case 'externalSender':
          if (session !== null) unless('external sender refused', session.externalSender(action.bytes));
          return null;
        case 'proposals':
          propose(action.bytes);
          return null;
        case 'applyCommit':
        case 'applyWelcome':
          return apply(action);
        case 'sayReady':
          send(say.transitionReady(action.transitionId));
          return null;
        case 'sayInvalid':
          send(say.invalidCommitWelcome(action.transitionId));
          return null;
        case 'ignore':
          log.debug('DAVE: ignored', { ...identity, what: action.what });
          return null;
      }
    };

    const take = (event: DaveEvent): void => {
      const [next, actions] = step(state, event);
      state = next;
      for (const action of actions) {
        const outcome = perform(action);
        if (outcome !== null) take(outcome);
      }
    };

    const view = (): DaveView => ({
      session: encrypting(),
      version: state.sender === 'nobody' ? 0 : (state.version ?? 0),
      epoch: sender?.epoch ?? null,
      privacyCode: sender?.privacyCode ?? null,
    });

    const encrypting = (): DaveSession | null => {
      const before = sender;
      if (state.sender === 'nobody') sender = null;
      else if (state.sender === 'current') sender = session;
      if (before !== sender && before !== session) before?.free();
      return sender;
    };

    const overdue$ = states.pipe(
      map(({ awaited }) => awaited),
      distinctUntilChanged(),
      switchMap((awaited) =>
        awaited === null
          ? EMPTY
          : timer(settings.transitionGuardMs, scheduler).pipe(map(() => awaited.transitionId)),
      ),
      map((transitionId): DaveEvent => ({ type: 'overdue', transitionId })),
      tap((event) => outcomes.next(event)),
      switchMap(() => EMPTY),
    );
    const canDave = channelId !== null && port.maxVersion > 0;
    const events$ = messages$.pipe(
      map((message) => toEvent(message, canDave)),
      filter((event) => event !== null),
    );
    const arrived$ = merge(events$, outcomes).pipe(map((event) => ({ event, users: userIds() })));
    const turns$ = inTurn(arrived$, ({ event }) => isUrgent(event), registry.work);

    return merge(
      overdue$,
      turns$.pipe(
        tap(({ event, users }) => {
          present = users;
          take(event);
        }),
        map(view),
        tap(() => states.next(state)),
        distinctUntilChanged(isSame),
      ),
    ).pipe(
      finalize(() => {
        session?.free();
        if (sender !== session) sender?.free();
      }),
    );
  });
