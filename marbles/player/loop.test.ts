import { describe, expect, it } from 'vitest';
import { playerLoop } from '../../streams/player/loop.ts';
import { play, word } from '../fakes.ts';

const loopNow = () => playerLoop(() => ({ positionMs: 0, timeMs: 0 }), { trackStuckThresholdMs: 10_000 });

describe('playerLoop', () => {
  /*
   *  inputs$    a-----------        play
   *  records$   A-----------        the record first …
   *  events$    (xy)--------        … then what is said of it
   */
  it('changes the record before it speaks', () => {
    const loop = loopNow();
    const seen: string[] = [];
    loop.record$.subscribe(({ play: now }) => seen.push(`record ${now?.track.title ?? 'idle'}`));
    loop.events$.subscribe((event) =>
      seen.push(`${word(event)} / ${loop.record().play?.track.title ?? 'idle'}`),
    );
    loop.put({ type: 'command', command: play('a') });
    expect(seen).toEqual(['record idle', 'record a', 'start a / a', 'update / a']);
  });

  /*
   *  inputs$    a----s---------     stop; a listener of its TrackEnd answers with a play at once
   *  events$    …----E(S)------     the answer waits for the rest of what was being said
   */
  it('lets an input that answers an event wait for its turn', () => {
    const loop = loopNow();
    const seen: string[] = [];
    loop.events$.subscribe((event) => {
      seen.push(word(event));
      if (event.type === 'trackEnd' && event.reason === 'stopped') {
        loop.put({ type: 'command', command: play('next') });
        seen.push('answered');
      }
    });
    loop.put({ type: 'command', command: play('a') });
    loop.put({ type: 'command', command: { type: 'stop' } });
    expect(seen).toEqual(['start a', 'update', 'end a stopped', 'answered', 'start next', 'update']);
  });

  it('completes after destroy', () => {
    const loop = loopNow();
    let completed = false;
    loop.events$.subscribe({ complete: () => (completed = true) });
    loop.put({ type: 'command', command: { type: 'destroy' } });
    expect(completed).toBe(true);
  });
});
