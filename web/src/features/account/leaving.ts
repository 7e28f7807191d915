import { useNavigate } from '@tanstack/react-router';
import { useRushes } from '@/platform/service';
import { useSignIn } from '@/session/context';
import { usePerson } from '@/session/session';
import { useTexts } from '@/texts';
import { tell, tellError } from '@/ui/toasts';
import { turnOff } from '../install/push';

/** Signing out: of this browser, or everywhere. */
export function useLeaving() {
  const { account } = useTexts();
  const rushes = useRushes();
  const signIn = useSignIn();
  const navigate = useNavigate();
  const uid = usePerson()?.uid;
  const quiet = () => turnOff(rushes, uid).catch(() => undefined); // what they are told is not for who comes next here
  const out = async () => {
    try {
      await quiet();
      await signIn.out();
      await navigate({ to: '/studio/sign-in' });
      tell('good', account.signedOut);
    } catch (error) {
      tellError(error, account.errors.other);
    }
  };
  const everywhere = async () => {
    await quiet(); // while this session is still good
    try {
      await rushes.account.signOut();
    } catch (error) {
      tellError(error, account.errors.other);
      return;
    }
    await out();
  };
  return { out, everywhere };
}
