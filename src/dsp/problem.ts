/** Which settings cannot be: the reference accepts them and the track dies of them; we say which field it is. */
import { channelMix } from './channel-mix/index.ts';
import { distortion } from './distortion/index.ts';
import { equalizer } from './equalizer/index.ts';
import type { FilterKind } from './filter.ts';
import { karaoke } from './karaoke/index.ts';
import { lowPass } from './low-pass/index.ts';
import { rotation } from './rotation/index.ts';
import type { FilterSettings } from '../../streams/commands.ts';
import { timescaleProblem } from './timescale/index.ts';
import { tremolo } from './tremolo/index.ts';
import { vibrato } from './vibrato/index.ts';
import { volume } from './volume/index.ts';

const of = <S>(kind: FilterKind<S>, settings: S | null | undefined): string | null =>
  settings === undefined || settings === null ? null : kind.problem(settings);

/** The first thing that is wrong with settings of the ten, with its field; null when nothing is. */
export const problemWithTen = (settings: FilterSettings): string | null =>
  of(volume, settings.volume) ??
  of(equalizer, settings.equalizer) ??
  of(karaoke, settings.karaoke) ??
  (settings.timescale === undefined || settings.timescale === null
    ? null
    : timescaleProblem(settings.timescale)) ??
  of(tremolo, settings.tremolo) ??
  of(vibrato, settings.vibrato) ??
  of(distortion, settings.distortion) ??
  of(rotation, settings.rotation) ??
  of(channelMix, settings.channelMix) ??
  of(lowPass, settings.lowPass);
