import type { ReactNode } from 'react';
import { ProgressBar } from 'react-aria-components';
import css from './notes.module.css';

/** Nothing there yet: what this place is for, and what to do next. */
export function Empty({
  icon,
  title,
  children,
  action,
  whole,
}: {
  icon?: ReactNode;
  title: string;
  /** It is all that the page shows, and its heading. */
  whole?: boolean;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={css.empty}>
      {icon ? <div aria-hidden="true">{icon}</div> : null}
      {whole ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children ? <p>{children}</p> : null}
      {action}
    </div>
  );
}

/** Where something will stand in a moment. */
export function Skeleton({ shape = 'line', count = 1 }: { shape?: 'line' | 'card' | 'picture'; count?: number }) {
  return (
    <div className={shape === 'line' ? css.lines : css.cards} aria-hidden="true">
      {Array.from({ length: count }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <span key={at} className={`${css.skeleton} ${css[shape]}`} />
      ))}
    </div>
  );
}

export function Badge({ kind = 'told', children }: { kind?: 'told' | 'good' | 'bad' | 'warn' | 'accent'; children: ReactNode }) {
  return <span className={`${css.badge} ${css[kind]}`}>{children}</span>;
}

/** How far something is; without a value only that it goes on. */
export function Progress({ label, value, text }: { label: string; value?: number | undefined; text?: string | undefined }) {
  return (
    <ProgressBar
      aria-label={label}
      isIndeterminate={value === undefined}
      {...(value === undefined ? {} : { value: value * 100 })}
      {...(text ? { valueLabel: text } : {})}
    >
      {({ percentage }) => (
        <span className={css.bar}>
          {/* its length is set by the style API, which the page's policy allows */}
          <span
            className={percentage === undefined ? css.going : css.gone}
            style={percentage === undefined ? {} : { width: `${percentage}%` }}
          />
        </span>
      )}
    </ProgressBar>
  );
}

/** A strip across the page that says what holds for all of it. */
export function Banner({
  kind = 'told',
  children,
  action,
}: {
  kind?: 'told' | 'warn' | 'bad';
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={`${css.banner} ${css[kind]}`} role="status">
      <p>{children}</p>
      {action}
    </div>
  );
}
