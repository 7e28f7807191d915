import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Progress } from '@/ui/notes';
import css from './account.module.css';

/** What was spent today, against the cap where there is one. */
export function SpentToday({ spent, cap }: { spent: number; cap: number | null }) {
  const { view } = useTexts().profile;
  const { number } = useFormats();
  const words = cap === null ? view.noCap(number(spent)) : view.spentOf(number(spent), number(cap));
  return (
    <div className={css.today}>
      <p>
        <span className={css.note}>{view.spentToday}: </span>
        {words}
      </p>
      {cap ? <Progress label={view.spentToday} value={Math.min(1, spent / cap)} text={words} /> : null}
    </div>
  );
}
