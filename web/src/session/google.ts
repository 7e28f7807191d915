import {
  type Auth,
  browserPopupRedirectResolver,
  GoogleAuthProvider,
  linkWithPopup,
  reauthenticateWithPopup,
  signInWithCredential,
  signInWithPopup,
  type User,
} from '@firebase/auth';
import { AccountExists, isTaken } from './auth';

/** Google's own page in a window of its own; a guest's account is linked, unless there is one already. */
export async function googlePopup(auth: Auth, guest: User | null): Promise<void> {
  const provider = new GoogleAuthProvider();
  if (!guest) {
    await signInWithPopup(auth, provider, browserPopupRedirectResolver);
    return;
  }
  try {
    await linkWithPopup(guest, provider, browserPopupRedirectResolver);
  } catch (error) {
    const known = GoogleAuthProvider.credentialFromError(error as Parameters<typeof GoogleAuthProvider.credentialFromError>[0]);
    if (!known || !isTaken(error)) throw error;
    throw new AccountExists(async () => void (await signInWithCredential(auth, known)));
  }
}

export async function googleAgain(user: User): Promise<void> {
  await reauthenticateWithPopup(user, new GoogleAuthProvider(), browserPopupRedirectResolver);
}
