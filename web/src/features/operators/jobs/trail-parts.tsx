import { Link } from '@tanstack/react-router';
import type { CreditTransaction, DeadLetter } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Checkbox } from '@/ui/toggles';
import { Part, When } from '../detail';
import css from '../operators.module.css';

interface Failed {
  code: string;
  message: string;
  suggestedAction: string;
  retryable: boolean;
  details: object;
}

/** Why there is nothing: in words, with what its user is advised to do. */
export function Why({ error, outcome, children }: { error: Failed | null; outcome: string | null; children?: React.ReactNode }) {
  const texts = useTexts().operators.job;
  const details = Object.entries(error?.details ?? {}).filter(([, value]) => value !== null);
  return (
    <Part title={texts.why}>
      {error ? (
        <>
          <p className={css.what}>{error.message}</p>
          <p>{error.suggestedAction}</p>
          <p className={css.small}>
            <code>{error.code}</code>
            {outcome ? ` · ${outcome}` : ''} · {error.retryable ? texts.retryable : texts.notRetryable}
            {details.map(([name, value]) => ` · ${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)}
          </p>
        </>
      ) : (
        <p className={css.small}>{outcome ?? texts.noError}</p>
      )}
      {children}
    </Part>
  );
}

/** What it moved in the ledger. */
export function Moved({ entries }: { entries: readonly CreditTransaction[] }) {
  const { operators } = useTexts();
  const { signed, number } = useFormats();
  const types: Record<string, string> = operators.words.entries;
  return (
    <Part title={operators.job.moved}>
      {entries.length ? (
        <ul className={css.lines}>
          {entries.map((each) => (
            <li key={each.id}>
              <span className={css.spread}>
                <span>{types[each.type] ?? each.type}</span>
                <strong>{signed(each.amount)}</strong>
              </span>
              <span className={css.small}>
                <When at={each.created_at} /> · {operators.person.after(number(each.balance_after))}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className={css.small}>{operators.list.nothing}</p>
      )}
    </Part>
  );
}

/** Its tasks that were given up. */
export function Letters({ letters }: { letters: readonly DeadLetter[] }) {
  const { operators } = useTexts();
  const texts = operators.job;
  if (!letters.length) return null;
  return (
    <Part title={texts.letters}>
      <ul className={css.lines}>
        {letters.map((each) => (
          <li key={each.id}>
            <span>
              <code className={css.code}>{each.error_type}</code> {each.error}
            </span>
            <span className={css.small}>
              {each.queue} · {texts.tries(each.attempts)} · <When at={each.last_at} />
              {each.replayed_at ? ` · ${texts.replayed}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** Whether what it cost comes back. */
export function Refund({ refund, onChange, credits }: { refund: boolean; onChange: (refund: boolean) => void; credits: number }) {
  const { operators, common } = useTexts();
  return (
    <Checkbox isSelected={refund} onChange={onChange}>
      {operators.job.refund(common.credits(credits))}
    </Checkbox>
  );
}

/** To another work. */
export function To({ to, children }: { to: string; children: React.ReactNode }) {
  return <Link to={to as never}>{children}</Link>;
}
