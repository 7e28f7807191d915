import { useMemo } from 'react';
import { useTexts } from '@/texts';
import { Chart, type Series } from '@/ui/chart';
import { useAmounts } from './amounts';
import { byModel, type Counted, type DayFigures, middle, outcomesOf, type Span, successOf, total } from './figures';
import { Income } from './income';
import { Models } from './models';
import css from './today.module.css';

/** What these days came to, day by day. */
export function Trends({ days: counted, span }: { days: Counted; span: Span }) {
  const texts = useTexts().running.today;
  const { number, percent, usd, some, short, bytes } = useAmounts();
  const { days, known, of } = useMemo(() => {
    const each = counted.map(({ figures }) => figures);
    return {
      days: counted.map(({ day }) => day),
      known: each.filter((figures) => figures !== null),
      of: (read: (figures: DayFigures) => number | null) => each.map((figures) => figures && read(figures)),
    };
  }, [counted]);
  const charts = useMemo(() => {
    const line = (
      id: string,
      name: string,
      tone: Series['tone'],
      read: (figures: DayFigures) => number | null,
      dashed = false,
    ) => ({
      ...{ id, name, tone, dashed, values: of(read) },
    });
    const outcome = (name: keyof ReturnType<typeof outcomesOf>, tone: Series['tone']) =>
      line(name, texts.outcomes[name], tone, ({ models }) => outcomesOf(models)[name]);
    return {
      jobs: [
        outcome('completed', 'good'),
        outcome('failed', 'bad'),
        outcome('blocked', 'warn'),
        outcome('cancelled', 'muted'),
        outcome('live', 'focus'),
      ],
      success: [line('success', texts.success, 'good', ({ models }) => successOf(outcomesOf(models)))],
      times: [
        line('p50', texts.p50, 'focus', ({ generation_seconds: { p50 } }) => p50),
        line('p95', texts.p95, 'accent', ({ generation_seconds: { p95 } }) => p95, true),
      ],
      credits: [
        line('sold', texts.sold, 'good', ({ credits }) => credits.sold),
        line('spent', texts.spent, 'accent', ({ credits }) => credits.spent),
        line('refunded', texts.refunded, 'bad', ({ credits }) => credits.refunded, true),
      ],
      money: [
        line('earned', texts.earned, 'focus', ({ earned_usd }) => earned_usd),
        line('cost', texts.cost, 'bad', ({ list_price_usd }) => list_price_usd),
        line('margin', texts.margin, 'good', ({ margin_usd }) => margin_usd, true),
      ],
      storage: [line('stored', texts.stored, 'accent', ({ stored_bytes }) => stored_bytes)],
      users: [
        line('active', texts.active, 'focus', ({ active_users }) => active_users),
        line('new', texts.newUsers, 'good', ({ new_users }) => new_users, true),
      ],
    } satisfies Record<string, readonly Series[]>;
  }, [of, texts]);
  const outcomes = useMemo(() => outcomesOf(known.flatMap(({ models }) => models)), [known]);
  const sums = useMemo(() => byModel(known), [known]);
  const sum = (each: Series | undefined) => total(each?.values ?? []);
  const success = successOf(outcomes);
  const [p50, p95] = charts.times.map(({ values }) => middle(values));
  const stored = known.at(-1)?.stored_bytes;
  const last = known.at(-1);
  const seconds = (value: number) => texts.seconds(some(value));
  const file = (name: string) => `${name}-${days.at(-1)}-${span}`;
  return (
    <div className={css.charts}>
      <Chart
        title={texts.byOutcome}
        sum={number(total(Object.values(outcomes)))}
        days={days}
        series={charts.jobs}
        kind="layers"
        format={short}
        file={file('jobs')}
      />
      <Chart
        title={texts.success}
        sum={success === null ? '–' : percent(success)}
        hint={texts.successHint}
        days={days}
        series={charts.success}
        kind="lines"
        format={percent}
        file={file('success')}
      />
      <Chart
        title={texts.times}
        sum={typeof p50 === 'number' && typeof p95 === 'number' ? texts.middle(seconds(p50), seconds(p95)) : '–'}
        hint={texts.timesHint}
        days={days}
        series={charts.times}
        kind="lines"
        format={seconds}
        file={file('seconds')}
      />
      <Chart
        title={texts.credits}
        sum={texts.creditSums(number(sum(charts.credits[0])), number(sum(charts.credits[1])), number(sum(charts.credits[2])))}
        days={days}
        series={charts.credits}
        kind="lines"
        format={short}
        file={file('credits')}
      />
      <Chart
        title={texts.money}
        sum={texts.marginIs(usd(sum(charts.money[2])))}
        hint={texts.moneyHint}
        days={days}
        series={charts.money}
        kind="lines"
        format={usd}
        file={file('money')}
      />
      <Chart
        title={texts.users}
        sum={
          span === 'week' && last
            ? texts.weekOf(last.retention.week, last.retention.came_again)
            : texts.daily(short(known.length ? sum(charts.users[0]) / known.length : 0))
        }
        days={days}
        series={charts.users}
        kind="lines"
        format={short}
        file={file('users')}
      />
      <Chart
        title={texts.storage}
        sum={stored === undefined ? '–' : bytes(stored)}
        days={days}
        series={charts.storage}
        kind="lines"
        format={bytes}
        file={file('storage')}
      />
      <Income days={known} />
      <Models sums={sums} file={file('models')} />
    </div>
  );
}
