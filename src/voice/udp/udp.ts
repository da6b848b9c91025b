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

/** Connecting takes a turn of the event loop; more than this is never said in it. */
const MAX_HELD = 16;

const attach = (Udp: typeof VoiceUDPSocket, remote: Remote, log: Log): Observable<UdpSocket> =>
  new Observable((subscriber) => {
    let phase: 'unconnected' | 'connecting' | 'connected' | 'closed' = 'unconnected';
    let held: Uint8Array[] = [];
    const udp = new Udp({ ...remote });
    const raw = rawOf(udp);
    const datagrams = new Subject<Uint8Array>();

    const send = (datagram: Uint8Array): void => {
      try {
        if (phase === 'connected') raw.send(datagram);
        else if (phase === 'unconnected') raw.send(datagram, remote.port, remote.ip);
        // Sent with an address now, it would leave a connected socket, which refuses that in silence.
        else if (phase === 'connecting' && held.length < MAX_HELD) held.push(Uint8Array.from(datagram));
      } catch (error) {
        log.debug('A datagram was not sent', { ...remote, error });
      }
    };
    const settle = (as: 'unconnected' | 'connected'): void => {
      if (phase !== 'connecting') return;
      phase = as;
      const due = held;
      held = [];
      for (const datagram of due) send(datagram);
    };

    // Its keepalive sends through this method, from timers, where an exception would end the process: on a socket
    // that is closed, and (with an address) on one that is connected.
    udp.send = send;
    // Stays for good. ICMP says "refused" about datagrams sent long ago; the gateway tells whether the call goes on.
    udp.on('error', (error) => {
      log.debug('Voice UDP socket', { ...remote, error });
      settle('unconnected');
    });
    udp.on('message', (datagram) => datagrams.next(datagram));
    raw.once('connect', () => settle('connected'));

    subscriber.next({
      datagrams$: datagrams.asObservable(),
      send,
      connect: () => {
        if (phase !== 'unconnected') return;
        phase = 'connecting';
        raw.removeAllListeners('message');
        try {
          raw.connect(remote.port, remote.ip);
        } catch (error) {
          log.debug('The UDP socket stays unconnected', { ...remote, error });
          settle('unconnected');
        }
      },
    });

    return () => {
      phase = 'closed';
      held = [];
      datagrams.complete();
      udp.destroy();
    };
  });

export const udpPort = (Udp: typeof VoiceUDPSocket, log: Log): UdpPort => ({
  open: (remote) => attach(Udp, remote, log),
});
