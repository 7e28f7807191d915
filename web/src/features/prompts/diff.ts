export interface Word {
  text: string;
  /** Whether only this text has it. */
  own: boolean;
}

const MOST = 700; // words of each: beyond it the table would be large, and nobody compares so

/** Both texts word by word, with what only one of them has. The longest common row of words stays unmarked. */
export function difference(one: string, other: string): [Word[], Word[]] {
  const [left, right] = [wordsOf(one), wordsOf(other)];
  const [shared, alike] = [new Set<number>(), new Set<number>()];
  const lengths = table(left, right);
  for (let [at, to] = [0, 0]; at < left.length && to < right.length; ) {
    if (bare(left[at]) === bare(right[to])) {
      shared.add(at++);
      alike.add(to++);
    } else if ((lengths[at + 1]?.[to] ?? 0) >= (lengths[at]?.[to + 1] ?? 0)) at++;
    else to++;
  }
  return [left.map((text, at) => ({ text, own: !shared.has(at) })), right.map((text, at) => ({ text, own: !alike.has(at) }))];
}

const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean).slice(0, MOST);
const bare = (word: string | undefined) => word?.toLocaleLowerCase().replace(/^\p{P}+|\p{P}+$/gu, '') || word;

/** `[at][to]`: how long the common row of the rests from there is. */
function table(left: readonly string[], right: readonly string[]): number[][] {
  const lengths = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  for (let at = left.length - 1; at >= 0; at--) {
    const [row, below] = [lengths[at] ?? [], lengths[at + 1] ?? []];
    for (let to = right.length - 1; to >= 0; to--) {
      row[to] = bare(left[at]) === bare(right[to]) ? (below[to + 1] ?? 0) + 1 : Math.max(below[to] ?? 0, row[to + 1] ?? 0);
    }
  }
  return lengths;
}
