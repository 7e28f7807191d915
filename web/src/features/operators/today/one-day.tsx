import { Link } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { placeOf } from '../place';
import { useAmounts } from './amounts';
import { byModel, type DayFigures, outcomesOf, successOf, total } from './figures';
import { Income } from './income';
import { Models } from './models';
import { Tiles } from './tiles';
import css from './today.module.css';

const KINDS = ['completed', 'failed', 'blocked', 'cancelled', 'live'] as const;
const RANKS = ['top_users', 'users_by_refunds', 'users_by_safety_blocks', 'users_by_refused_calls'] as const;

/** A day as the night counted it. */
export function OneDay({ figures, onCount }: { figures: DayFigures; onCount: () => void }) {
  const texts = useTexts().running.today;
  const { number, percent, usd, some, bytes, moment } = useAmounts();
  const outcomes = outcomesOf(figures.models);
  const jobs = total(Object.values(outcomes));
  const success = successOf(outcomes);
  const { credits, generation_seconds: took, stored_bytes_change: change } = figures;
  const seconds = (value: number | null) => (value === null ? '–' : texts.seconds(some(value)));
  return (
    <div className={css.charts}>
      <section className={css.models}>
        <header className={css.nowHead}>
          <h3>{texts.dayIs}</h3>
          <div className={css.step}>
            <p className={css.small}>{figures.running ? texts.runs : texts.counted(moment(figures.counted_at))}</p>
            <Button small icon={<RotateCcw aria-hidden />} onPress={onCount}>
              {texts.countAct}
            </Button>
          </div>
        </header>
        <Tiles
          tiles={[
            { id: 'jobs', name: texts.jobs, value: number(jobs), hint: texts.house(figures.house_jobs) },
            {
              id: 'success',
              name: texts.success,
              value: success === null ? '–' : percent(success),
              hint: texts.failed(outcomes.failed + outcomes.blocked),
            },
            { id: 'p50', name: texts.p50, value: seconds(took.p50) },
            { id: 'p95', name: texts.p95, value: seconds(took.p95) },
            { id: 'sold', name: texts.sold, value: number(credits.sold) },
            { id: 'spent', name: texts.spent, value: number(credits.spent) },
            { id: 'refunded', name: texts.refunded, value: number(credits.refunded) },
            { id: 'earned', name: texts.earned, value: usd(figures.earned_usd) },
            { id: 'cost', name: texts.cost, value: usd(figures.list_price_usd) },
            { id: 'margin', name: texts.margin, value: usd(figures.margin_usd) },
            {
              id: 'active',
              name: texts.active,
              value: number(figures.active_users),
              hint: texts.weekOf(figures.retention.week, figures.retention.came_again),
            },
            { id: 'new', name: texts.newUsers, value: number(figures.new_users) },
            {
              id: 'stored',
              name: texts.stored,
              value: bytes(figures.stored_bytes),
              hint: change === null ? undefined : texts.change(`${change < 0 ? '−' : '+'}${bytes(Math.abs(change))}`),
            },
          ]}
        />
      </section>
      {jobs ? (
        <section className={css.models} aria-label={texts.byOutcome}>
          <h3>{texts.byOutcome}</h3>
          <dl className={css.bars}>
            {KINDS.filter((kind) => outcomes[kind]).map((kind) => (
              <div key={kind}>
                <dt>{texts.outcomes[kind]}</dt>
                <dd>
                  <span
                    className={`${css.bar} ${css[kind]}`}
                    style={{ width: `${(outcomes[kind] / jobs) * 100}%` }}
                    aria-hidden="true"
                  />
                  {number(outcomes[kind])} <span className={css.small}>{percent(outcomes[kind] / jobs)}</span>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ) : null}
      <Income days={[figures]} />
      <Models sums={byModel([figures])} file={`models-${figures.day}`} />
      {RANKS.filter((rank) => figures[rank].length).map((rank) => (
        <section key={rank} className={css.ranked} aria-label={texts.ranks[rank]}>
          <h3>{texts.ranks[rank]}</h3>
          <ol>
            {figures[rank].map(({ user_id: id, number: count }) => (
              <li key={id}>
                <Link to={placeOf('people', id) as never}>{id}</Link> <span>{number(count)}</span>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
