import { useId } from 'react';
import { useTexts } from '@/texts';
import { ErrorNote } from '@/ui/error-note';
import { Skeleton } from '@/ui/notes';
import { useAmounts } from './amounts';
import { outcomesOf, successOf, total, useToday } from './figures';
import { Tiles } from './tiles';
import css from './today.module.css';

/** Today until now, counted for this look. */
export function SoFar() {
  const texts = useTexts().running.today;
  const { number, percent, usd, moment } = useAmounts();
  const id = useId();
  const today = useToday();
  const { data } = today;
  const outcomes = outcomesOf(data?.models ?? []);
  const of = (name: 'credits_charged' | 'credits_refunded' | 'list_price_usd' | 'margin_usd') =>
    total(data?.models.map((each) => each[name]) ?? []);
  const success = successOf(outcomes);
  const jobs = total(Object.values(outcomes));
  return (
    <section className={css.now} aria-labelledby={id}>
      <header className={css.nowHead}>
        <h2 id={id}>{texts.now}</h2>
        {data ? <p className={css.small}>{texts.at(moment(new Date(today.dataUpdatedAt).toISOString()))}</p> : null}
      </header>
      {data ? (
        <Tiles
          tiles={[
            { id: 'jobs', name: texts.jobs, value: number(jobs), hint: texts.live(outcomes.live) },
            {
              id: 'success',
              name: texts.success,
              value: success === null ? '–' : percent(success),
              hint: texts.failed(outcomes.failed + outcomes.blocked),
            },
            { id: 'spent', name: texts.spent, value: number(of('credits_charged')) },
            { id: 'refunded', name: texts.refunded, value: number(of('credits_refunded')) },
            { id: 'cost', name: texts.cost, value: usd(of('list_price_usd')) },
            { id: 'margin', name: texts.margin, value: usd(of('margin_usd')) },
          ]}
        />
      ) : today.error ? (
        <ErrorNote error={today.error} onRetry={() => today.refetch()} />
      ) : (
        <Skeleton count={3} />
      )}
      {data && !data.complete ? <p className={css.small}>{texts.partly}</p> : null}
    </section>
  );
}
