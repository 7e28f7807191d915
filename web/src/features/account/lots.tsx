import type { AnswerOf } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { ButtonLink } from '@/ui/button';
import { usePackages } from '../payments/payments';
import css from './account.module.css';

/** What of the balance expires, and when. */
export function Lots({ expiring }: { expiring: AnswerOf<'GET /account'>['expiring'] }) {
  const { lots } = useTexts().settings;
  const { date } = useFormats();
  if (!expiring.length) return null;
  return (
    <div>
      <h3>{lots.title}</h3>
      <ul>
        {expiring.map((lot) => (
          <li key={lot.expires_at}>{lots.row(lot.credits, date(lot.expires_at))}</li>
        ))}
      </ul>
      <p className={css.small}>{lots.hint}</p>
    </div>
  );
}

/** Leads to what can be bought, where something can. */
export function BuyLink() {
  const { buy } = useTexts().settings;
  const { data } = usePackages();
  return data?.length ? (
    <ButtonLink look="main" href="/studio/account/purchases">
      {buy.action}
    </ButtonLink>
  ) : null;
}
