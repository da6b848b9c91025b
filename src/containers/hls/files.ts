/** The files of a stream: playlists, keys, heads of segments, and one segment at a time. */
import type { Around, ByteSource } from '../types.ts';
import { decrypted, ForwardSource, pullAll, pullBytes, pullFrom } from './forward.ts';
import type { MasterPlaylist, MediaPlaylist, Resource, Segment, SegmentKey } from './playlist.ts';
import { readPlaylist } from './playlist.ts';

/** Ten hours in segments of two seconds, with long addresses. */
const MAX_PLAYLIST_BYTES = 8 * 1024 * 1024;
const MAX_MAP_BYTES = 4 * 1024 * 1024;
const MAX_KEY_BYTES = 1024;
/** A stream may have a new key for each segment, but it does not go back to old ones. */
const MAX_KEPT = 8;

const NOTHING = new Uint8Array(0);

const sequenceIv = (sequence: number): Uint8Array => {
  const iv = Buffer.alloc(16);
  iv.writeBigUInt64BE(BigInt.asUintN(64, BigInt(sequence)), 8);
  return iv;
};

const decoder = new TextDecoder();

export const readText = async (source: ByteSource): Promise<string> =>
  decoder.decode(await pullAll(pullFrom(source, undefined), MAX_PLAYLIST_BYTES));

/** Does it look like the head of an MP4 file or a transport stream? Such a head is not encrypted. */
const isPlainMap = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x47 || /^(?:ftyp|moov|styp)$/.test(Buffer.from(bytes.subarray(4, 8)).toString('latin1'));

export class Files {
  readonly #around: Around;
  readonly #kept = new Map<string, Uint8Array>();
  #current: { readonly url: string; readonly source: ByteSource } | undefined;

  constructor(around: Around) {
    this.#around = around;
  }

  /** Rejects with what the source rejects with, or a ContainerError. */
  async playlist(url: string): Promise<MediaPlaylist | MasterPlaylist> {
    const source = await this.#around.open(url);
    try {
      return readPlaylist(await readText(source), source.around?.url ?? url);
    } finally {
      source.close();
    }
  }

  /** The bytes of a segment, with all that belongs before them. */
  async segment(segment: Segment): Promise<ForwardSource> {
    const key = segment.key && (await this.#key(segment.key));
    const iv = segment.key?.iv ?? sequenceIv(segment.sequence);
    const map = segment.map === undefined ? NOTHING : await this.#map(segment.map, key, iv);
    const pull = pullFrom(await this.#file(segment), segment.range);
    return new ForwardSource(map, key === undefined ? pull : decrypted(pull, key, iv));
  }

  async #key({ url }: SegmentKey): Promise<Uint8Array> {
    return this.#small({ url, range: undefined }, MAX_KEY_BYTES);
  }

  async #map(map: Resource, key: Uint8Array | undefined, iv: Uint8Array): Promise<Uint8Array> {
    const bytes = await this.#small(map, MAX_MAP_BYTES);
    if (key === undefined || isPlainMap(bytes)) return bytes;
    return pullAll(decrypted(pullBytes(bytes), key, iv), MAX_MAP_BYTES);
  }

  async #small({ url, range }: Resource, limit: number): Promise<Uint8Array> {
    const name = JSON.stringify([url, range]);
    const known = this.#kept.get(name);
    if (known !== undefined) return known;
    const source = await this.#around.open(url);
    try {
      const bytes = await pullAll(pullFrom(source, range), limit);
      const [oldest] = this.#kept.keys();
      if (this.#kept.size >= MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
      this.#kept.set(name, bytes);
      return bytes;
    } finally {
      source.close();
    }
  }

  /** Segments that are ranges of one file are read from one connection. */
  async #file({ url, range }: Resource): Promise<ByteSource> {
    if (range !== undefined && this.#current?.url === url) return this.#current.source;
    this.drop();
    const source = await this.#around.open(url);
    this.#current = { url, source };
    return source;
  }

  /** Closes the segment's file. */
  drop(): void {
    this.#current?.source.close();
    this.#current = undefined;
  }
}
