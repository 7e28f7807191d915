import { Link } from '@tanstack/react-router';
import type { UserRecord } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Facts, Part, When } from '../detail';
import css from '../operators.module.css';
import { placeOf } from '../place';

/** What they have, what of it ends when, and what they spent today. */
export function Money({ known: { account } }: { known: UserRecord }) {
  const { operators, common } = useTexts();
  const texts = operators.person;
  const { number, moment } = useFormats();
  const today = account?.spent_today as { date?: string; credits?: number } | null | undefined;
  return (
    <Part title={texts.money}>
      <p className={css.figure}>{account ? common.credits(account.balance) : '–'}</p>
      <Facts
        facts={[
          [texts.spent, today?.date ? texts.spentOn(number(today.credits ?? 0), today.date) : null],
          [texts.guestGrant, account?.guest_grant ? number(account.guest_grant) : null],
          ...(account?.lots ?? []).map((lot) => [texts.ends(moment(lot.expires_at)), common.credits(lot.credits)] as const),
          [texts.entries, account ? number(account.seq) : null],
        ]}
      />
    </Part>
  );
}

/** What is being made for them, and what waits. */
export function Now({ known: { account, active_jobs: active } }: { known: UserRecord }) {
  const { operators, videos } = useTexts();
  const texts = operators.person;
  const { number, bytes } = useFormats();
  return (
    <Part title={texts.now}>
      {active.length ? (
        <ul className={css.lines}>
          {active.map((each) => (
            <li key={each.id}>
              <Link to={placeOf('jobs', `videos/${each.id}`) as never}>{videos.states[each.state]}</Link>
              <span className={css.small}>
                {each.model} · <When at={each.created_at} /> · {texts.deadline} <When at={each.deadline_at} />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <Facts
        facts={
          account
            ? [
                [texts.active.jobs, texts.andWaiting(number(account.active_jobs), number(account.waiting_jobs))],
                [texts.active.films, texts.andWaiting(number(account.active_films), number(account.waiting_films))],
                [texts.active.prompts, texts.andWaiting(number(account.active_prompts), number(account.waiting_prompts.length))],
                [texts.stored, account.stored_bytes === null ? null : bytes(account.stored_bytes)],
                [texts.batches, Object.keys(account.live_batches ?? {}).length || null],
              ]
            : []
        }
      />
    </Part>
  );
}
