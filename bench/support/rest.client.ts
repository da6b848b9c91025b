/** One keep-alive connection that asks again and again, as a client library does. */
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

export interface RestClient {
  ask(
    method: string,
    path: string,
    body?: string,
  ): Promise<{ readonly status: number; readonly text: string }>;
  /** Asks `count` times, one after the other. Resolves to how long each took, in ms. */
  time(count: number, method: string, path: string, body?: string): Promise<readonly number[]>;
  close(): void;
}

export const createRestClient = (port: number, password: string): RestClient => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { Authorization: password, 'Content-Type': 'application/json' };

  const ask: RestClient['ask'] = async (method, path, body) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 0, text: await text(answer) };
  };

  const time: RestClient['time'] = async (count, method, path, body) => {
    const times: number[] = [];
    for (let i = 0; i < count; i += 1) {
      const startMs = performance.now();
      const { status, text: answer } = await ask(method, path, body);
      times.push(performance.now() - startMs);
      if (status !== 200) throw new Error(`${method} ${path} was answered ${status}: ${answer}`);
    }
    return times;
  };

  return { ask, time, close: () => agent.destroy() };
};
