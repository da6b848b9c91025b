/** Proves the emulator against parts that we did not write: @discordjs/voice as client, davey as MLS members. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { DiscordGatewayAdapterLibraryMethods } from '@discordjs/voice';
import type { DAVESession } from '@snazzah/davey';
import { beforeAll, describe, expect, it } from 'vitest';
import { gaps, levelDb, peakHz, slice, soundSpan } from '../../support/sound.ts';
import { trustTestCertificate } from '../../support/tls.ts';
import { toneFile, tonePackets } from '../../support/tones.ts';
import { GCM, XCHACHA } from '../../support/voice-gateway/index.ts';
import { afterwards, ALICE, BOT, connect, discordVoice, GUILD, play, start } from './voice-gateway.client.ts';

let packets: readonly Buffer[] = [];

beforeAll(async () => {
  trustTestCertificate();
  packets = await tonePackets({ hz: 440, seconds: 4 });
});

describe('a call with @discordjs/voice', () => {
  it.each([
    { mode: GCM, daveVersion: 0 },
    { mode: XCHACHA, daveVersion: 0 },
    { mode: GCM, daveVersion: 1 },
    { mode: XCHACHA, daveVersion: 1 },
  ] as const)('is heard in $mode with DAVE $daveVersion', async ({ mode, daveVersion }) => {
    const gateway = await start({ modes: [mode], daveVersion });
    const alice = gateway.addListener(GUILD, ALICE);
    const { networking, ready } = connect(gateway.credentials({ guildId: GUILD, userId: BOT }));
    await ready;
    if (daveVersion === 1) await alice.until(() => alice.sharesGroupWith(BOT));
    const stop = play(networking, packets);
    await alice.untilFrames(100);
    stop();
    const session = await gateway.session(GUILD, BOT);
    expect(session.mode).toBe(mode);
    expect(session.rejected).toEqual([]);
    expect(session.stats).toMatchObject({ undecryptable: 0, repeatedCounters: 0, foreignSsrc: 0, other: 0 });
    expect(session.stats.discoveries).toBe(1);
    const report = alice.report();
    expect(report).toMatchObject({ missing: [], duplicates: 0, timestampSteps: [] });
    expect(report).toMatchObject({ undecryptable: 0, undecryptableInTransition: 0, plainInGroup: 0 });
    expect(report.frames - report.silence).toBe(daveVersion === 1 ? report.encrypted : report.plain);
    expect(report.speaking.map(({ speaking }) => speaking)).toEqual([1]);
    const pcm = await alice.pcm();
    expect(pcm.left.length).toBe(alice.frames().length * 960);
    expect(Math.abs(peakHz(slice(pcm, 500, 1500).left) - 440)).toBeLessThan(1);
    expect(Math.abs(levelDb(slice(pcm, 500, 1500).right) + 9.03)).toBeLessThan(1);
    expect(gaps(slice(pcm, 100, 1900))).toEqual([]);
    expect(soundSpan(pcm)?.durationMs).toBeGreaterThan(1900);
    if (daveVersion === 0) return;
    expect(alice.daveErrors).toEqual([]);
    const { state } = networking;
    const members = 'dave' in state ? state.dave?.session : undefined;
    expect((members as DAVESession | undefined)?.getEpochAuthenticator()).toEqual(alice.epochAuthenticator);
  });

  it('works through joinVoiceChannel and AudioPlayer', async () => {
    const gateway = await start();
    const voice = gateway.credentials({ guildId: GUILD, userId: BOT });
    const alice = gateway.addListener(GUILD, ALICE);
    let methods: DiscordGatewayAdapterLibraryMethods | undefined;
    const connection = discordVoice.joinVoiceChannel({
      guildId: GUILD,
      channelId: voice.channelId,
      group: BOT,
      adapterCreator: (given) => {
        methods = given;
        return { sendPayload: () => true, destroy: () => undefined };
      },
    });
    afterwards(() => connection.destroy());
    methods?.onVoiceStateUpdate({
      guild_id: GUILD,
      channel_id: voice.channelId,
      user_id: BOT,
      session_id: voice.sessionId,
    } as Parameters<DiscordGatewayAdapterLibraryMethods['onVoiceStateUpdate']>[0]);
    methods?.onVoiceServerUpdate({ guild_id: GUILD, token: voice.token, endpoint: voice.endpoint });
    await discordVoice.entersState(connection, discordVoice.VoiceConnectionStatus.Ready, 10_000);
    await alice.until(() => alice.sharesGroupWith(BOT));
    const player = discordVoice.createAudioPlayer();
    connection.subscribe(player);
    const file = await toneFile({ format: 'ogg-opus', hz: 440, seconds: 1 });
    player.play(
      discordVoice.createAudioResource(createReadStream(file), {
        inputType: discordVoice.StreamType.OggOpus,
      }),
    );
    await once(player, discordVoice.AudioPlayerStatus.Idle);
    await alice.until(() => alice.report().speaking.at(-1)?.speaking === 0);
    const report = alice.report();
    expect(report).toMatchObject({ missing: [], undecryptable: 0, plainInGroup: 0, timestampSteps: [] });
    expect(report.encrypted).toBeGreaterThanOrEqual(50);
    expect(report.silence).toBeGreaterThanOrEqual(4);
  });
});
