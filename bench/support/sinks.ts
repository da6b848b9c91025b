/** The real hot end of voice connections, sealing and sending to a UDP port that nobody reads. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { firstValueFrom } from 'rxjs';
import { XCHACHA_MODE } from '../../src/voice/cipher/cipher.ts';
import { createVoicePorts } from '../../src/voice/index.ts';
import type { DaveSession, UdpSocket, VoiceParts } from '../../streams/voice/ports.ts';
import { RtpSink } from '../../streams/voice/sink.ts';
import { openNullPort } from './null.port.ts';
import { quietLog } from './quiet.ts';

export const loadVoice = (): Promise<VoiceParts> =>
  firstValueFrom(createVoicePorts({ log: quietLog }).load());

export interface Sinks {
  readonly sinks: readonly RtpSink[];
  /** Packets sent so far by all of them. */
  readonly sent: () => number;
}

/** Connecting a UDP socket binds it first; both are callbacks that nobody outside hears of. */
const CONNECTED_MS = 100;

/** One sink for each guild; with a DAVE session for each where there are any. */
export const openSinks = async (
  { udp, cipher }: VoiceParts,
  count: number,
  dave: readonly DaveSession[] = [],
): Promise<Sinks> => {
  const port = await openNullPort();
  let sent = 0;
  const sinks: RtpSink[] = [];
  const attach = (socket: UdpSocket, ssrc: number): void => {
    socket.connect();
    const key = cipher.cipher(XCHACHA_MODE, randomBytes(32));
    if (key === null) throw new Error('There is no XChaCha20-Poly1305 here.');
    const sink = new RtpSink({
      ssrc,
      cipher: key,
      send: (datagram) => {
        sent += 1;
        socket.send(datagram);
      },
      speaking: () => undefined,
      random: Math.random,
      log: quietLog,
    });
    sink.encryptWith(dave[ssrc] ?? null);
    sinks.push(sink);
  };
  for (let ssrc = 0; ssrc < count; ssrc += 1) {
    udp.open({ ip: '127.0.0.1', port }).subscribe((socket) => attach(socket, ssrc));
  }
  await wait(CONNECTED_MS);
  return { sinks, sent: () => sent };
};
