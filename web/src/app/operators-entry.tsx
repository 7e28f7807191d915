import { Link } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import { useTexts } from '@/texts';
import css from './shell.module.css';

export const OPERATORS_ICON = <ShieldCheck aria-hidden />;

/** The way to operators' rooms, loaded for them alone; on phones, where the rail is full, it stands in the menu of the account. */
export function OperatorsEntry() {
  const { common } = useTexts();
  return (
    <li className={css.wide}>
      <Link to="/studio/operators/$" params={{ _splat: '' }} className={css.room ?? ''} activeProps={{ 'aria-current': 'page' }}>
        {OPERATORS_ICON}
        <span>{common.rooms.operators}</span>
      </Link>
    </li>
  );
}
