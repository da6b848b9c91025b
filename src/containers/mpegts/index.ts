/** MPEG transport streams: files, radio, and the parts of HLS streams. */
import { ByteReader } from '../reader.ts';
import type { FrameHeader, FrameSyntax } from '../shared/frame.ts';
import type { ByteSource, Container, Demuxer } from '../types.ts';
import { ContainerError } from '../types.ts';
import { tsDemuxer } from './demuxer.ts';
import { layoutOf } from './packet.ts';
import { beginsWithTables, readTables } from './tables.ts';
import type { StreamEntry, Tables } from './tables.ts';
import { PacketWalker } from './walker.ts';

/** How the frames look that a transport stream may carry. */
export interface TsSyntaxes<A extends FrameHeader, M extends FrameHeader> {
  /** Stream type 0x0F. */
  readonly aac: FrameSyntax<A>;
  /** 0x03 and 0x04. */
  readonly mp3: FrameSyntax<M>;
}

const [MPEG_1, MPEG_2, ADTS] = [0x03, 0x04, 0x0f];

const NAMES: Readonly<Record<number, string>> = { 0x11: 'AAC with LATM', 0x81: 'AC-3', 0x87: 'E-AC-3' };

const notPlayable = (streams: readonly StreamEntry[]): ContainerError => {
  const names = streams.flatMap(({ type }) => NAMES[type] ?? []);
  const detail = names.length === 0 ? '' : `: ${names.join(', ')}`;
  return new ContainerError(`No supported audio format in the transport stream${detail}.`);
};

/** Tables stand in the first packets, or they may come at any time. */
const HEAD_BYTES = 5 * 192;

/**
 * @example createMpegTs({ aac: adtsSyntax, mp3: mp3Syntax })
 */
export const createMpegTs = <A extends FrameHeader, M extends FrameHeader>(
  syntaxes: TsSyntaxes<A, M>,
): Container => {
  /** For parts that do not repeat what is in them. */
  const known = new WeakMap<Demuxer, Tables>();

  const demux = (walker: PacketWalker, { streams, tags }: Tables): Promise<Demuxer> => {
    for (const { type, pid } of streams) {
      const found = { walker, pid, tags };
      if (type === ADTS) return tsDemuxer({ ...found, codec: 'aac', syntax: syntaxes.aac });
      if (type === MPEG_1 || type === MPEG_2)
        return tsDemuxer({ ...found, codec: 'mp3', syntax: syntaxes.mp3 });
    }
    throw notPlayable(streams);
  };

  return {
    // The reference's name, whatever is inside.
    name: 'mpegts-adts',
    matches: (head) => layoutOf(head) !== null,
    async open(source: ByteSource, earlier?: Demuxer): Promise<Demuxer> {
      const reader = new ByteReader(source);
      await reader.need(HEAD_BYTES);
      const layout = layoutOf(reader.peek());
      if (layout === null) throw new ContainerError('This is not a transport stream.');
      const walker = new PacketWalker(reader, layout);
      const before = earlier && known.get(earlier);
      const repeats = before === undefined || beginsWithTables(reader.peek(HEAD_BYTES), layout);
      const tables = repeats ? await readTables(walker) : before;
      const demuxer = await demux(walker, tables);
      known.set(demuxer, tables);
      return demuxer;
    },
  };
};
