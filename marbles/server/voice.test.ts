import { asyncScheduler, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { connectVoice, type VoiceFailure } from '../../src/server/player/voice.ts';
import { createFakeEngine } from '../../test/support/fake.engine.ts';
import { marbles } from '../support.ts';

const address = { sessionId: 's', guildId: '1', userId: '2' };
const credentials = { token: 't', endpoint: 'e', sessionId: 's', channelId: null };
const text = map((failure: VoiceFailure | null) => failure?.reason ?? 'ok');

describe('connectVoice', () => {
  it('may be answered before send returns', () => {
    marbles(({ scheduler, expectObservable }) => {
      const engine = createFakeEngine();
      expectObservable(connectVoice(engine, address, credentials, scheduler).pipe(text)).toBe('(a|)', {
        a: 'ok',
      });
    });
  });

  /*
   *  events   --x--r       x answers somebody else
   *  result   -----(r|)
   */
  it('waits for the answer to its own request', () => {
    marbles((m) => {
      const engine = createFakeEngine();
      let requestId = '';
      engine.answerVoice = (command) => void (requestId = command.requestId);
      m.expectObservable(connectVoice(engine, address, credentials, m.scheduler).pipe(text)).toBe(
        '-----(r|)',
        {
          r: 'refused',
        },
      );
      const answer = (id: () => string, failure: string | null) => () =>
        engine.emit(address, { type: 'voiceResult', requestId: id(), failure });
      m.scheduler.schedule(
        answer(() => 'another', null),
        2,
      );
      m.scheduler.schedule(
        answer(() => requestId, 'refused'),
        5,
      );
    });
  });

  it('gives up after ten seconds, and sends one command only', () => {
    const engine = createFakeEngine();
    engine.answerVoice = () => undefined;
    marbles(({ scheduler, expectObservable }) => {
      expectObservable(connectVoice(engine, address, credentials, scheduler).pipe(text)).toBe('10s (t|)', {
        t: 'no answer within 10 s',
      });
    });
    expect(engine.types('1')).toEqual(['voice']);
  });

  it('emits when the engine has finished telling, so that what follows is not nested in it', async () => {
    const engine = createFakeEngine();
    let isTelling = true;
    const told = new Promise<boolean>((resolve) => {
      connectVoice(engine, address, credentials, asyncScheduler).subscribe(() => resolve(isTelling));
    });
    isTelling = false;
    expect(await told).toBe(false);
  });
});
