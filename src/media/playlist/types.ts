/** What playlist files hold: entries as they are written, absolute or not. */

export interface Link {
  /** As it stands in the file: absolute, or relative to it. */
  readonly url: string;
  readonly title: string | undefined;
}

export interface PlaylistFormat {
  readonly name: 'm3u' | 'pls' | 'xspf' | 'asx' | 'plain';
  matches(head: Uint8Array): boolean;
  /** All entries in the order of the file, also those that lead nowhere. */
  parse(text: string): readonly Link[];
}

/** How links begin that lead to the net. */
export const LINK = /^(?:https?|icy):\/\/\S/i;

export const linesOf = (text: string): readonly string[] =>
  text.split(/\r\n|\r|\n/).map((line) => line.trim());
