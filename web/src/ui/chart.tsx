import { nice, ticks } from 'd3-array';
import { line, stack, stackOffsetDiverging } from 'd3-shape';
import { Download, Table2 } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useMemo, useState } from 'react';
import { saveFile } from '@/platform/save-file';
import { useStore } from '@/platform/store';
import { language, useTexts } from '@/texts';
import { Button } from './button';
import css from './chart.module.css';

export type Tone = 'good' | 'bad' | 'warn' | 'accent' | 'focus' | 'muted';

/** One line or layer of a chart: a value for each day, null where none is known. */
export interface Series {
  id: string;
  name: string;
  tone: Tone;
  values: readonly (number | null)[];
  /** Told from others without its colour, too. */
  dashed?: boolean;
}

interface ChartProps {
  title: string;
  /** What it came to in all, beside the title. */
  sum?: ReactNode;
  hint?: ReactNode;
  /** Days as `2026-11-28`, in UTC. */
  days: readonly string[];
  series: readonly Series[];
  /** Layers add up to a whole; lines are compared. */
  kind: 'layers' | 'lines';
  format: (value: number) => string;
  /** Its table as a file by this name. */
  file: string;
}

const [WIDTH, HEIGHT] = [1_000, 200];
const GAP = 0.18; // of a day's place, between two bars that are told apart
const DENSE = 62; // days; more are one shape

/** Values by day as accessible SVG: pointed at or gone through by arrows it tells of each day, its table stands behind a button. */
export function Chart({ title, sum, hint, days, series, kind, format, file }: ChartProps) {
  const { chart } = useTexts().running;
  const heading = useId();
  const [asTable, setAsTable] = useState(false);
  const save = () => saveFile(new Blob([csv(days, series)], { type: 'text/csv;charset=utf-8' }), `${file}.csv`);
  return (
    <section className={css.chart} aria-labelledby={heading}>
      <header className={css.head}>
        <div className={css.titles}>
          <h3 id={heading}>{title}</h3>
          {sum ? <p className={css.sum}>{sum}</p> : null}
        </div>
        <div className={css.acts}>
          <Button
            small
            look="quiet"
            icon={<Table2 aria-hidden />}
            aria-expanded={asTable}
            aria-label={chart.tableOf(title)}
            onPress={() => setAsTable(!asTable)}
          >
            {chart.table}
          </Button>
          <Button small look="quiet" icon={<Download aria-hidden />} aria-label={chart.csvOf(title)} onPress={save}>
            CSV
          </Button>
        </div>
      </header>
      {hint ? <p className={css.hint}>{hint}</p> : null}
      <ul className={css.legend} aria-label={chart.legend}>
        {series.map(({ id, name, tone, dashed }) => (
          <li key={id}>
            <span className={`${css.mark} ${css[tone]} ${dashed ? css.dashed : ''}`} aria-hidden="true" />
            {name}
          </li>
        ))}
      </ul>
      <Plot title={title} days={days} series={series} kind={kind} format={format} />
      {asTable ? <Values title={title} days={days} series={series} format={format} /> : null}
    </section>
  );
}

/** Each layer over those before it, or each line by itself; the scale that holds all of it. */
function drawn(days: readonly string[], series: readonly Series[], kind: 'layers' | 'lines') {
  const known = series.flatMap(({ values }) => values.filter((each) => each !== null));
  const rows = days.map((_, at) => Object.fromEntries(series.map(({ id, values }) => [id, values[at] ?? 0])));
  const layers =
    kind === 'layers'
      ? stack()
          .keys(series.map(({ id }) => id))
          .offset(stackOffsetDiverging)(rows)
      : [];
  const heights = kind === 'layers' ? layers.flatMap((layer) => layer.flat()) : known;
  const [least, most] = [
    heights.reduce((one, other) => Math.min(one, other), 0),
    heights.reduce((one, other) => Math.max(one, other), 0),
  ];
  const [bottom, top] = nice(least, most === least ? least + 1 : most, 4);
  const y = (value: number) => HEIGHT - ((value - bottom) / (top - bottom)) * HEIGHT;
  const step = WIDTH / Math.max(1, days.length);
  const gap = days.length > DENSE ? 0 : GAP;
  const bar = (at: number, low: number, high: number) =>
    high > low
      ? `M${((at + gap / 2) * step).toFixed(1)},${y(high).toFixed(1)}h${(step * (1 - gap)).toFixed(1)}V${y(low).toFixed(1)}h${(-step * (1 - gap)).toFixed(1)}Z`
      : '';
  const through = line<number | null>()
    .defined((value) => value !== null)
    .x((_, at) => (at + 0.5) * step)
    .y((value) => y(value ?? 0));
  const paths = series.map(({ id, values }, at) => ({
    id,
    path:
      kind === 'layers' ? (layers[at] ?? []).map(([low, high], day) => bar(day, low, high)).join('') : (through(values) ?? ''),
    // a day between two that nobody counted is a line of no length
    dots:
      kind === 'lines'
        ? values.flatMap((value, day) =>
            value !== null && (values[day - 1] ?? null) === null && (values[day + 1] ?? null) === null
              ? [[(day + 0.5) * step, y(value)] as const]
              : [],
          )
        : [],
  }));
  return { y, step, paths, marks: ticks(bottom, top, 4) };
}

