const LETTER = /[\p{L}\p{N}]/u;

/** The text in pieces, those that are one's own marked; of two that overlap the longer one. */
export function marked(text: string, own: readonly string[]): { text: string; mine: boolean; at: number }[] {
  const mine = new Array<boolean>(text.length).fill(false);
  for (const words of [...own].sort((one, other) => other.length - one.length)) {
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
      const alone = !LETTER.test(text[at - 1] ?? '') && !LETTER.test(text[at + words.length] ?? ''); // not in the middle of a word
      if (alone) mine.fill(true, at, at + words.length);
    }
  }
  const pieces: { text: string; mine: boolean; at: number }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const before = pieces.at(-1);
    if (before && before.mine === mine[at]) before.text += text[at];
    else pieces.push({ text: text[at] ?? '', mine: mine[at] ?? false, at });
  }
  return pieces;
}
