/** A voice connection's requests and signals, in words. */
import { filter, map, type Observable } from 'rxjs';
import { voiceConnection, type VoiceInputs } from '../../streams/voice/connection.ts';
import type { VoiceCtx } from '../../streams/voice/ports.ts';
import type { VoiceRequest, VoiceSignal } from '../../streams/voice/signal.ts';
import { creds, otherCreds } from './fakes.ts';

export const requests: Record<string, VoiceRequest> = {
  a: { requestId: '1', credentials: creds },
  A: { requestId: '2', credentials: { ...creds } },
  b: { requestId: '3', credentials: otherCreds },
  x: { requestId: '4', credentials: { ...creds, channelId: 'abc' } },
};

const word = (signal: VoiceSignal): string => {
  switch (signal.type) {
    case 'result':
      return signal.failure === null
        ? `result ${signal.requestId}`
        : `result ${signal.requestId}: ${signal.failure}`;
    case 'open':
      return `open ${signal.credentials.endpoint[0]}`;
    case 'closed':
      return `closed ${signal.code}`;
    default:
      return signal.type;
  }
};

/** All that is said, but for reports. */
export const words = (
  request$: Observable<VoiceRequest>,
  ctx: VoiceCtx,
  inputs: VoiceInputs = {},
): Observable<string> =>
  voiceConnection(request$, ctx, inputs).pipe(
    filter(({ type }) => type !== 'report'),
    map(word),
  );

export const O = { o: 'open a', 1: 'result 1', 2: 'result 2', 3: 'result 3', s: 'ready', B: 'open b' };