function Plot({ title, days, series, kind, format }: Pick<ChartProps, 'title' | 'days' | 'series' | 'kind' | 'format'>) {
  const { chart } = useTexts().running;
  const { short, full } = useDays();
  const [at, setAt] = useState<number | null>(null);
  const { y, step, paths, marks } = useMemo(() => drawn(days, series, kind), [days, series, kind]);
  const last = days.length - 1;
  const told = Math.min(at ?? last, last);
  const point = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setAt(Math.max(0, Math.min(last, Math.floor(((clientX - left) / width) * days.length))));
  };
  const keys: Record<string, number> = {
    ArrowLeft: told - 1,
    ArrowRight: told + 1,
    Home: 0,
    End: last,
    PageUp: told - 7,
    PageDown: told + 7,
  };
  const press = (event: KeyboardEvent) => {
    const to = event.key === 'Escape' ? null : keys[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setAt(to === null ? null : Math.max(0, Math.min(last, to)));
  };
  if (!days.length) return <p className={css.hint}>{chart.none}</p>;
  const words = (day: number) => series.map(({ name, values }) => `${name}: ${value(values[day], format)}`).join(', ');
  return (
    <div className={css.plot}>
      <div className={css.heights} aria-hidden="true">
        {marks.map((mark) => (
          <span key={mark} style={{ top: `${(y(mark) / HEIGHT) * 100}%` }}>
            {format(mark)}
          </span>
        ))}
      </div>
      <div
        className={css.field}
        role="slider"
        tabIndex={0}
        aria-label={chart.day(title)}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={told}
        aria-valuetext={`${full(days[told] ?? '')}: ${words(told)}`}
        onKeyDown={press}
        onFocus={({ currentTarget }) => currentTarget.matches(':focus-visible') && setAt(told)}
        onBlur={() => setAt(null)}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setAt(null)}
      >
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
          {marks.map((mark) => (
            <line key={mark} className={mark === 0 ? css.zero : css.rule} x1="0" x2={WIDTH} y1={y(mark)} y2={y(mark)} />
          ))}
          {at === null ? null : <rect className={css.pointed} x={told * step} width={step} y="0" height={HEIGHT} />}
          {series.map(({ id, tone, dashed }, index) => (
            <g key={id} className={`${kind === 'layers' ? css.layer : css.line} ${css[tone]} ${dashed ? css.dashed : ''}`}>
              <path d={paths[index]?.path ?? ''} />
              {paths[index]?.dots.map(([x, height]) => (
                <path key={x} d={`M${x},${height}h0.01`} className={css.dot} />
              ))}
            </g>
          ))}
        </svg>
        {at === null ? null : (
          <div
            className={`${css.told} ${told > days.length / 2 ? css.before : ''}`}
            style={{ insetInlineStart: `${((told + 0.5) / days.length) * 100}%` }}
          >
            <p>{full(days[told] ?? '')}</p>
            <dl>
              {series.map(({ id, name, tone, values }) => (
                <div key={id}>
                  <dt>
                    <span className={`${css.mark} ${css[tone]}`} aria-hidden="true" />
                    {name}
                  </dt>
                  <dd>{value(values[told], format)}</dd>
                </div>
              ))}
            </dl>
          </div>
        )}
      </div>
      <div className={css.days} aria-hidden="true">
        {labels(days).map((day) => (
          <span key={day} style={{ insetInlineStart: `${((day + 0.5) / days.length) * 100}%` }}>
            {short(days[day] ?? '', days.length)}
          </span>
        ))}
      </div>
    </div>
  );
}

function Values({ title, days, series, format }: Pick<ChartProps, 'title' | 'days' | 'series' | 'format'>) {
  const { chart } = useTexts().running;
  const { full } = useDays();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className={css.table} aria-label={chart.tableOf(title)} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{chart.date}</th>
            {series.map(({ id, name }) => (
              <th key={id} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days
            .map((day, at) => (
              <tr key={day}>
                <th scope="row">{full(day)}</th>
                {series.map(({ id, values }) => (
                  <td key={id}>{value(values[at], format)}</td>
                ))}
              </tr>
            ))
            .reverse()}
        </tbody>
      </table>
    </section>
  );
}

const value = (known: number | null | undefined, format: (value: number) => string): string =>
  known === null || known === undefined ? '–' : format(known);

/** The days that are named below: each of a week, each week of a month, each month of a year. */
export function labels(days: readonly string[]): number[] {
  const all = days.map((_, at) => at);
  if (days.length <= 8) return all;
  if (days.length <= DENSE) return all.filter((at) => (days.length - 1 - at) % 7 === 0);
  return all.filter((at) => days[at]?.endsWith('-01') && at > days.length / 50); // none is cut off at the edge
}

/** Days in UTC, as the figures have them. */
function useDays() {
  const spoken = useStore(language);
  return useMemo(() => {
    const of = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(spoken, { timeZone: 'UTC', ...options });
    const [week, month, year] = [of({ weekday: 'short' }), of({ day: 'numeric', month: 'short' }), of({ month: 'short' })];
    const whole = of({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
    return {
      short: (day: string, count: number) => (count <= 8 ? week : count <= DENSE ? month : year).format(new Date(day)),
      full: (day: string) => whole.format(new Date(day)),
    };
  }, [spoken]);
}

function csv(days: readonly string[], series: readonly Series[]): string {
  const rows = [
    ['day', ...series.map(({ id }) => id)],
    ...days.map((day, at) => [day, ...series.map(({ values }) => String(values[at] ?? ''))]),
  ];
  return rows.map((row) => `${row.join(',')}\r\n`).join('');
}
