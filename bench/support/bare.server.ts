/** The floor of the `rest` bench: a Hono app that answers with the JSON it is given, in a process of its own. */
import { getRequestListener } from '@hono/node-server';
import { createServer } from 'node:http';
import { Hono } from 'hono';

const [info = '{}', player = '{}'] = process.argv.slice(2);
const answers = { info: JSON.parse(info) as object, player: JSON.parse(player) as object };

const app = new Hono();
app.get('/v4/info', (context) => context.json(answers.info));
app.patch('/v4/sessions/:session/players/:guild', async (context) => {
  await context.req.json();
  return context.json(answers.player);
});

const listener = getRequestListener(app.fetch);
const server = createServer((incoming, outgoing) => void listener(incoming, outgoing)).listen(
  0,
  '127.0.0.1',
  () => {
    const bound = server.address();
    console.log(typeof bound === 'object' ? bound?.port : bound);
  },
);
