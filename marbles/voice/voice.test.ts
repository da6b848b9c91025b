import { map, NEVER, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Lane } from '../../streams/sender/lane.ts';
import type { VoiceRequest, VoiceSignal } from '../../streams/voice/signal.ts';
import { voice } from '../../streams/voice/voice.ts';
import { address, credentials, fakeVoice, play, voiceCommand } from '../fakes.ts';
import { marbles } from '../support.ts';

describe('voice', () => {
  /*
   *  signals      -o-r----c--o-r-
   *  input$       -o-r----c--o-r-
   *  polled$      f--t----f----t-      the lane has a sink from ready to closed
   */
  it('hands the sink of a ready connection to the lane, and takes it away', () => {
    marbles((m) => {
      const lane = new Lane(m.clock);
      const { sink } = fakeVoice();
      const signals: Record<string, VoiceSignal> = {
        o: { type: 'open', credentials },
        r: { type: 'ready', sink },
        c: { type: 'closed', code: 4014, reason: '', byRemote: true },
      };
      const connect = () => m.cold('-o-r----c--o-r-', signals);
      const polled: string[] = [];
      lane.polled$.subscribe((on) => polled.push(`${m.scheduler.now()}${on ? 't' : 'f'}`));
      const said$ = voice(NEVER, address, lane, { connect }).pipe(
        map((input) => (input.type === 'voice' ? input.signal.type.charAt(0) : '')),
      );
      m.expectObservable(said$, '---------------!').toBe('-o-r----c--o-r-');
      m.flush();
      expect(polled).toEqual(['0f', '1f', '3t', '8f', '11f', '13t', '15f']);
    });
  });

  it('asks with the credentials of voice commands only', () => {
    marbles((m) => {
      const commands$ = m.hot('-p-v', { p: play('abc'), v: voiceCommand });
      const connect = (requests$: Observable<VoiceRequest>) => {
        m.expectObservable(requests$).toBe('---r', { r: { requestId: 'r', credentials } });
        return NEVER;
      };
      m.expectObservable(voice(commands$, address, new Lane(m.clock), { connect })).toBe('----');
    });
  });
});
