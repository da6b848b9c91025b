/** Native libraries come in with the first player, not at the start: in a process of its own, where nothing else is. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SCRIPT = `
  import { WebSocket } from 'ws';
  import { once } from 'node:events';
  import { setTimeout } from 'node:timers/promises';
  import { loadConfig } from './src/config/index.ts';
  import { startNode } from './src/main.ts';

  process.report.excludeNetwork = true;
  const native = () =>
    ['node-av', 'davey', 'sodium'].filter((name) =>
      process.report.getReport().sharedObjects.some((file) => file.endsWith('.node') && file.includes(name)));

  const argv = ['--server.port=0', '--server.address=127.0.0.1', '--lavalink.server.password=p'];
  const { right } = loadConfig({ argv, env: {}, cwd: '/', readFile: () => null });
  const fail = (message) => { console.error(message); process.exitCode = 1; };
  const log = { debug() {}, info() {}, warn: fail, error: fail };
  const { port, close } = await startNode({ config: right.config, log });

  const headers = { Authorization: 'p', 'User-Id': '1', 'Client-Name': 'test/1' };
  const socket = new WebSocket('ws://127.0.0.1:' + port + '/v4/websocket', { headers });
  const [data] = await once(socket, 'message');
  const { sessionId } = JSON.parse(data);
  const call = (method, body) =>
    fetch('http://127.0.0.1:' + port + '/v4/sessions/' + sessionId + '/players/1', {
      method, body, headers: { ...headers, 'Content-Type': 'application/json' } });
  await call('DELETE');
  const before = native();
  await call('PATCH', '{}');
  while (native().length < 3) await setTimeout(20);
  console.log(JSON.stringify({ before, after: native() }));
  socket.terminate();
  await close();
`;

it('loads codecs and voice with the first player, and nothing before', () => {
  const cwd = fileURLToPath(new URL('../../../', import.meta.url));
  const argv = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', SCRIPT];
  const output = execFileSync(process.execPath, argv, { cwd, encoding: 'utf8', timeout: 25_000 });
  expect(JSON.parse(output)).toEqual({ before: [], after: ['node-av', 'davey', 'sodium'] });
});
