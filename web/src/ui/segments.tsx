import { useId } from 'react';
import type { Described } from './field';
import css from './field.module.css';

export interface Choice<K extends string = string> {
  id: K;
  name: string;
  hint?: string | undefined;
  /** Why it cannot be chosen now. */
  refused?: string | undefined;
}

export interface ChoosingProps<K extends string> extends Described {
  choices: readonly Choice<K>[];
  value: K;
  onChange: (chosen: K) => void;
  isDisabled?: boolean;
}

/** One of a few, side by side: the browser's own radio buttons. What cannot be chosen says why below. */
export function Segments<K extends string>({ label, hiddenLabel, hint, choices, value, onChange, isDisabled }: ChoosingProps<K>) {
  const [group, described] = [useId(), useId()];
  const lines = [...new Set([hint, ...choices.map(({ refused }) => refused)].filter(Boolean))];
  return (
    <fieldset
      className={`${css.field} ${css.group}`}
      disabled={Boolean(isDisabled)}
      {...(lines.length ? { 'aria-describedby': described } : {})}
    >
      <legend className={hiddenLabel ? css.hidden : css.label}>{label}</legend>
      <div className={css.segments}>
        {choices.map(({ id, name, refused }) => (
          <label key={id} className={css.segment}>
            <input
              type="radio"
              name={group}
              value={id}
              checked={id === value}
              disabled={Boolean(refused)}
              onChange={() => onChange(id)}
            />
            {name}
          </label>
        ))}
      </div>
      {lines.length ? (
        <div id={described} className={css.hint}>
          {lines.map((line) => (
            <span key={String(line)} className={css.line}>
              {line}
            </span>
          ))}
        </div>
      ) : null}
    </fieldset>
  );
}
