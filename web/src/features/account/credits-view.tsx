import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Wallet } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { CreditTransaction } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { Badge, Empty, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { Select } from '@/ui/select';
import { type EntryType, useAccount, useLedger, useLiveLedger } from './account';
import css from './account.module.css';
import { BuyLink, Lots } from './lots';
import { SpentToday } from './today';

/** What is left, and every entry that made it so. */
export function CreditsView() {
  const { account: words, profile } = useTexts();
  const { ledger } = profile;
  const { number } = useFormats();
  const account = useAccount();
  const { type: asked } = useSearch({ strict: false }) as { type?: string };
  const navigate = useNavigate();
  const types = Object.keys(ledger.types) as EntryType[];
  const type = types.find((each) => each === asked);
  const grant = account.data?.signup_grant;
  const waits = grant?.reason === 'verify_email' || grant?.reason === 'link_sign_in' ? ledger.grants[grant.reason] : null;
  return (
    <Room
      title={ledger.title}
      above={
        <Link to="/studio/account" className={css.up ?? ''}>
          {words.title}
        </Link>
      }
    >
      <div className={css.column}>
        {account.data ? (
          <div className={css.card}>
            <p className={css.balance}>
              <strong>{number(account.data.balance)}</strong> {ledger.left}
            </p>
            {waits && grant ? <p>{waits(number(grant.credits))}</p> : null}
            <SpentToday spent={account.data.limits.spent_today} cap={account.data.limits.daily_cap} />
            <Lots expiring={account.data.expiring} />
            <BuyLink />
          </div>
        ) : account.error ? null : (
          <Skeleton shape="card" />
        )}
        <div className={css.above}>
          <h2>{ledger.entries}</h2>
          <Select
            label={ledger.type}
            hiddenLabel
            choices={[{ id: 'all', name: ledger.all }, ...types.map((id) => ({ id, name: ledger.types[id] }))]}
            value={type ?? 'all'}
            onChange={(chosen) =>
              navigate({ to: '/studio/account/credits', search: chosen === 'all' ? {} : { type: chosen }, replace: true })
            }
          />
        </div>
        <Entries key={type ?? 'all'} type={type} />
      </div>
    </Room>
  );
}

function Entries({ type }: { type: EntryType | undefined }) {
  const { ledger } = useTexts().profile;
  const pages = useLedger(type);
  useLiveLedger(type, pages.data !== undefined);
  const list = useRef<HTMLOListElement>(null);
  const first = useRef<number | null>(null);
  const entries = pages.data?.pages.flatMap(({ transactions }) => transactions) ?? [];
  const count = entries.length;
  useEffect(() => {
    if (first.current === null || count <= first.current) return;
    (list.current?.children[first.current] as HTMLElement | undefined)?.focus();
    first.current = null;
  }, [count]);
  if (pages.error && !count) return <ErrorNote error={pages.error} onRetry={() => pages.refetch()} />;
  if (!pages.data) return <Skeleton count={8} />;
  if (!count) {
    return (
      <Empty icon={<Wallet />} title={type ? ledger.noneOf : ledger.none}>
        {type ? null : ledger.noneHint}
      </Empty>
    );
  }
  const films = new Set(entries.filter(isFilm).map(({ job_id }) => job_id));
  return (
    <>
      <ol className={css.entries} ref={list}>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} film={films.has(entry.job_id)} />
        ))}
      </ol>
      {pages.error ? <ErrorNote error={pages.error} onRetry={() => pages.fetchNextPage()} /> : null}
      <div className={css.row}>
        {pages.hasNextPage ? (
          <Button
            isPending={pages.isFetchingNextPage}
            onPress={() => {
              first.current = count;
              void pages.fetchNextPage();
            }}
          >
            {ledger.more}
          </Button>
        ) : null}
        <span className={css.small} role="status">
          {ledger.shown(count)}
        </span>
      </div>
    </>
  );
}

/** By the word that the ledger begins a film's charge with; films have no room of their own here yet. */
const isFilm = ({ type, description, job_id }: CreditTransaction) =>
  type === 'charge' && job_id !== null && /^Film/.test(description);

/** Beside its type: of a video what it is, without a word; why it came back, the video says. What else the ledger says is in English. */
function wordsOf({ type, description, job_id }: CreditTransaction): string {
  if (type === 'refund' && job_id !== null) return '';
  return type === 'charge' ? description.replace(/^Video: (?:[\w-]+\/)?/, '') : description;
}

function Entry({ entry, film }: { entry: CreditTransaction; film: boolean }) {
  const { ledger } = useTexts().profile;
  const { moment, number, signed } = useFormats();
  const { type, amount, job_id: job } = entry;
  const said = wordsOf(entry);
  return (
    <li className={css.entry} tabIndex={-1}>
      <div>
        <p className={css.what}>
          {ledger.types[type] ?? type} {entry.agent_key_id ? <Badge>{ledger.byAgent}</Badge> : null}
        </p>
        {said ? (
          <p className={css.small} lang={type === 'charge' ? undefined : 'en'} dir="auto">
            {said}
          </p>
        ) : null}
        <p className={css.small}>
          <time dateTime={entry.created_at}>{moment(entry.created_at)}</time>
          {job ? ' · ' : null}
          {job && film ? ledger.film : null}
          {job && !film ? (
            <Link to="/studio/videos/$videoId" params={{ videoId: job }}>
              {ledger.video}
            </Link>
          ) : null}
        </p>
      </div>
      <div className={css.figures}>
        <p className={amount > 0 ? css.more : css.less}>
          <strong>{signed(amount)}</strong>
        </p>
        <p className={css.small}>
          {ledger.after}: {number(entry.balance_after)}
        </p>
      </div>
    </li>
  );
}
