/**
 * Asks over UDP how the server sees us, as often as it takes: datagrams get lost.
 *
 *     sent         a---a---a---        every second, ten times
 *     datagrams$   ---x-----d          noise, the answer
 *     out          ---------(A|)
 *     no answer    ------------(F|)    after the last second: why, in words
 */
import { left, right, type Either } from 'fp-ts/lib/Either.js';
import { filter, ignoreElements, map, merge, of, take, tap, timeout, timer, type Observable } from 'rxjs';
import { discoveryRequest, parseDiscovery, type OuterAddress } from './discovery.packet.ts';
import type { UdpSocket, VoiceCtx } from './ports.ts';

export const discovery = (
  socket: UdpSocket,
  ssrc: number,
  { scheduler, settings }: VoiceCtx,
): Observable<Either<string, OuterAddress>> => {
  const { discoveryRetryMs, discoveryTries } = settings;
  const request = discoveryRequest(ssrc);
  const asking$ = timer(0, discoveryRetryMs, scheduler).pipe(
    take(discoveryTries),
    tap(() => socket.send(request)),
    ignoreElements(),
  );
  const answers$ = socket.datagrams$.pipe(
    map(parseDiscovery),
    filter((address) => address !== null),
    map((address) => right(address)),
  );
  return merge(answers$, asking$).pipe(
    take(1),
    timeout({
      first: discoveryRetryMs * discoveryTries,
      scheduler,
      with: () => of(left(`The voice server did not answer over UDP (${discoveryTries} tries).`)),
    }),
  );
};
