import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowLeft, Plus, Sparkles } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { isRushesError } from 'rushes';
import { useAccount } from '@/features/account/account';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { usePerson } from '@/session/session';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, ButtonLink } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { Room } from '@/ui/room';
import { tell } from '@/ui/toasts';
import css from './making/batch.module.css';
import { Batch, Batches, useLiveBatches } from './making/batches';
import { type CsvProblem, MOST_BYTES, parse, placed, withCell, withoutRow, withRow } from './making/csv';
import { CsvTable } from './making/csv-table';
import { LostOrder } from './making/lost-order';
import form from './making/making.module.css';
import { type Bought, useOrder } from './making/order';
import { Lack } from './making/summary';
import { put, take } from './making/tab';
import { TableSource } from './making/table-source';
import { useSettled } from './settled';

const QUIET_MS = 700;

/** Many videos from a table, and what became of those before. */
export function BatchView() {
  const { making } = useTexts();
  const { id } = useSearch({ strict: false }) as { id?: string };
  const uid = usePerson()?.uid ?? '';
  useLiveBatches(id);
  return (
    <Room
      title={making.many.title}
      above={
        <ButtonLink look="quiet" small icon={<ArrowLeft aria-hidden />} href="/studio/videos">
          <span className={form.wideOnly}>{making.back}</span>
        </ButtonLink>
      }
    >
      {id ? <Batch id={id} /> : <NewBatch uid={uid} />}
      <Batches />
    </Room>
  );
}

function NewBatch({ uid }: { uid: string }) {
  const { making } = useTexts();
  const { number } = useFormats();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const account = useAccount().data;
  const { many: words } = making;
  const place = `batch.${uid}`;
  const [text, setText] = useState(() => take<string>(place) ?? '');
  useEffect(() => put(place, text || null), [place, text]);
  const table = useMemo(() => parse(text), [text]);
  const tooLarge = new Blob([text]).size > MOST_BYTES;
  const { quote, error, fresh, retry } = useBatchQuote(tooLarge ? '' : text);
  const ordering = useOrder(`batch.${uid}`, done);
  const refused = isRushesError(error, 'INVALID_BATCH')
    ? error
    : isRushesError(ordering.error, 'INVALID_BATCH')
      ? ordering.error
      : null;
  const told = refused ? ((refused.details.rows ?? []) as unknown as CsvProblem[]) : [];
  const problems = placed(table, told);
  const prices = new Map(quote?.videos.map(({ line, credits }) => [line, credits]));
  const missing = account && quote ? Math.max(0, quote.credits - account.balance) : 0;
  const notices = [...new Set(quote?.videos.flatMap(({ notice }) => (notice ? [notice] : [])))];

  const change = (next: string) => {
    ordering.forgive();
    setText(next);
  };
  function done(bought: Bought, _goods: unknown, here: boolean) {
    put(place, null);
    void queries.invalidateQueries({ queryKey: ['videos'] });
    void queries.invalidateQueries({ queryKey: keys.videoBatches });
    void queries.invalidateQueries({ queryKey: keys.account });
    if (!('batch' in bought)) return;
    const see = () => navigate({ to: '/studio/videos/batch', search: { id: bought.batch } });
    tell(
      'good',
      making.submit.many_made(bought.videos.length),
      here ? {} : { action: { name: making.submit.see, act: () => void see() } },
    );
    if (here) {
      setText('');
      void see();
    }
  }
  const ready = quote && fresh && !missing && !ordering.open?.lost && !ordering.pending;
  const submit = () => {
    if (ready) ordering.order({ kind: 'file', text });
  };
  const pressed = (event: KeyboardEvent) => {
    const within = event.currentTarget.contains(event.target as Node);
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && within) submit();
  };
  if (!text) {
    return (
      <>
        <LostOrder ordering={ordering} />
        <p className={css.lead}>{words.lead}</p>
        <TableSource onText={change} />
      </>
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl and Enter in any of its cells, beside the button
    <div className={css.part} onKeyDown={pressed}>
      <LostOrder ordering={ordering} />
      <p className={css.lead}>{words.lead}</p>
      <CsvTable
        table={table}
        problems={problems}
        prices={prices}
        onCell={(row, column, value) => change(withCell(table, row, column, value))}
        onRemove={(row) => change(withoutRow(table, row))}
      />
      <span className={css.pair}>
        <Button small look="quiet" icon={<Plus aria-hidden />} onPress={() => change(withRow(table))}>
          {words.addRow}
        </Button>
        <Button small look="quiet" onPress={() => change('')}>
          {words.another}
        </Button>
      </span>
      {tooLarge ? <p className={css.wrong}>{words.tooLarge}</p> : null}
      {refused ? (
        <div className={css.problems} role="alert">
          <p className={css.strong}>{words.problems(refused.details.count ?? told.length)}</p>
          <ul>
            {told.slice(0, 8).map(({ line, field, problem }) => (
              <li key={`${line} ${field} ${problem}`}>
                <span className={css.hint}>{words.at(line, field)}:</span> {problem}
              </li>
            ))}
          </ul>
          {told.length > 8 ? <p className={css.hint}>{words.moreProblems((refused.details.count ?? told.length) - 8)}</p> : null}
          <p>{words.allOrNone}</p>
        </div>
      ) : null}
      {error && !refused ? <ErrorNote error={error} onRetry={retry} /> : null}
      {ordering.error && !refused && !ordering.open?.lost ? <ErrorNote error={ordering.error} onRetry={submit} /> : null}
      {missing && account ? <Lack missing={missing} account={account} cheaper={null} onCheaper={() => undefined} /> : null}
      {notices.map((notice) => (
        <p key={notice} className={css.notice}>
          {notice}
        </p>
      ))}
      <div className={css.foot}>
        <p role="status">
          {quote && fresh ? `${words.good} ` : error || tooLarge ? '' : words.asking}
          {quote && account ? `${making.price.left}: ${number(Math.max(0, account.balance - quote.credits))}` : ''}
        </p>
        <Button look="main" icon={<Sparkles aria-hidden />} isDisabled={!ready && !ordering.pending} onPress={submit}>
          {ordering.pending ? making.submit.sending : quote ? words.make(quote.videos.length, quote.credits) : making.submit.make}
        </Button>
      </div>
    </div>
  );
}

/** What all of it would cost, or everything that is wrong with any row; the service looks at the table once it stands still. */
function useBatchQuote(text: string) {
  const rushes = useRushes();
  const asked = useSettled(text, QUIET_MS);
  const query = useQuery({
    queryKey: ['quotes', 'batch', rushes.language, asked],
    queryFn: ({ signal }) => rushes.batches.quote(asked, { signal, retries: 1 }),
    enabled: asked !== '',
    gcTime: 60_000,
  });
  const fresh = asked === text && !query.isFetching;
  return {
    quote: fresh ? query.data : undefined,
    error: asked === text ? query.error : null,
    fresh,
    retry: () => void query.refetch(),
  };
}
