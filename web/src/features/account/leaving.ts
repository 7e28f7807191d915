import { useNavigate } from '@tanstack/react-router';
import { useRushes } from '@/platform/service';
import { useSignIn } from '@/session/context';
import { useTexts } from '@/texts';
import { tell, tellError } from '@/ui/toasts';

/** Signing out: of this browser, or everywhere. */
export function useLeaving() {
  const { account } = useTexts();
  const rushes = useRushes();
  const signIn = useSignIn();
  const navigate = useNavigate();
  const out = async () => {
    try {
      await signIn.out();
      await navigate({ to: '/studio/sign-in' });
      tell('good', account.signedOut);
    } catch (error) {
      tellError(error, account.errors.other);
    }
  };
  const everywhere = async () => {
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
