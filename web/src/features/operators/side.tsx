import { ArrowLeft, SearchX } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useShortcut } from '@/platform/shortcuts';
import { useWide } from '@/platform/width';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { More } from '@/ui/more';
import { Empty, Skeleton } from '@/ui/notes';
import type { RowsOf } from './asking';
import css from './operators.module.css';

/** So wide that both are there. */
export const BESIDE = 1000;

interface SideProps<T> {
  label: string;
  list: RowsOf<T>;
  keyOf: (row: T) => string;
  /** What stands in the list for each. */
  item: (row: T) => ReactNode;
  chosen: string | undefined;
  choose: (key: string | undefined) => void;
  none: { title: string; text?: string; icon?: ReactNode };
  onClear?: (() => void) | undefined;
  /** The one that is chosen. */
  children: ReactNode;
}

/** A list beside the one that is looked at; J and K go from one to the next. On a phone one of both is there. */
export function Side<T>({ label, list, keyOf, item, chosen, choose, none, onClear, children }: SideProps<T>) {
  const { operators } = useTexts();
  const texts = operators.list;
  const wide = useWide(BESIDE);
  const place = useRef<HTMLUListElement>(null);
  const { rows } = list;
  const go = (by: number) => {
    const at = rows?.findIndex((row) => keyOf(row) === chosen) ?? -1;
    const next = rows?.[at < 0 ? 0 : at + by];
    if (!next) {
      if (by > 0 && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
      return;
    }
    choose(keyOf(next));
    place.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(keyOf(next))}"]`)?.focus();
  };
  useShortcut('j', texts.next, () => go(1), Boolean(rows?.length));
  useShortcut('k', texts.before, () => go(-1), Boolean(rows?.length));
  const back = (
    <Button small look="quiet" icon={<ArrowLeft aria-hidden />} onPress={() => choose(undefined)}>
      {texts.toList}
    </Button>
  );
  if (chosen && !wide) {
    return (
      <div className={css.one}>
        <div className={css.row}>{back}</div>
        {children}
      </div>
    );
  }
  const found = () => {
    if (list.error && !rows) return <ErrorNote error={list.error} onRetry={() => list.refetch()} />;
    if (!rows) return <Skeleton count={8} />;
    if (!rows.length)
      return onClear ? (
        <Empty icon={<SearchX />} title={texts.none} action={<Button onPress={onClear}>{texts.clear}</Button>} />
      ) : (
        <Empty icon={none.icon} title={none.title}>
          {none.text}
        </Empty>
      );
    return (
      <>
        <ul ref={place} className={css.items} aria-label={label} aria-busy={list.isFetching}>
          {rows.map((row) => (
            <li key={keyOf(row)}>
              <button
                type="button"
                data-key={keyOf(row)}
                className={css.item}
                aria-current={keyOf(row) === chosen || undefined}
                onClick={() => choose(keyOf(row))}
              >
                {item(row)}
              </button>
            </li>
          ))}
        </ul>
        <More
          more={list.hasNextPage}
          loading={list.isFetchingNextPage}
          failed={list.isFetchNextPageError}
          load={() => void list.fetchNextPage()}
        />
      </>
    );
  };
  return (
    <div className={css.side}>
      <div className={css.listed}>{found()}</div>
      {wide && (chosen || rows?.length) ? (
        <div className={css.one}>{chosen ? children : <p className={css.small}>{texts.choose}</p>}</div>
      ) : null}
    </div>
  );
}

/** The one after it, else the one before: where to go on when it leaves the list. */
export function neighbour<T>(rows: readonly T[] | undefined, keyOf: (row: T) => string, key: string): string | undefined {
  const at = rows?.findIndex((row) => keyOf(row) === key) ?? -1;
  const next = at < 0 ? undefined : (rows?.[at + 1] ?? rows?.[at - 1]);
  return next && keyOf(next);
}
