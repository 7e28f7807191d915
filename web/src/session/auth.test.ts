import * as firebase from '@firebase/auth';
import { beforeEach, expect, test, vi } from 'vitest';
import { remember, remembered } from '@/platform/stored';
import { AccountExists, codeOf, SignIn } from './auth';
import { ended, session } from './session';

vi.mock('@firebase/app', () => ({ initializeApp: () => ({}) }));
vi.mock('@firebase/auth', () => {
  const asked = () => vi.fn(async () => ({ user: auth.currentUser }));
  const auth = { currentUser: null as unknown, authStateReady: async () => undefined };
  return {
    auth,
    browserLocalPersistence: {},
    browserPopupRedirectResolver: {},
    indexedDBLocalPersistence: {},
    initializeAuth: () => auth,
    connectAuthEmulator: vi.fn(),
    onIdTokenChanged: vi.fn(),
    isSignInWithEmailLink: vi.fn(() => false),
    EmailAuthProvider: {
      credential: (...given: unknown[]) => ['password', ...given],
      credentialWithLink: (...given: unknown[]) => ['link', ...given],
    },
    GoogleAuthProvider: Object.assign(class {}, {
      credential: (token: string) => ['google', JSON.parse(token)],
      credentialFromError: (error: { credential?: unknown }) => error.credential ?? null,
    }),
    createUserWithEmailAndPassword: asked(),
    linkWithCredential: asked(),
    linkWithPopup: asked(),
    reauthenticateWithCredential: asked(),
    reauthenticateWithPopup: asked(),
    sendEmailVerification: asked(),
    sendPasswordResetEmail: asked(),
    sendSignInLinkToEmail: asked(),
    signInAnonymously: asked(),
    signInWithCredential: asked(),
    signInWithCustomToken: asked(),
    signInWithEmailAndPassword: asked(),
    signInWithPopup: asked(),
    signOut: asked(),
    updateProfile: asked(),
  };
});

const faked = firebase as unknown as Record<string, ReturnType<typeof vi.fn>> & { auth: { currentUser: unknown } };
/** What a function of Firebase was last asked with. */
const lastOf = (name: string) => faked[name]?.mock.lastCall ?? [];
const user = (more: object = {}) => ({
  uid: 'u1',
  email: 'ada@example.com',
  displayName: null,
  isAnonymous: false,
  emailVerified: true,
  providerData: [{ providerId: 'password' }],
  getIdToken: vi.fn(async () => 'token'),
  getIdTokenResult: vi.fn(async () => ({ claims: {} })),
  reload: vi.fn(async () => undefined),
  ...more,
});
const guest = () => user({ uid: 'g1', isAnonymous: true, email: null, providerData: [] });

const CONFIG = { url: '', firebase: { apiKey: 'k', projectId: 'p' }, version: '1', docs: '/docs/' };
const LOCAL = { ...CONFIG, emulators: { auth: 'a:1', firestore: 'a:2' } };

function begin(someone: unknown = null, config: typeof CONFIG = LOCAL) {
  faked.auth.currentUser = someone;
  const signIn = new SignIn(config);
  const told = lastOf('onIdTokenChanged')[1] as (who: unknown) => void;
  told(someone);
  return { signIn, told };
}

beforeEach(() => {
  vi.clearAllMocks();
  session.set(undefined);
  ended.set(false);
  localStorage.clear();
});

test('a token of the printed link signs in where there is an emulator alone, and leaves the address', async () => {
  const hash = `#token=${encodeURIComponent('{"uid":"u1"}')}`;
  await begin(user()).signIn.ready(hash);
  expect(firebase.signInWithCustomToken).toHaveBeenCalledWith(expect.anything(), '{"uid":"u1"}');
  expect(location.hash).toBe('');
  expect(session.get()).toMatchObject({ uid: 'u1', guest: false, providers: ['password'] });
  vi.clearAllMocks();
  await begin(null, CONFIG).signIn.ready(hash);
  expect(firebase.signInWithCustomToken).not.toHaveBeenCalled();
  expect(session.get()).toBeNull();
});

test('who left is not told that the session ended; who was put out is', async () => {
  const { signIn, told } = begin(user());
  await signIn.out();
  told(null);
  expect([session.get(), ended.get(), remembered('signed-in')]).toEqual([null, false, null]);
  told(user());
  await signIn.lost();
  expect(firebase.signOut).toHaveBeenCalledTimes(2);
  told(null);
  expect([session.get(), ended.get()]).toEqual([null, true]);
  told(user());
  expect(ended.get()).toBe(false);
});

test('a page that is opened after the session ended says so, once', () => {
  remember('signed-in', '1');
  begin(null);
  expect(ended.get()).toBe(true);
  ended.set(false);
  begin(null);
  expect(ended.get()).toBe(false);
});

test('a session that cannot be left stays', async () => {
  const { signIn } = begin(user());
  faked.signOut?.mockRejectedValueOnce(new Error('offline'));
  await expect(signIn.out()).rejects.toThrow('offline');
  expect(session.get()).toMatchObject({ uid: 'u1' });
});

