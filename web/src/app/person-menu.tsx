import { useNavigate } from '@tanstack/react-router';
import { Bell, Keyboard, LogOut, Settings } from 'lucide-react';
import { useState } from 'react';
import { useLeaving } from '@/features/account/leaving';
import { usePerson } from '@/session/session';
import { useTexts } from '@/texts';
import { Confirm } from '@/ui/dialog';
import { Menu } from '@/ui/menu';
import { historyOpen } from '@/ui/toasts';
import { helpOpen } from './open';
import { PersonButton } from './person-button';

/** Comes with the first press of its button, and is open then. */
export function PersonMenu() {
  const { account, common } = useTexts();
  const person = usePerson();
  const navigate = useNavigate();
  const { out } = useLeaving();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Menu
        label={account.menu}
        defaultOpen
        trigger={<PersonButton autoFocus />}
        actions={[
          { id: 'settings', name: account.title, icon: <Settings />, act: () => navigate({ to: '/studio/account' }) },
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
