import { useTexts } from '@/texts';
import { ActDialog } from '../act-dialog';
import { useAmounts } from './amounts';

/** A day that the night did not count, or that later refunds have changed. */
export function CountAgain({ day, onClose }: { day: string; onClose: () => void }) {
  const texts = useTexts().running.today;
  const { date } = useAmounts();
  return (
    <ActDialog
      title={texts.count(date(day))}
      text={<p>{texts.countText}</p>}
      action={texts.countAct}
      onClose={onClose}
      run={(rushes, reason) => rushes.request('POST /admin/figures', { body: { reason, day } })}
      said={() => texts.counting(date(day))}
    />
  );
}
