/**
 * What the end of a gateway socket means. The codes that are survived in silence are the reference's; with any other
 * one (also unknown ones) the client is told and has to bring new credentials.
 */

/** `resume`: same session, op 7. `reconnect`: there is no session yet, identify again. `giveUp`: say `closed`. */
export type Verdict = 'resume' | 'reconnect' | 'giveUp';

/** Code → what Discord means by it. */
const SURVIVED: ReadonlyMap<number, string> = new Map([
  [1001, 'going away'],
  [1006, 'cut off'],
  [4000, 'unknown error'],
  [4001, 'unknown opcode'],
  [4002, 'failed to decode payload'],
  [4003, 'not authenticated'],
  [4005, 'already authenticated'],
  [4009, 'session timeout'],
  [4012, 'unknown protocol'],
  [4015, 'voice server crashed'],
  [4016, 'unknown encryption mode'],
  [4020, 'bad request'],
]);

/** No close frame came. */
export const CUT_OFF = 1006;
/** A message that the protocol needs makes no sense (RFC 6455 §7.4.1). */
export const UNREADABLE = 1007;
/** None of the offered transport encryptions is known here. */
export const UNKNOWN_MODE = 4016;

/** @param wasReady has the session ever been Ready? */
export const classify = (code: number, wasReady: boolean): Verdict => {
  if (!SURVIVED.has(code)) return 'giveUp';
  return wasReady ? 'resume' : 'reconnect';
};
