import { type ReactNode, useEffect } from 'react';
import css from './room.module.css';

interface RoomProps {
  title: string;
  /** The way up, before the title. */
  above?: ReactNode;
  /** What can be done here. */
  actions?: ReactNode;
  children: ReactNode;
  /** Beside the content on wide screens: a `SidePanel`. */
  beside?: ReactNode;
}

/** A view's frame: its title, also of the window, what can be done, and its content. */
export function Room({ title, above, actions, children, beside }: RoomProps) {
  useEffect(() => {
    document.title = `${title} · Rushes`;
  }, [title]);
  return (
    <div className={css.room}>
      <div className={css.content}>
        <header className={css.head}>
          <div className={css.titles}>
            {above}
            <h1 dir="auto">{title}</h1>
          </div>
          {actions ? <div className={css.actions}>{actions}</div> : null}
        </header>
        {children}
      </div>
      {beside}
    </div>
  );
}
