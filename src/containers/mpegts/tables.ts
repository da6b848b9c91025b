/** What a transport stream says of itself: programs (PAT), their streams (PMT), the service's name (SDT, EN 300 468). */
import type { Tags } from '../types.ts';
import { ContainerError } from '../types.ts';
import type { Layout } from './packet.ts';
import { packetAt } from './packet.ts';
import type { PacketWalker } from './walker.ts';

const PAT_PID = 0;
const SDT_PID = 0x11;
const [PAT, PMT, SDT] = [0x00, 0x02, 0x42];

/** A stream that joins in mid-air repeats its tables every 0.1–0.5 s: with film that is as much as this. */
const MAX_SEARCH_BYTES = 4 * 1024 * 1024;

export interface StreamEntry {
  readonly type: number;
  readonly pid: number;
  /** Format identifier of a registration descriptor, as in `Opus`. */
  readonly registration: string | undefined;
}

export interface Tables {
  /** Of the first program. */
  readonly streams: readonly StreamEntry[];
  readonly tags: Tags;
}

/** Sections may go over several packets: keeps those of one PID together. */
class Section {
  #bytes = Buffer.alloc(0);

  /** A whole section without its checksum, or null while more is to come. */
  add(payload: Uint8Array, isStart: boolean): Buffer | null {
    if (isStart) this.#bytes = Buffer.from(payload.subarray(1 + (payload[0] ?? 0)));
    else if (this.#bytes.length > 0) this.#bytes = Buffer.concat([this.#bytes, payload]);
    if (this.#bytes.length < 3) return null;
    const length = 3 + (this.#bytes.readUInt16BE(1) & 0x0fff);
    return this.#bytes.length < length || length < 12 ? null : this.#bytes.subarray(0, length - 4);
  }
}

/** PIDs of the programs' PMTs. */
const programs = (pat: Buffer): readonly number[] => {
  const pids: number[] = [];
  for (let at = 8; at + 4 <= pat.length; at += 4) {
    if (pat.readUInt16BE(at) !== 0) pids.push(pat.readUInt16BE(at + 2) & 0x1fff);
  }
  return pids;
};

interface Descriptor {
  readonly tag: number;
  readonly data: Buffer;
}

const descriptors = (bytes: Buffer): readonly Descriptor[] => {
  const found: Descriptor[] = [];
  for (let at = 0; at + 2 <= bytes.length; at += 2 + (bytes[at + 1] ?? 0)) {
    found.push({ tag: bytes[at] ?? 0, data: bytes.subarray(at + 2, at + 2 + (bytes[at + 1] ?? 0)) });
  }
  return found;
};

const streamsOf = (pmt: Buffer): readonly StreamEntry[] => {
  const streams: StreamEntry[] = [];
  if (pmt.length < 12) return streams;
  let at = 12 + (pmt.readUInt16BE(10) & 0x0fff);
  while (at + 5 <= pmt.length) {
    const infoEnd = at + 5 + (pmt.readUInt16BE(at + 3) & 0x0fff);
    const registration = descriptors(pmt.subarray(at + 5, infoEnd)).find(({ tag }) => tag === 0x05);
    streams.push({
      type: pmt.readUInt8(at),
      pid: pmt.readUInt16BE(at + 1) & 0x1fff,
      registration: registration?.data.toString('latin1', 0, 4),
    });
    at = infoEnd;
  }
  return streams;
};

/** A text whose first byte may choose an alphabet (EN 300 468 annex A): UTF-8 or, near enough, Latin-1. */
const dvbText = (bytes: Buffer): string | undefined => {
  const [first = 0x20] = bytes;
  const text = first === 0x15 ? bytes.toString('utf8', 1) : bytes.toString('latin1', first < 0x20 ? 1 : 0);
  return text.trim() === '' ? undefined : text.trim();
};

const serviceTags = (sdt: Buffer): Tags => {
  if (sdt.length < 16) return {};
  const end = 16 + (sdt.readUInt16BE(14) & 0x0fff);
  const service = descriptors(sdt.subarray(16, end)).find(({ tag }) => tag === 0x48)?.data;
  if (service === undefined || service.length < 3) return {};
  const nameAt = 2 + service.readUInt8(1);
  const author = dvbText(service.subarray(2, nameAt));
  const title = dvbText(service.subarray(nameAt + 1, nameAt + 1 + (service[nameAt] ?? 0)));
  return { ...(title === undefined ? {} : { title }), ...(author === undefined ? {} : { author }) };
};

export const beginsWithTables = (head: Uint8Array, { stride, lead }: Layout): boolean =>
  Array.from({ length: Math.floor(head.length / stride) }, (_, at) =>
    packetAt(head, at * stride + lead),
  ).some((packet) => packet?.pid === PAT_PID);

/** Reads on until the streams are known. Rejects with a {@link ContainerError} when nothing tells of them. */
export const readTables = async (walker: PacketWalker): Promise<Tables> => {
  const sections = new Map<number, Section>();
  const pmtPids = new Set<number>();
  const start = walker.reader.position;
  let tags: Tags = {};
  while (walker.reader.position - start < MAX_SEARCH_BYTES && (await walker.fill())) {
    const packet = walker.next();
    if (packet === undefined || packet === null) continue;
    const { pid, payload, isStart } = packet;
    if (pid !== PAT_PID && pid !== SDT_PID && !pmtPids.has(pid)) continue;
    const section = sections.get(pid) ?? new Section();
    sections.set(pid, section);
    const table = section.add(payload, isStart);
    if (table === null) continue;
    if (pid === PAT_PID && table[0] === PAT) for (const found of programs(table)) pmtPids.add(found);
    else if (pid === SDT_PID && table[0] === SDT) tags = serviceTags(table);
    else if (table[0] === PMT) return { streams: streamsOf(table), tags };
  }
  throw new ContainerError('The transport stream does not say what is in it.');
};
