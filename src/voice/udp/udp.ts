/** The UDP port over `VoiceUDPSocket` of @discordjs/voice: its socket and its keepalive every 5 s. */
import { Socket } from 'node:dgram';
import type { VoiceUDPSocket } from '@discordjs/voice';
import { Observable, Subject } from 'rxjs';
import type { Log } from '../../../streams/ports.ts';
import type { UdpPort, UdpSocket } from '../../../streams/voice/ports.ts';

interface Remote {
  readonly ip: string;
  readonly port: number;
}

/** Its private socket. */
const rawOf = (udp: VoiceUDPSocket): Socket => {
  const raw: unknown = Reflect.get(udp, 'socket');
  if (raw instanceof Socket) return raw;
  throw new Error('VoiceUDPSocket has no dgram socket');
};

const attach = (Udp: typeof VoiceUDPSocket, remote: Remote, log: Log): Observable<UdpSocket> =>
  new Observable((subscriber) => {
    const udp = new Udp({ ...remote });
    // Stays for good. ICMP says "refused" about datagrams sent long ago; the gateway tells whether the call goes on.
    udp.on('error', (error) => log.debug('Voice UDP socket', { ...remote, error }));
    const raw = rawOf(udp);
    const datagrams = new Subject<Uint8Array>();
    let isConnected = false;
    let isClosed = false;

    const send = (datagram: Uint8Array): void => {
      if (isClosed) return;
      try {
        if (isConnected) raw.send(datagram);
        else raw.send(datagram, remote.port, remote.ip);
      } catch (error) {
        log.debug('A datagram was not sent', { ...remote, error });
      }
    };
    // Its keepalive sends through this method, from timers, where an exception would end the process: on a socket
    // that is closed, and (with an address) on one that is connected.
    udp.send = send;

    udp.on('message', (datagram) => datagrams.next(datagram));
    raw.once('connect', () => (isConnected = true));

    subscriber.next({
      datagrams$: datagrams.asObservable(),
      send,
      connect: () => {
        if (isClosed) return;
        raw.removeAllListeners('message');
        try {
          raw.connect(remote.port, remote.ip);
        } catch (error) {
          log.debug('The UDP socket stays unconnected', { ...remote, error });
        }
      },
    });

    return () => {
      isClosed = true;
      datagrams.complete();
      udp.destroy();
    };
  });

export const udpPort = (Udp: typeof VoiceUDPSocket, log: Log): UdpPort => ({
  open: (remote) => attach(Udp, remote, log),
});
