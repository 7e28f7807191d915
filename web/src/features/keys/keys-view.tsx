import { Link } from '@tanstack/react-router';
import { useTexts } from '@/texts';
import { Room } from '@/ui/room';
import { AgentKeys } from './agent-keys';
import css from './keys.module.css';
import { OwnKeys } from './own-keys';

/** Keys that somebody brings along, and keys that they give to programs. */
export function KeysView() {
  const { account, keys } = useTexts();
  return (
    <Room
      title={keys.title}
      above={
        <Link to="/studio/account" className={css.up ?? ''}>
          {account.title}
        </Link>
      }
    >
      <div className={css.view}>
        <OwnKeys />
        <AgentKeys />
      </div>
    </Room>
  );
}
