/** Which writer makes the wanted file. */
import { from, switchMap, type Observable } from 'rxjs';
import type { CodecPort } from '../../streams/ports.ts';
import type { OutputKind } from './arguments.ts';
import type { OpusTags } from './opus.headers.ts';
import { createOpusWriter } from './opus.writer.ts';
import type { OutputFile } from './output.file.ts';
import type { SoundWriter } from './sound.writer.ts';
import { createWavWriter } from './wav.writer.ts';

export interface WriterOptions {
  readonly file: OutputFile;
  readonly kind: OutputKind;
  readonly codecs: Pick<CodecPort, 'encoder'>;
  readonly tags: OpusTags;
  /** Samples per channel that will come, as far as is known; else Infinity. */
  readonly expectedSamples: number;
}

/** Emits the writer, with its header written. */
export const createWriter = ({
  file,
  kind,
  codecs,
  tags,
  expectedSamples,
}: WriterOptions): Observable<SoundWriter> =>
  kind.type === 'wav'
    ? from(createWavWriter(file, kind.format, expectedSamples))
    : codecs.encoder().pipe(switchMap((encoder) => from(createOpusWriter(file, encoder, tags))));
