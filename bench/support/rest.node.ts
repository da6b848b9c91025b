/** The built node in a process of its own, with whom it takes to load it: sessions, and bots that play. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import { testCertificatePath } from '../../test/support/tls.ts';
import { startVoiceGateway } from '../../test/support/voice-gateway/index.ts';
import { musicTrack } from './files.ts';
import { freePort } from './free.port.ts';
import { createRestClient, type RestClient } from './rest.client.ts';

const PASSWORD = 'bench';
const USER_ID = '170939974227591168';
const POLL_MS = 5;
const launcher = fileURLToPath(new URL('../../bin/lavastream.mjs', import.meta.url));
const build = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));

export interface LoadedNode {
  readonly port: number;
  readonly pid: number;
  readonly client: RestClient;
  /** Opens that many client sessions; resolves with their ids. */
  connect(sessions: number): Promise<readonly string[]>;
  /** Lets that many guilds of a session play, through a voice server in this process. */
  play(sessionId: string, guilds: number): Promise<void>;
  close(): Promise<void>;
}

/** CPU time of another process so far, in ms; NaN where there is no /proc. */
export const cpuMsOf = async (pid: number): Promise<number> => {
  if (process.platform !== 'linux') return NaN;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  // A tick of the kernel's accounting is 10 ms on every Linux that Node runs on.
  return ((user ?? NaN) + (system ?? NaN)) * 10;
};

const untilItAnswers = async (client: RestClient, child: ChildProcess): Promise<void> => {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The node ended with code ${child.exitCode}.`);
    const isUp = await client.ask('GET', '/version').then(
      ({ status }) => status === 200,
      // Not listening yet.
      () => false,
    );
    if (isUp) return;
    await wait(POLL_MS);
  }
};

const openSession = async (port: number, index: number): Promise<readonly [WebSocket, string]> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v4/websocket`, {
    headers: {
      Authorization: PASSWORD,
      'User-Id': `${BigInt(USER_ID) + BigInt(index)}`,
      'Client-Name': 'bench/1',
    },
  });
  const [data] = (await once(socket, 'message')) as [Buffer];
  const { sessionId } = JSON.parse(data.toString()) as { sessionId: string };
  return [socket, sessionId];
};

export const startLoadedNode = async (): Promise<LoadedNode> => {
  await promisify(execFile)(process.execPath, [build]);
  const port = await freePort();
  const child = spawn(process.execPath, [launcher], {
    stdio: 'ignore',
    cwd: tmpdir(),
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: testCertificatePath,
      SERVER_PORT: String(port),
      LAVALINK_SERVER_PASSWORD: PASSWORD,
      LAVALINK_SERVER_SOURCES_LOCAL: 'true',
    },
  });
  const client = createRestClient(port, PASSWORD);
  await untilItAnswers(client, child);
  const gateway = await startVoiceGateway();
  const sockets: WebSocket[] = [];

  const connect: LoadedNode['connect'] = async (sessions) => {
    const opened = await Promise.all(
      Array.from({ length: sessions }, (_, index) => openSession(port, index)),
    );
    sockets.push(...opened.map(([socket]) => socket));
    return opened.map(([, sessionId]) => sessionId);
  };

  const play: LoadedNode['play'] = async (sessionId, guilds) => {
    const { identifier } = await musicTrack('opus', 600);
    for (let guild = 1; guild <= guilds; guild += 1) {
      const guildId = `${guild}`;
      const {
        token,
        endpoint,
        sessionId: voiceSessionId,
      } = gateway.credentials({ guildId, userId: USER_ID });
      const { channelId } = gateway.call(guildId);
      const voice = { token, endpoint, sessionId: voiceSessionId, channelId };
      const { status, text } = await client.ask(
        'PATCH',
        `/v4/sessions/${sessionId}/players/${guildId}`,
        JSON.stringify({ voice, track: { identifier } }),
      );
      if (status !== 200) throw new Error(`A player does not play: ${status} ${text}`);
    }
  };

  const close = async (): Promise<void> => {
    client.close();
    for (const socket of sockets) socket.terminate();
    child.kill('SIGTERM');
    await once(child, 'exit');
    await gateway.close();
  };

  return { port, pid: child.pid ?? NaN, client, connect, play, close };
};
