import { CircleUserRound } from 'lucide-react';
import { usePerson } from '@/session/session';
import { useTexts } from '@/texts';
import { Button, type ButtonProps } from '@/ui/button';
import css from './shell.module.css';

/** Says who is signed in. */
export function PersonButton(rest: Omit<ButtonProps, 'children'>) {
  const { account } = useTexts();
  const person = usePerson();
  const name = person?.guest ? account.guest : (person?.name ?? person?.email ?? '');
  return (
    <Button {...rest} look="quiet" aria-label={`${account.menu}: ${name}`} icon={<CircleUserRound aria-hidden />}>
      <bdi className={css.name}>{name}</bdi>
    </Button>
  );
}
