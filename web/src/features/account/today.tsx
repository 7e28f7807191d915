import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Progress } from '@/ui/notes';
import css from './account.module.css';

/** What was spent today, against the cap where there is one. */
export function SpentToday({ spent, cap }: { spent: number; cap: number | null }) {
  const { account } = useTexts();
  const { number } = useFormats();
  const words = cap === null ? account.view.noCap(number(spent)) : account.view.spentOf(number(spent), number(cap));
  return (
    <div className={css.today}>
      <p>
        <span className={css.note}>{account.view.spentToday}: </span>
        {words}
      </p>
      {cap ? <Progress label={account.view.spentToday} value={Math.min(1, spent / cap)} text={words} /> : null}
    </div>
  );
}
