/** The life of one WebSocket: Hello, then Identify or Resume, heartbeats, and everything else to the session. */
import type { RawData, WebSocket } from 'ws';
import { anything, wholeOr } from './fields.ts';
import { Link } from './link.ts';
import { Close, Op } from './opcodes.ts';
import type { Misbehaviour, Settings } from './options.ts';
import type { BotSession } from './session.ts';

export type Refusal = readonly [code: number, reason: string];

/** Who decides whether a client may come in. Both throw RangeError where a field is missing. */
export interface Registry {
  readonly settings: Settings;
  readonly misbehaviour: () => Misbehaviour;
  identify(data: unknown): BotSession | Refusal;
  resume(data: unknown): BotSession | Refusal;
}

const bytesOf = (data: RawData): Buffer =>
  Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);

const isRefusal = (answer: BotSession | Refusal): answer is Refusal => Array.isArray(answer);

export const serve = (socket: WebSocket, registry: Registry): void => {
  let session: BotSession | undefined;
  const behaviour = (): Misbehaviour => session?.misbehaviour ?? registry.misbehaviour();
  const link = new Link(socket, () => behaviour().latencyMs ?? 0);
  const refuse = ([code, reason]: Refusal): void => link.close(code, reason);
  const say = (op: number, d: unknown): void => link.send(JSON.stringify({ op, d }));

  const enter = (op: number, data: unknown): void => {
    if (session !== undefined) {
      refuse(Close.alreadyAuthenticated);
      return;
    }
    const answer = op === Op.Identify ? registry.identify(data) : registry.resume(data);
    if (isRefusal(answer)) {
      refuse(answer);
      return;
    }
    answer.journal.add('in', op, data);
    if (op === Op.Identify) {
      session = answer;
      void answer.start(link);
    } else if (answer.resume(link, wholeOr(-1, data, 'seq_ack'))) {
      session = answer;
    } else {
      answer.end();
      refuse(Close.sessionInvalid);
    }
  };

  const heartbeat = (data: unknown): void => {
    session?.journal.add('in', Op.Heartbeat, data);
    if (behaviour().noHeartbeatAck === true) return;
    const d = { t: anything(data, 't') ?? data };
    if (session === undefined) say(Op.HeartbeatAck, d);
    else session.unnumbered(Op.HeartbeatAck, d);
  };

  const handle = (op: number, data: unknown): void => {
    if (op === Op.Identify || op === Op.Resume) enter(op, data);
    else if (op === Op.Heartbeat) heartbeat(data);
    else if (session === undefined) refuse(Close.notAuthenticated);
    else {
      session.journal.add('in', op, data);
      session.receive(op, data);
    }
  };

  socket.on('message', (data, isBinary) => {
    const bytes = bytesOf(data);
    try {
      if (isBinary) {
        handle(bytes.readUInt8(0), bytes.subarray(1));
        return;
      }
      const message = JSON.parse(bytes.toString('utf8')) as unknown;
      handle(wholeOr(-1, message, 'op'), anything(message, 'd'));
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
      refuse(Close.badPayload);
    }
  });
  socket.on('close', (code) => session?.detach(link, code));
  socket.on('error', () => socket.terminate()); // a broken frame or connection: 'close' follows

  if (behaviour().noHello !== true) {
    say(Op.Hello, { v: 8, heartbeat_interval: registry.settings.heartbeatIntervalMs });
  }
};
