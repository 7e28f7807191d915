import { initializeApp } from '@firebase/app';
import {
  type Auth,
  browserLocalPersistence,
  connectAuthEmulator,
  createUserWithEmailAndPassword,
  EmailAuthProvider,
  GoogleAuthProvider,
  indexedDBLocalPersistence,
  initializeAuth,
  isSignInWithEmailLink,
  linkWithCredential,
  onIdTokenChanged,
  sendEmailVerification,
  sendPasswordResetEmail,
  sendSignInLinkToEmail,
  signInAnonymously,
  signInWithCredential,
  signInWithCustomToken,
  signInWithEmailAndPassword,
  signOut,
  type User,
  updateProfile,
} from '@firebase/auth';
import type { Config } from '@/platform/config';
import { remember, remembered } from '@/platform/stored';
import { type Person, session } from './session';

const ADDRESS = 'sign-in-address'; // whom a link was sent to, for the browser that opens it

/** Firebase Auth as the studio uses it: every way in keeps what a guest has made, by linking. */
export class SignIn {
  readonly auth: Auth;
  private readonly config: Config;

  constructor(config: Config) {
    this.config = config;
    const app = initializeApp(config.firebase);
    this.auth = initializeAuth(app, { persistence: [indexedDBLocalPersistence, browserLocalPersistence] });
    if (config.emulators) connectAuthEmulator(this.auth, `http://${config.emulators.auth}`, { disableWarnings: true });
    onIdTokenChanged(this.auth, (user) => session.set(user && person(user)));
  }

  /**
   * Until it is known who is signed in. The link that `make run` prints names in `#token=` whom it signs in, by a token that only an
   * emulator believes.
   */
  async ready(hash: string): Promise<void> {
    const token = new URLSearchParams(hash.slice(1)).get('token');
    if (token && this.config.emulators) {
      history.replaceState(null, '', location.pathname + location.search);
      await signInWithCustomToken(this.auth, token);
    }
    await this.auth.authStateReady();
    session.set(this.auth.currentUser && person(this.auth.currentUser));
  }

  async withPassword(email: string, password: string): Promise<void> {
    await signInWithEmailAndPassword(this.auth, email, password);
  }

  /** A new account, or the guest's own from now on. */
  async register(email: string, password: string, name: string): Promise<void> {
    const guest = this.guest();
    const { user } = guest
      ? await linkWithCredential(guest, EmailAuthProvider.credential(email, password))
      : await createUserWithEmailAndPassword(this.auth, email, password);
    if (name) await updateProfile(user, { displayName: name });
    await sendEmailVerification(user, { url: `${location.origin}/` }).catch(() => undefined); // can be asked for again
    await this.anew(user);
  }

  async sendLink(email: string): Promise<void> {
    await sendSignInLinkToEmail(this.auth, email, { url: `${location.origin}/studio/sign-in`, handleCodeInApp: true });
    remember(ADDRESS, email);
  }

  isLink(href: string): boolean {
    return isSignInWithEmailLink(this.auth, href);
  }

  /** Whom the link in this browser was sent to; null where it was asked for elsewhere. */
  linkAddress(): string | null {
    return remembered(ADDRESS);
  }

  async byLink(email: string, href: string): Promise<void> {
    await this.take(EmailAuthProvider.credentialWithLink(email, href));
    remember(ADDRESS, null);
  }

  /** Google's page; at an emulator, which has none, the address that is typed. */
  async withGoogle(localAddress?: string): Promise<void> {
    if (this.config.emulators) {
      const email = localAddress ?? '';
      const token = JSON.stringify({ sub: email, email, email_verified: true, name: email.split('@')[0] });
      await this.take(GoogleAuthProvider.credential(token));
      return;
    }
    const { googlePopup } = await import('./google');
    await googlePopup(this.auth, this.guest());
    await this.anew(this.auth.currentUser);
  }

  async asGuest(): Promise<void> {
    await signInAnonymously(this.auth);
  }

  async out(): Promise<void> {
    await signOut(this.auth);
  }

  async resetPassword(email: string): Promise<void> {
    await sendPasswordResetEmail(this.auth, email, { url: `${location.origin}/studio/sign-in` });
  }

  async verifyAddress(): Promise<void> {
    if (this.auth.currentUser) await sendEmailVerification(this.auth.currentUser, { url: `${location.origin}/` });
  }

  /** What Firebase knows now: an address that was confirmed elsewhere, another name. */
  async refresh(): Promise<void> {
    await this.auth.currentUser?.reload();
    await this.anew(this.auth.currentUser);
  }

  private guest(): User | null {
    const user = this.auth.currentUser;
    return user?.isAnonymous ? user : null;
  }

  private async take(credential: Parameters<typeof signInWithCredential>[1]): Promise<void> {
    const guest = this.guest();
    if (guest) {
      try {
        await linkWithCredential(guest, credential);
        await this.anew(guest);
        return;
      } catch (error) {
        // the account exists: that one is meant, and what the guest had stays with the guest
        if (!['auth/credential-already-in-use', 'auth/email-already-in-use'].includes(codeOf(error))) throw error;
      }
    }
    await signInWithCredential(this.auth, credential);
  }

  /** The token says whose it is and how they signed in: the next call carries the new one. */
  private async anew(user: User | null): Promise<void> {
    if (!user) return;
    await user.getIdToken(true);
    session.set(person(user));
  }
}

/** Firebase's word for what went wrong; empty where it was something else. */
export function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '');
}

function person(user: User): Person {
  return {
    uid: user.uid,
    email: user.email,
    name: user.displayName,
    guest: user.isAnonymous,
    verified: user.emailVerified,
    providers: user.providerData.map(({ providerId }) => providerId),
  };
}
