import {
  type Auth,
  browserPopupRedirectResolver,
  GoogleAuthProvider,
  linkWithPopup,
  signInWithCredential,
  signInWithPopup,
  type User,
} from '@firebase/auth';

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
    if (!known) throw error;
    await signInWithCredential(auth, known);
  }
}
