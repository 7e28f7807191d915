import { useTexts } from '@/texts';
import css from './configuration.module.css';
import { useNames } from './names';
import type { Difference } from './schema';

/** What would be, or was, another value: before and after. */
export function DifferencesList({
  section,
  all,
  both = [],
}: {
  section: string;
  all: readonly Difference[];
  both?: readonly string[];
}) {
  const { configuring: texts } = useTexts();
  const { wayOf } = useNames(section);
  if (!all.length) return <p>{texts.same}</p>;
  return (
    <ul className={css.differences}>
      {all.map(({ path, before, after }) => (
        <li key={path.join('.')}>
          <span className={css.way}>{wayOf(path)}</span>
          <span>
            <del>{said(before, texts)}</del> → <ins>{said(after, texts)}</ins>
          </span>
          {both.includes(path.join('.')) ? <span className={css.warn}>{texts.bothChanged}</span> : null}
        </li>
      ))}
    </ul>
  );
}

function said(value: unknown, texts: { on: string; off: string; empty: string }): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)) return texts.empty;
  if (typeof value === 'boolean') return value ? texts.on : texts.off;
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
