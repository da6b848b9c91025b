/**
 * Keeps a connection's report and writes its log: one line per change of state, with nothing secret in it (the voice
 * session is a number, its id and token are never told).
 */
import type { BreakerState } from './breaker.machine.ts';
import { closedBreaker } from './breaker.machine.ts';
import {
  changed,
  emptyReport,
  type Change,
  type DaveFacts,
  type VoiceReport,
  type VoiceStatus,
} from './history.ts';
import type { VoiceCtx } from './ports.ts';

export interface Recorder {
  readonly change: (change: Change) => void;
  readonly breaker: (state: BreakerState) => void;
  readonly dave: (facts: DaveFacts) => void;
}

/** Steps on the way to `ready`; whoever wants to see them asks for them. */
const QUIET: readonly VoiceStatus[] = ['queued', 'connecting', 'open'];
const BAD: readonly VoiceStatus[] = ['waiting', 'failed', 'refused'];

/** `tell` gets every report. */
export const recorder = (
  { clock, log, identity }: Pick<VoiceCtx, 'clock' | 'log' | 'identity'>,
  tell: (report: VoiceReport) => void,
): Recorder => {
  let report = emptyReport(closedBreaker, clock.wall());
  const put = (next: VoiceReport): void => {
    report = next;
    tell(report);
  };
  return {
    change: (change) => {
      put(changed(report, change, clock.wall()));
      const { status, session } = report;
      const entry = report.changes.at(-1);
      const line = {
        ...identity,
        session,
        state: status,
        attempt: report.attempt,
        code: entry?.code ?? null,
        reason: entry?.reason ?? null,
        durationMs: Math.round(entry?.durationMs ?? 0),
      };
      if (BAD.includes(status)) log.warn('Voice connection', line);
      else if (QUIET.includes(status)) log.debug('Voice connection', line);
      else log.info('Voice connection', line);
    },
    breaker: (state) => {
      // A count of failures alone is nothing that anybody waits for.
      if (state.status !== report.breaker.status)
        log.info('Voice breaker', { ...identity, state: state.status });
      put({ ...report, breaker: state });
    },
    dave: (facts) => put({ ...report, dave: facts }),
  };
};
