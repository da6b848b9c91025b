/** Gateway mode: a node with a bot token gets its voice credentials from Discord, not from the client. */
import { afterEach, expect, it, vi } from 'vitest';
import { startDiscord, type DiscordLoopback, type DiscordOptions } from '../../support/discord.gateway.ts';
import { joinEvents } from './discord.ts';
import { startRig, USER_ID, type Rig } from './rig.ts';

const TOKEN = 'bot-token-nobody-may-read';
let rig: Rig | undefined;
let discord: DiscordLoopback | undefined;

const start = async (
  options: Partial<DiscordOptions> = {},
): Promise<{ rig: Rig; discord: DiscordLoopback }> => {
  const loopback = await startDiscord({ token: TOKEN, userId: USER_ID, ...options });
  discord = loopback;
  rig = await startRig(
    {},
    `--lavalink.server.discordBotToken=${TOKEN}`,
    `--lavalink.server.discordApiUrl=${loopback.apiUrl}`,
  );
  return { rig, discord: loopback };
};

afterEach(async () => {
  const logged = JSON.stringify(rig?.logged);
  await rig?.close();
  await discord?.close();
  expect(logged).not.toContain(TOKEN);
});

const says = (text: string): Promise<unknown> =>
  vi.waitUntil(() => rig?.logged.find(({ message }) => message.includes(text)), { timeout: 10_000 });

it('connects a player that was given no voice state, and follows the gateway through a lost socket', async () => {
  const { rig: node, discord: main } = await start();
  const bot = await node.bot();
  await says('Following Discord’s gateway');
  expect(main.heard[0]).toMatchObject({ op: 2, d: { token: TOKEN, intents: 129 } });
  await bot.patch('11', { volume: 90 });
  for (const { t, d } of joinEvents(node.gateway, { guildId: '11', userId: USER_ID })) main.dispatch(t, d);
  await bot.message(({ op, state }) => op === 'playerUpdate' && (state as { connected: boolean }).connected);

  main.drop(4000);
  await says('Discord’s gateway is back');
  expect(
    node.logged.filter(({ level, message }) => level === 'warn' && /gateway/.test(message)),
  ).toHaveLength(1);
  for (const { t, d } of joinEvents(node.gateway, { guildId: '12', userId: USER_ID })) main.dispatch(t, d);
  await bot.patch('12', { volume: 90 });
  await bot.message(
    ({ op, guildId, state }) =>
      op === 'playerUpdate' && guildId === '12' && (state as { connected: boolean }).connected,
  );
});

it('says that the token is refused, once, and lives', async () => {
  const { rig: node } = await start({ refuseWith: 4004 });
  await says('Discord refuses the bot token (4004)');
  const bot = await node.bot();
  await node.join(bot, '13');
});

it('tries again when Discord is away, and gives up on a wrong token', async () => {
  const { discord: main } = await start({ troubles: [404, 401] });
  await says('Discord cannot be reached');
  await says('Discord refuses the bot token (401)');
  expect(main.asked()).toBe(2);
});
