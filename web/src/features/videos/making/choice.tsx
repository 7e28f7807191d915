import type { Model } from 'rushes';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Segments } from '@/ui/segments';
import { type Chosen, type Facts, fitted, refusalOf } from './combinations';
import css from './making.module.css';
import { named, wordsOf } from './words';

interface ChoiceProps<F extends Chosen> {
  field: F;
  label: string;
  model: Model;
  facts: Facts;
  values: readonly Facts[F][];
  nameOf?: (value: Facts[F]) => string;
  onChange: (changes: Partial<Pick<Facts, Chosen>>) => void;
  error?: string | null | undefined;
}

/** One choice of a wish. What does not go with the others is disabled and says why; where that helps, one press changes both. */
export function Choice<F extends Chosen>({ field, label, model, facts, values, nameOf, onChange, error }: ChoiceProps<F>) {
  const texts = useTexts();
  const { making } = texts;
  const nameIt = nameOf ?? ((value: Facts[F]) => named(field, value, texts));
  const choices = values.map((value) => {
    const refusal = value === facts[field] ? null : refusalOf(model, facts, field, value);
    return { id: String(value), name: nameIt(value), value, refused: refusal ? wordsOf(refusal, model.name, texts) : undefined };
  });
  const own = refusalOf(model, facts, field, facts[field]);
  const mended = choices.flatMap(({ id, name, value, refused }) => {
    if (!refused) return [];
    const both = fitted(model, { ...facts, [field]: value }, field);
    if (both[field] !== value || refusalOf(model, { ...facts, ...both }, field, value)) return [];
    const others = (Object.keys(both) as Chosen[]).filter((each) => each !== field && both[each] !== facts[each]);
    return others.length
      ? [{ id, both, words: making.refusal.takeBoth(name, others.map((each) => named(each, both[each], texts)).join(', ')) }]
      : [];
  });
  return (
    <div className={css.choice}>
      <Segments
        label={label}
        choices={choices}
        value={String(facts[field])}
        onChange={(id) => onChange({ [field]: values.find((each) => String(each) === id) } as Partial<Facts>)}
      />
      {error || own ? (
        <p className={css.wrong} role="alert">
          {error ?? (own && wordsOf(own, model.name, texts))}
        </p>
      ) : null}
      {mended.length ? (
        <span className={css.pair}>
          {mended.map(({ id, both, words }) => (
            <Button key={id} small onPress={() => onChange(both)}>
              {words}
            </Button>
          ))}
        </span>
      ) : null}
    </div>
  );
}
