/** The UDP side of one voice session: IP discovery, keep-alives, RTP. */
import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { once } from 'node:events';

const DISCOVERY_LENGTH = 74;
const KEEPALIVE_LENGTH = 8;
const KEEPALIVE_REQUEST = 0x1337_cafe;
const KEEPALIVE_ANSWER = 0x1337_f00d;

export interface UdpHandlers {
  /** Asked once per packet; false drops it. */
  isReachable(): boolean;
  /** Asked once per discovery packet; false drops it. */
  answersDiscovery(ssrc: number): boolean;
  keepalive(): void;
  media(packet: Buffer): void;
}

const discoveryAnswer = (ssrc: number, remote: RemoteInfo): Buffer => {
  const answer = Buffer.alloc(DISCOVERY_LENGTH);
  answer.writeUInt16BE(2, 0);
  answer.writeUInt16BE(70, 2);
  answer.writeUInt32BE(ssrc, 4);
  answer.write(remote.address, 8, 'latin1');
  answer.writeUInt16BE(remote.port, 72);
  return answer;
};

const keepaliveAnswer = (request: Buffer): Buffer => {
  const answer = Buffer.from(request);
  if (request.readUInt32BE(0) === KEEPALIVE_REQUEST) answer.writeUInt32BE(KEEPALIVE_ANSWER, 0);
  return answer;
};

/** Opens a socket on a free port of 127.0.0.1. The caller closes it. */
export const openUdp = async (handlers: UdpHandlers): Promise<Socket> => {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  socket.on('message', (packet, remote) => {
    if (!handlers.isReachable()) return;
    if (packet.length === DISCOVERY_LENGTH && packet.readUInt32BE(0) === 0x0001_0046) {
      const ssrc = packet.readUInt32BE(4);
      if (handlers.answersDiscovery(ssrc)) {
        socket.send(discoveryAnswer(ssrc, remote), remote.port, remote.address);
      }
    } else if (packet.length === KEEPALIVE_LENGTH) {
      handlers.keepalive();
      socket.send(keepaliveAnswer(packet), remote.port, remote.address);
    } else {
      handlers.media(packet);
    }
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
};
