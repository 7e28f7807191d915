import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode, useId } from 'react';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { CopyButton } from '@/ui/copy-button';
import { ErrorNote } from '@/ui/error-note';
import { Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import css from './operators.module.css';
import { placeOf } from './place';

interface DetailProps<T> {
  /** Of what it is, and where these are. */
  room: string;
  roomName: string;
  title: string;
  actions?: ReactNode;
  one: { data: T | undefined; error: unknown; refetch: () => unknown };
  children: (known: T) => ReactNode;
}

/** One thing: the way back, what can be done, and all about it in parts. */
export function Detail<T>({ room, roomName, title, actions, one, children }: DetailProps<T>) {
  return (
    <Room
      title={title}
      above={
        <Link to={placeOf(room) as never} className={css.up ?? ''}>
          {roomName}
        </Link>
      }
      actions={actions}
    >
      {one.data !== undefined ? (
        children(one.data)
      ) : one.error ? (
        <ErrorNote error={one.error} onRetry={() => one.refetch()} />
      ) : (
        <Skeleton shape="card" count={4} />
      )}
    </Room>
  );
}

/** Parts beside one another where there is room. */
export function Parts({ children }: { children: ReactNode }) {
  return <div className={css.parts}>{children}</div>;
}

interface PartProps {
  title: string;
  /** What can be done about this part. */
  actions?: ReactNode;
  /** Takes the whole width. */
  wide?: boolean;
  children: ReactNode;
}

export function Part({ title, actions, wide, children }: PartProps) {
  const id = useId();
  return (
    <section className={`${css.part} ${wide ? css.whole : ''}`} aria-labelledby={id}>
      <header className={css.partHead}>
        <h2 id={id}>{title}</h2>
        {actions ? <div className={css.row}>{actions}</div> : null}
      </header>
      {children}
    </section>
  );
}

/** What is known, by name; what there is none of is left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode] | null)[] }) {
  const { operators } = useTexts();
  const there = facts
    .filter((each) => each !== null)
    .filter(([, value]) => value !== null && value !== undefined && value !== '');
  if (!there.length) return <p className={css.small}>{operators.list.nothing}</p>;
  return (
    <dl className={css.facts}>
      {there.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** An id to be read and taken along. */
export function Id({ children }: { children: string }) {
  return (
    <span className={css.id}>
      <code>{children}</code>
      <CopyButton small look="quiet" text={children} />
    </span>
  );
}

/** When; the moment by the clock, how long ago beside it. */
export function When({ at }: { at: string | null | undefined }) {
  const { moment } = useFormats();
  return at ? <time dateTime={at}>{moment(at)}</time> : null;
}

/** What only machines write, as they wrote it. */
export function Raw({ label, value }: { label: string; value: unknown }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too
    <section className={css.raw} aria-label={label} tabIndex={0}>
      <pre>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
    </section>
  );
}

/** A name that may be long: its whole is in its title, and where the row leads. */
export function Cut({ children }: { children: string }) {
  return (
    <bdi className={css.whose ?? ''} title={children}>
      {children}
    </bdi>
  );
}
