import { useNavigate } from '@tanstack/react-router';
import { Bell, CircleUserRound, Keyboard, LogOut, Settings } from 'lucide-react';
import { useState } from 'react';
import { useLeaving } from '@/features/account/leaving';
import { usePerson } from '@/session/session';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Confirm } from '@/ui/dialog';
import { Menu } from '@/ui/menu';
import { historyOpen } from '@/ui/toasts';
import { helpOpen } from './open';
import css from './shell.module.css';

export function PersonMenu() {
  const { account, common } = useTexts();
  const person = usePerson();
  const navigate = useNavigate();
  const { out } = useLeaving();
  const [asked, setAsked] = useState(false);
  const name = person?.guest ? account.guest : (person?.name ?? person?.email ?? '');
  return (
    <>
      <Menu
        label={account.menu}
        trigger={
          <Button look="quiet" aria-label={`${account.menu}: ${name}`} icon={<CircleUserRound aria-hidden />}>
            <bdi className={css.name}>{name}</bdi>
          </Button>
        }
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
      <Confirm {...account.guestOut} isOpen={asked} onClose={() => setAsked(false)} onConfirm={out} />
    </>
  );
}
