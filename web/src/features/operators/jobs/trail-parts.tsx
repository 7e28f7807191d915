import { Link, useNavigate } from '@tanstack/react-router';
import type { CreditTransaction, DeadLetter, OperatorBatchKind, Rushes } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Checkbox } from '@/ui/toggles';
import { ActDialog } from '../act-dialog';
import { Part, When } from '../detail';
import css from '../operators.module.css';
import { placeOf } from '../place';

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

interface Repeated {
  id: string;
  changed: boolean;
}

const RETRIES: Record<OperatorBatchKind, (rushes: Rushes, id: string, reason: string) => Promise<Repeated>> = {
  video: async (rushes, id, reason) => {
    const { job, changed } = await rushes.request('POST /admin/jobs/{job_id}/retry', { path: { job_id: id }, body: { reason } });
    return { id: job.id, changed };
  },
  film: async (rushes, id, reason) => {
    const call = { path: { film_id: id }, body: { reason } };
    const { film, changed } = await rushes.request('POST /admin/films/{film_id}/retry', call);
    return { id: film.id, changed };
  },
  prompt: async (rushes, id, reason) => {
    const call = { path: { prompt_id: id }, body: { reason } };
    const { prompt, changed } = await rushes.request('POST /admin/prompts/{prompt_id}/retry', call);
    return { id: prompt.id, changed };
  },
};

/** The same wish once more, which its user pays nothing for; then one looks at that. A prompt is written anew in its place. */
export function Retry({ kind, id, onClose }: { kind: OperatorBatchKind; id: string; onClose: () => void }) {
  const texts = useTexts().operators.job;
  const navigate = useNavigate();
  return (
    <ActDialog
      title={texts.retryTitle}
      text={<p>{texts.retryText[kind]}</p>}
      action={texts.retry}
      onClose={onClose}
      run={(rushes, reason) => RETRIES[kind](rushes, id, reason)}
      said={({ changed }) => (changed ? texts.retried : texts.retriedBefore[kind])}
      done={({ id: again }) => void navigate({ to: placeOf('jobs', `${kind}s/${again}`) as never })}
    />
  );
}
