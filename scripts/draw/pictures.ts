/** Finds the pictures in marble tests: a comment of lanes right above an `it(...)`. */

export interface Lane {
  readonly name: string;
  readonly marbles: string;
  /** What the picture says beside the lane. */
  readonly note: string;
}

export interface Picture {
  /** The sentence of the test below it. */
  readonly title: string;
  readonly lanes: readonly Lane[];
}

const PICTURE = /\/\*\n((?:\s*\*(?!\/).*\n)+)\s*\*\/\s*\n\s*it(?:\.each)?\(\s*(['"`])(.+?)\2/g;
/** A lane: its name, two blanks, marbles without a blank, and perhaps two blanks and a note. */
const LANE = /^\s*\*\s{2,}(\S.*?)\s{2,}([-\w.()|#]*-[-\w.()|#]*)(?:\s{2,}(.*))?$/;

const laneOf = (line: string): Lane[] => {
  const [, name, marbles, note = ''] = LANE.exec(line) ?? [];
  return name === undefined || marbles === undefined ? [] : [{ name, marbles, note }];
};

/** Pictures of one test file; what is no lane (a table, a sentence) is left out, and so is a picture of one lane. */
export const picturesIn = (source: string): readonly Picture[] =>
  [...source.matchAll(PICTURE)].flatMap(([, comment = '', , title = '']) => {
    const lanes = comment.split('\n').flatMap(laneOf);
    return lanes.length < 2 ? [] : [{ title, lanes }];
  });
