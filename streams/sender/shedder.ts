/** Carries out what `shedding` asks for: whose sound is encoded simpler. */
import { audibility } from './audibility.ts';
import type { Lane } from './lane.ts';
import type { QualityDial } from './quality.ts';
import type { ShedCounts } from './shedding.ts';

export interface Shedable {
  readonly dial: QualityDial;
  readonly lane: Pick<Lane, 'volume' | 'filters'>;
}

const hearable = ({ dial: { source }, lane: { volume, filters } }: Shedable): number =>
  source === null
    ? 1
    : audibility({
        ...source.format,
        bitrate: source.bitrate,
        volume,
        isFiltered: Object.keys(filters).length > 0,
      });

const open = (players: readonly Shedable[]): readonly Shedable[] =>
  players.filter(({ dial }) => dial.takeEncoding() && dial.canShed);

const shedOf = (players: readonly Shedable[]): readonly Shedable[] =>
  players.filter(({ dial }) => dial.isShed);

export class Shedder {
  /** As of the last count. */
  #open: readonly Shedable[] = [];

  count(players: readonly Shedable[]): ShedCounts {
    this.#open = open(players);
    return { open: this.#open.length, shed: shedOf(players).length };
  }

  /**
   * `change` of the players that were counted last, those first who will hear it least; or so many fewer, those first
   * who hear it most. How many are shed now.
   */
  apply(players: readonly Shedable[], change: number): number {
    const byHearing = [...(change > 0 ? this.#open : shedOf(players))]
      .map((player) => ({ player, heard: hearable(player) }))
      .sort((a, b) => (change > 0 ? a.heard - b.heard : b.heard - a.heard));
    for (const { player } of byHearing.slice(0, Math.abs(change))) player.dial.isShed = change > 0;
    return shedOf(players).length;
  }
}
