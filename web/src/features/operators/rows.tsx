import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { Fragment, type ReactNode, useRef } from 'react';
import { useShortcut } from '@/platform/shortcuts';
import { useWide } from '@/platform/width';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { More } from '@/ui/more';
import { Empty, Skeleton } from '@/ui/notes';
import type { RowsOf } from './asking';
import css from './operators.module.css';

export interface Column<T> {
  id: string;
  name: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand under one another. */
  isNumber?: boolean;
}

interface RowsProps<T> {
  label: string;
  list: RowsOf<T>;
  /** What the first one shows names the row, and leads to it. */
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
  /** Where a row leads. */
  to?: ((row: T) => string) | undefined;
  /** What to say where there is none. */
  none: { title: string; text?: string; icon?: ReactNode };
  /** Takes the filters back, where there are any. */
  onClear?: (() => void) | undefined;
}

/** A list of operators: a table where there is room, cards on a phone; J and K lead through it. */
export function Rows<T>(props: RowsProps<T>) {
  const { list, none, label, onClear } = props;
  const { common, operators } = useTexts();
  const { rows } = list;
  const wide = useWide(760);
  const place = useRef<HTMLDivElement>(null);
  const go = (by: number) => {
    const links = [...(place.current?.querySelectorAll<HTMLElement>('[data-row] [data-lead]') ?? [])];
    const at = links.findIndex((each) => each.closest('[data-row]')?.contains(document.activeElement));
    const next = links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  useShortcut('j', operators.list.next, () => go(1), Boolean(rows?.length));
  useShortcut('k', operators.list.before, () => go(-1), Boolean(rows?.length));
  if (list.error && !rows) return <ErrorNote error={list.error} onRetry={() => list.refetch()} />;
  if (!rows) return <Skeleton count={6} />;
  if (!rows.length && !list.hasNextPage)
    return onClear ? (
      <Empty icon={<SearchX />} title={operators.list.none} action={<Button onPress={onClear}>{operators.list.clear}</Button>} />
    ) : (
      <Empty icon={none.icon} title={none.title}>
        {none.text}
      </Empty>
    );
  return (
    <div ref={place} className={css.rows} aria-busy={list.isFetching}>
      {rows.length ? wide ? <Table {...props} rows={rows} /> : <Cards {...props} rows={rows} /> : <p>{operators.list.goesOn}</p>}
      <More
        more={list.hasNextPage}
        loading={list.isFetchingNextPage}
        failed={list.isFetchNextPageError}
        load={() => void list.fetchNextPage()}
      />
      <p className={css.unseen} role="status">
        {list.isFetchingNextPage ? common.loading : operators.list.count(label, rows.length)}
      </p>
    </div>
  );
}

type Filled<T> = RowsProps<T> & { rows: readonly T[] };

function Table<T>({ label, columns, rows, keyOf, to }: Filled<T>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways where the window is narrow, by keys too
    <section className={css.scroll} aria-label={label} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            {columns.map(({ id, name, isNumber }) => (
              <th key={id} scope="col" data-number={isNumber || undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} data-row>
              {columns.map(({ id, cell, isNumber }, at) =>
                at === 0 ? (
                  <th key={id} scope="row">
                    <Lead to={to?.(row)}>{cell(row)}</Lead>
                  </th>
                ) : (
                  <td key={id} data-number={isNumber || undefined}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cards<T>({ label, columns: [first, ...others], rows, keyOf, to }: Filled<T>) {
  return (
    <ul className={css.cards} aria-label={label}>
      {rows.map((row) => (
        <li key={keyOf(row)} data-row>
          <p className={css.what}>
            <Lead to={to?.(row)}>{first?.cell(row)}</Lead>
          </p>
          <dl className={css.brief}>
            {others.map(({ id, name, cell }) => {
              const told = cell(row);
              return told === null || told === '' ? null : (
                <Fragment key={id}>
                  <dt>{name}</dt>
                  <dd>{told}</dd>
                </Fragment>
              );
            })}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Lead({ to, children }: { to: string | undefined; children: ReactNode }) {
  if (to === undefined) return <>{children}</>;
  return (
    <Link to={to as never} data-lead>
      {children}
    </Link>
  );
}
