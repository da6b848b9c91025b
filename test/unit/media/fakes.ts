/** A container, sources and a log whose doings can be watched. */
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Failure } from '../../../streams/events.ts';
import type { AudioFormat, Log, Packet } from '../../../streams/ports.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import type { ByteSource, Container, Demuxer, Tags } from '../../../src/containers/types.ts';
import type { Resolution, Source } from '../../../src/sources/types.ts';
import { memorySource } from '../../support/memory.source.ts';
import type { MemorySource } from '../../support/memory.source.ts';

export const FORMAT: AudioFormat = {
  codec: 'mp3',
  sampleRate: 48_000,
  channels: 2,
  extradata: new Uint8Array(0),
};

export const packet = (value: number): Packet => ({
  data: Uint8Array.of(value),
  positionMs: value,
  durationMs: 1,
});

export interface FakeDemuxer {
  readonly lengthMs?: number | undefined;
  readonly tags?: Tags;
  readonly demuxer?: Partial<Demuxer>;
}

/** A container whose files begin with its magic word; every byte after it is a packet. */
export const fakeContainer = (name: string, magic: string, fake: FakeDemuxer = {}): Container => ({
  name,
  matches: (head) => Buffer.from(head).toString().startsWith(magic),
  async open(source: ByteSource): Promise<Demuxer> {
    let at = magic.length;
    const head = Buffer.from(await source.read(0, magic.length)).toString();
    if (head !== magic) throw new ContainerError(`This is not ${name}.`);
    return {
      format: FORMAT,
      lengthMs: 'lengthMs' in fake ? fake.lengthMs : 1_234.9,
      isSeekable: true,
      tags: fake.tags ?? {},
      async read() {
        const [value] = await source.read(at, 1);
        at += 1;
        return value === undefined ? null : [packet(value)];
      },
      async seek(positionMs) {
        at = magic.length + positionMs;
      },
      ...fake.demuxer,
    };
  },
});

export interface FakeSource extends Source {
  readonly asked: readonly string[];
  /** Every byte source it gave away. */
  readonly given: readonly MemorySource[];
}

type Answer = string | Resolution | Failure | null;

const isFailure = (answer: Resolution | Failure): answer is Failure => 'severity' in answer;

/** Answers by identifier: a text is the content of a media file; what is not listed is not for this source. */
export const fakeSource = (name: string, answers: Readonly<Record<string, Answer>>): FakeSource => {
  const asked: string[] = [];
  const given: MemorySource[] = [];
  const bytesOf = (text: string): MemorySource => {
    const bytes = memorySource(Buffer.from(text));
    given.push(bytes);
    return bytes;
  };
  return {
    name,
    asked,
    given,
    load(identifier) {
      asked.push(identifier);
      const answer = answers[identifier] ?? null;
      if (typeof answer === 'string') {
        return TE.right({ type: 'media', bytes: bytesOf(answer), hints: {}, identifier });
      }
      return answer !== null && isFailure(answer) ? TE.left(answer) : TE.right(answer);
    },
    open(track) {
      const answer = answers[track.identifier];
      if (typeof answer === 'string') return TE.right(bytesOf(answer));
      return TE.left({ message: 'gone', severity: 'common', cause: 'gone', causeStackTrace: 'gone' });
    },
  };
};

export const spyLog = (): Log & { readonly lines: readonly string[] } => {
  const lines: string[] = [];
  const write = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
};
