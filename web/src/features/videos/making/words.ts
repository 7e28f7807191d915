import type { Texts } from '@/texts';
import type { Chosen, Refusal } from './combinations';

/** Why something cannot be asked of this model, to a person. */
export function wordsOf(refusal: Refusal, name: string, { making }: Texts): string {
  const { refusal: words } = making;
  const { field, possible } = refusal;
  const when = Object.entries(refusal.when ?? {})
    .map(([each, value]) => (each in words.when ? words.when[each as keyof typeof words.when](String(value)) : ''))
    .join('');
  switch (refusal.kind) {
    case 'only':
      return words.only(
        name,
        span(possible).map((each) => (field === 'seconds' ? `${each} s` : each)),
        when,
      );
    case 'most':
      return words.most(name, Number(possible[0]));
    case 'first_too':
      return words.firstToo;
    case 'always':
    case 'never':
      return words[refusal.kind](name);
    case 'too_long':
      return words.tooLong(name, Number(possible[0]));
    default:
      return (field in words.none ? words.none[field as keyof typeof words.none] : words.none.other)(name, when);
  }
}

/** Whole numbers in a row by their ends: 3–15. */
function span(values: readonly unknown[]): string[] {
  const numbers = values.filter((each): each is number => typeof each === 'number');
  const [first = 0] = numbers;
  const inRow = numbers.length > 3 && numbers.length === values.length && numbers.every((each, at) => each === first + at);
  return inRow ? [`${first}–${numbers.at(-1)}`] : values.map(String);
}

/** A value of a choice as it stands in the form. */
export function named(field: Chosen, value: unknown, { making }: Texts): string {
  if (field === 'seconds') return making.second(Number(value));
  if (field === 'aspect_ratio') return String(value);
  if (field === 'audio') return value ? making.audioOn : making.audioOff;
  return String(value);
}
