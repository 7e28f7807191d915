import { useNavigate } from '@tanstack/react-router';
import { Bell, Keyboard, LogOut, Settings } from 'lucide-react';
import { useState } from 'react';
import { useLeaving } from '@/features/account/leaving';
import { useStore } from '@/platform/store';
import { operator, usePerson } from '@/session/session';
import { useTexts } from '@/texts';
import { Confirm } from '@/ui/dialog';
import { Menu } from '@/ui/menu';
import { historyOpen } from '@/ui/toasts';
import { helpOpen } from './open';
import { OPERATORS_ICON } from './operators-entry';
import { PersonButton } from './person-button';

/** Comes with the first press of its button, and is open then. */
export function PersonMenu() {
  const { account, common } = useTexts();
  const person = usePerson();
  const navigate = useNavigate();
  const { out } = useLeaving();
  const isOperator = useStore(operator);
  const toOperators = {
    id: 'operators',
    name: common.rooms.operators,
    icon: OPERATORS_ICON,
    act: () => void navigate({ to: '/studio/operators/$', params: { _splat: '' } }),
  };
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Menu
        label={account.menu}
        defaultOpen
        trigger={<PersonButton autoFocus />}
        actions={[
          { id: 'settings', name: account.title, icon: <Settings />, act: () => navigate({ to: '/studio/account' }) },
          ...(isOperator ? [toOperators] : []),
          { id: 'told', name: common.toasts.history, icon: <Bell />, act: () => historyOpen.set(true) },
          { id: 'keys', name: common.shortcuts.title, icon: <Keyboard />, act: () => helpOpen.set(true) },
          null,
          {
            id: 'out',
            name: account.signOut,
            icon: <LogOut />,
            act: () => (person?.guest ? setAsked(true) : void out()),
          },
        ]}
      />
      <Confirm {...account.guestOut} final isOpen={asked} onClose={() => setAsked(false)} onConfirm={out} />
    </>
  );
}