test('a new account gets its name and its e-mail; a guest’s is linked', async () => {
  await begin(user()).signIn.register('ada@example.com', 'secret1', 'Ada');
  expect(firebase.createUserWithEmailAndPassword).toHaveBeenCalled();
  expect(firebase.updateProfile).toHaveBeenCalledWith(expect.anything(), { displayName: 'Ada' });
  expect(firebase.sendEmailVerification).toHaveBeenCalled();
  const someone = guest();
  await begin(someone).signIn.register('ada@example.com', 'secret1', '');
  expect(firebase.linkWithCredential).toHaveBeenCalledWith(someone, ['password', 'ada@example.com', 'secret1']);
  expect(someone.getIdToken).toHaveBeenCalledWith(true);
});

test('a guest is asked before a password leads to another account', async () => {
  const { signIn } = begin(guest());
  const exists = await signIn.withPassword('ada@example.com', 'x').catch((error: unknown) => error);
  expect(exists).toBeInstanceOf(AccountExists);
  expect(firebase.signInWithEmailAndPassword).not.toHaveBeenCalled();
  await (exists as AccountExists).go();
  expect(firebase.signInWithEmailAndPassword).toHaveBeenCalled();
  await begin(null).signIn.withPassword('ada@example.com', 'x');
  expect(firebase.signInWithEmailAndPassword).toHaveBeenCalledTimes(2);
});

test('a link leads to where somebody wanted to go, and is taken by who asked for it', async () => {
  const { signIn } = begin(null);
  await signIn.sendLink('ada@example.com', '/studio/trash');
  const settings = lastOf('sendSignInLinkToEmail')[2] as { url: string };
  expect(new URL(settings.url).searchParams.get('to')).toBe('/studio/trash');
  expect(signIn.linkAddress()).toBe('ada@example.com');
  await signIn.byLink('ada@example.com', 'https://rushes.test/?oobCode=1');
  expect(firebase.signInWithCredential).toHaveBeenCalledWith(expect.anything(), ['link', 'ada@example.com', expect.any(String)]);
  expect(signIn.linkAddress()).toBeNull();
});

test('a guest’s link or Google is linked; where it has an account they are asked', async () => {
  const someone = guest();
  const { signIn } = begin(someone);
  await signIn.withGoogle('ada@example.com');
  expect(firebase.linkWithCredential).toHaveBeenCalledWith(someone, [
    'google',
    expect.objectContaining({ sub: 'ada@example.com' }),
  ]);
  faked.linkWithCredential?.mockRejectedValueOnce({ code: 'auth/credential-already-in-use' });
  const exists = await signIn.withGoogle('ada@example.com').catch((error: unknown) => error);
  expect(firebase.signInWithCredential).not.toHaveBeenCalled();
  await (exists as AccountExists).go();
  expect(firebase.signInWithCredential).toHaveBeenCalled();
  faked.linkWithCredential?.mockRejectedValueOnce({ code: 'auth/network-request-failed' });
  await expect(signIn.withGoogle('ada@example.com')).rejects.toMatchObject({ code: 'auth/network-request-failed' });
});

test('Google’s own window does the same', async () => {
  await begin(null, CONFIG).signIn.withGoogle();
  expect(firebase.signInWithPopup).toHaveBeenCalled();
  const { signIn } = begin(guest(), CONFIG);
  await signIn.withGoogle();
  expect(firebase.linkWithPopup).toHaveBeenCalled();
  faked.linkWithPopup?.mockRejectedValueOnce({ code: 'auth/credential-already-in-use', credential: ['google'] });
  const exists = await signIn.withGoogle().catch((error: unknown) => error);
  await (exists as AccountExists).go();
  expect(firebase.signInWithCredential).toHaveBeenCalledWith(expect.anything(), ['google']);
  faked.linkWithPopup?.mockRejectedValueOnce({ code: 'auth/popup-closed-by-user' });
  await expect(signIn.withGoogle()).rejects.toMatchObject({ code: 'auth/popup-closed-by-user' });
});

test('who sits here proves it by their own way', async () => {
  const { signIn } = begin(user());
  await signIn.again('secret1');
  expect(firebase.reauthenticateWithCredential).toHaveBeenLastCalledWith(expect.anything(), [
    'password',
    'ada@example.com',
    'secret1',
  ]);
  await signIn.again();
  expect(firebase.reauthenticateWithCredential).toHaveBeenLastCalledWith(expect.anything(), ['google', expect.anything()]);
  await begin(user(), CONFIG).signIn.again();
  expect(firebase.reauthenticateWithPopup).toHaveBeenCalled();
  await begin(null).signIn.again('x');
});

test('a name, an e-mail, a password and what was confirmed elsewhere', async () => {
  const someone = user();
  const { signIn } = begin(someone);
  await signIn.rename('Ada');
  expect(firebase.updateProfile).toHaveBeenCalledWith(someone, { displayName: 'Ada' });
  await signIn.verifyAddress();
  await signIn.resetPassword('ada@example.com');
  await signIn.asGuest();
  expect(firebase.sendPasswordResetEmail).toHaveBeenCalled();
  expect(firebase.signInAnonymously).toHaveBeenCalled();
  await signIn.refresh();
  expect(someone.reload).toHaveBeenCalled();
  const { signIn: nobody } = begin(null);
  await Promise.all([nobody.rename('x'), nobody.verifyAddress(), nobody.refresh(), nobody.lost()]);
  expect(codeOf(null)).toBe('');
});
