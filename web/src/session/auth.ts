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
  reauthenticateWithCredential,
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
import { ended, operator, type Person, session } from './session';

const ADDRESS = 'sign-in-address'; // whom a link was sent to, for the browser that opens it
const SOMEBODY = 'signed-in'; // so that a page that is opened later can say that its session has ended

/** Whether somebody was signed in when this browser was here last. */
export const someoneWas = () => remembered(SOMEBODY) !== null;

/** There is an account already: to go on by `go` is to leave what the guest has made. */
export class AccountExists extends Error {
  override readonly name = 'AccountExists';

  constructor(readonly go: () => Promise<void>) {
    super('This sign-in has an account of its own.');
  }
}

/** Firebase Auth as the studio uses it: every way in keeps what a guest has made, by linking. */
export class SignIn {
  readonly auth: Auth;
  /** The link of an e-mail that this page was opened by. */
  readonly link: string | null;
  private readonly config: Config;

  constructor(config: Config) {
    this.config = config;
    const app = initializeApp(config.firebase);
    this.auth = initializeAuth(app, { persistence: [indexedDBLocalPersistence, browserLocalPersistence] });
    if (config.emulators) connectAuthEmulator(this.auth, `http://${config.emulators.auth}`, { disableWarnings: true });
    this.link = isSignInWithEmailLink(this.auth, location.href) ? location.href : null;
    onIdTokenChanged(this.auth, (user) => this.told(user));
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
    this.told(this.auth.currentUser);
  }

  async withPassword(email: string, password: string): Promise<void> {
    const go = async () => void (await signInWithEmailAndPassword(this.auth, email, password));
    if (this.guest()) throw new AccountExists(go);
    await go();
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

  /** `to` is where the link leads in the end. */
  async sendLink(email: string, to?: string): Promise<void> {
    const back = new URL('/studio/sign-in', location.origin);
    if (to) back.searchParams.set('to', to);
    await sendSignInLinkToEmail(this.auth, email, { url: back.href, handleCodeInApp: true });
    remember(ADDRESS, email);
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
      await this.take(this.localGoogle(localAddress ?? ''));
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
    const left = session.get();
    remember(SOMEBODY, null);
    session.set(null); // first: what Firebase tells then is nothing new
    try {
      await signOut(this.auth);
    } catch (error) {
      session.set(left);
      throw error;
    }
  }

  /** The service takes this session no more: whoever sits here has to sign in again. */
  async lost(): Promise<void> {
    if (this.auth.currentUser) await signOut(this.auth);
  }

  async resetPassword(email: string): Promise<void> {
    await sendPasswordResetEmail(this.auth, email, { url: `${location.origin}/studio/sign-in` });
  }

  /** Who sits here proves once more who they are: for what only a new session may do. */
  async again(password?: string): Promise<void> {
    const user = this.auth.currentUser;
    if (!user) return;
    if (password !== undefined) {
      await reauthenticateWithCredential(user, EmailAuthProvider.credential(user.email ?? '', password));
    } else if (this.config.emulators) {
      await reauthenticateWithCredential(user, this.localGoogle(user.email ?? ''));
    } else {
      const { googleAgain } = await import('./google');
      await googleAgain(user);
    }
    await this.anew(user);
  }

  async rename(name: string): Promise<void> {
    const user = this.auth.currentUser;
    if (!user) return;
    await updateProfile(user, { displayName: name });
    session.set(person(user));
  }

  async verifyAddress(): Promise<void> {
    if (this.auth.currentUser) await sendEmailVerification(this.auth.currentUser, { url: `${location.origin}/` });
  }

  /** What Firebase knows now: an address that was confirmed elsewhere, another name. */
  async refresh(): Promise<void> {
    await this.auth.currentUser?.reload();
    await this.anew(this.auth.currentUser);
  }

  /** Knows who is there, and whether somebody is not there any more without having left. */
  private told(user: User | null): void {
    if (user) ended.set(false);
    else if (session.get() || someoneWas()) ended.set(true);
    remember(SOMEBODY, user ? '1' : null);
    session.set(user && person(user));
    if (user)
      void user.getIdTokenResult().then(
        ({ claims }) => operator.set(claims.admin === true),
        () => operator.set(false),
      );
    else operator.set(false);
  }

  /** What an emulator takes for Google's word. */
  private localGoogle(email: string): ReturnType<typeof GoogleAuthProvider.credential> {
    return GoogleAuthProvider.credential(JSON.stringify({ sub: email, email, email_verified: true, name: email.split('@')[0] }));
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
        if (!isTaken(error)) throw error;
        throw new AccountExists(async () => void (await signInWithCredential(this.auth, credential)));
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

/** Whether there is an account by this sign-in already. */
export function isTaken(error: unknown): boolean {
  return ['auth/credential-already-in-use', 'auth/email-already-in-use'].includes(codeOf(error));
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
