import type { ReactNode } from 'react';
import css from './today.module.css';

export interface Tile {
  id: string;
  name: string;
  value: ReactNode;
  hint?: string | undefined;
}

/** A few numbers that are taken in at a glance. */
export function Tiles({ tiles }: { tiles: readonly Tile[] }) {
  return (
    <dl className={css.tiles}>
      {tiles.map(({ id, name, value, hint }) => (
        <div key={id} className={css.tile}>
          <dt>{name}</dt>
          <dd>
            <strong>{value}</strong>
            {hint ? <span>{hint}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
