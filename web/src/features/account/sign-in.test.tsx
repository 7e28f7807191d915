import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { AccountExists } from '@/session/auth';
import { ended, type Person, session } from '@/session/session';
import { fakeSignIn, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { SignInView } from './sign-in';

const GUEST: Partial<Person> = { uid: 'g1', guest: true, email: null, name: null, providers: [] };
const ADA: Person = { uid: 'g1', guest: false, email: 'ada@example.com', name: null, verified: true, providers: [] };

function show({
  signIn = fakeSignIn(),
  at = '/studio/sign-in',
  ...more
}: Parameters<typeof render>[1] & { signIn?: ReturnType<typeof fakeSignIn> } = {}) {
  return { signIn, ...render(<SignInView />, { person: null, at, signIn, ...more }) };
}

const email = () => screen.findByRole('textbox', { name: 'E-mail' });
const press = (name: string) => screen.getByRole('button', { name });

test('a password leads in, and back to where somebody wanted to go', async () => {
  const { signIn, user, router } = show({ at: '/studio/sign-in?to=%2Fstudio%2Fvideos%3Fq%3Dfox' });
  signIn.withPassword.mockImplementation(async () => session.set(ADA) as undefined);
  await user.type(await email(), 'ada@example.com');
  const password = screen.getByLabelText('Password');
  expect(password.getAttribute('autocomplete')).toBe('current-password');
  await user.type(password, 'secret1');
  await user.click(press('Show: Password'));
  expect(password.getAttribute('type')).toBe('text');
  await user.click(press('Sign in'));
  await screen.findByText('elsewhere');
  expect(signIn.withPassword).toHaveBeenCalledWith('ada@example.com', 'secret1');
  expect(router.state.location.href).toBe('/studio/videos?q=fox');
});

test('an address of another host is never gone to', async () => {
  const { router } = show({ at: '/studio/sign-in?to=https%3A%2F%2Fevil.example%2F', person: ADA });
  await screen.findByText('elsewhere');
  expect(router.state.location.href).toBe('/studio/pictures');
});

test('what went wrong is said in words', async () => {
  const { signIn, user } = show();
  signIn.withPassword.mockRejectedValueOnce({ code: 'auth/invalid-credential' }).mockRejectedValueOnce(new Error('?'));
  await user.type(await email(), 'ada@example.com');
  await user.type(screen.getByLabelText('Password'), 'wrong');
  await user.click(press('Sign in'));
  expect((await screen.findByRole('alert')).textContent).toBe('The e-mail or the password is not right.');
  await user.click(press('Sign in'));
  await screen.findByText('Signing in did not work. Try it again.');
});

test('an account is made, with a name where there is one', async () => {
  const { signIn, user } = show();
  await email();
  await user.click(press('New here? Create an account'));
  await user.type(screen.getByRole('textbox', { name: /Name/ }), 'Ada');
  await user.type(await email(), 'ada@example.com');
  await user.type(screen.getByLabelText('Password'), 'secret1');
  await user.click(press('Create an account'));
  expect(signIn.register).toHaveBeenCalledWith('ada@example.com', 'secret1', 'Ada');
});

test('a link is sent, also for a new password, and said so', async () => {
  const { signIn, user } = show({ at: '/studio/sign-in?to=%2Fstudio%2Ftrash' });
  await user.type(await email(), 'ada@example.com');
  await user.click(press('Send me a link instead'));
  await user.click(press('Send me a link'));
  await screen.findByText(/A link is on its way to ada@example.com/);
  expect(signIn.sendLink).toHaveBeenCalledWith('ada@example.com', '/studio/trash');
  await user.click(press('You have an account? Sign in'));
  await user.click(press('Forgot your password?'));
  await user.click(press('Send me a link for a new one'));
  await screen.findByText(/a link for a new password is on its way/);
  expect(signIn.resetPassword).toHaveBeenCalledWith('ada@example.com');
});

test('Google is asked by its own page, at an emulator by an address that is typed', async () => {
  const { signIn, user, unmount } = show();
  await email();
  await user.click(press('Continue with Google'));
  expect(signIn.withGoogle).toHaveBeenCalledWith();
  unmount();
  const local = show({ config: { emulators: { auth: 'a:1', firestore: 'a:2' } } });
  await email();
  await local.user.click(press('Continue with Google'));
  await local.user.type(await email(), 'ada@example.com');
  await local.user.click(screen.getAllByRole('button', { name: 'Continue with Google' })[0] as HTMLElement);
  expect(local.signIn.withGoogle).toHaveBeenCalledWith('ada@example.com');
});

test('a link that was opened makes the guest’s account, and everything is kept', async () => {
  const signIn = Object.assign(fakeSignIn(), { link: 'https://rushes.test/?oobCode=1' });
  signIn.linkAddress.mockReturnValue('ada@example.com');
  signIn.byLink.mockImplementation(async () => session.set(ADA) as undefined);
  show({ signIn, person: GUEST });
  await screen.findByText('elsewhere');
  expect(signIn.byLink).toHaveBeenCalledWith('ada@example.com', 'https://rushes.test/?oobCode=1');
  expect(told.get()[0]?.text).toContain('Everything that you have made is in it.');
});

test('a link that was opened elsewhere asks for its address; a used one leads back', async () => {
  const signIn = Object.assign(fakeSignIn(), { link: 'https://rushes.test/?oobCode=1' });
  signIn.byLink.mockRejectedValue({ code: 'auth/invalid-action-code' });
  const { user } = show({ signIn });
  await screen.findByText('To whom was the link sent?');
  await user.type(await email(), 'ada@example.com');
  await user.click(press('Go on'));
  await screen.findByText(/This link was used or is too old/);
  await user.click(press('Sign in another way'));
  await screen.findByLabelText('Password');
});

test('a guest is told before what does not come along, and may stay', async () => {
  let went = 0;
  const { signIn, user } = show({ person: GUEST, at: '/studio/sign-in?register=true' });
  const go = async () => {
    went += 1;
    session.set({ ...ADA, uid: 'u9' });
  };
  signIn.register.mockImplementation(async () => {
    throw new AccountExists(go);
  });
  await user.type(await email(), 'ada@example.com');
  await user.type(screen.getByLabelText('Password'), 'secret1');
  const ask = async () => {
    await user.click(press('Create an account'));
    await screen.findByRole('heading', { name: 'There is an account already' });
  };
  await ask();
  await user.click(press('Stay with what I have made'));
  expect(went).toBe(0);
  await ask();
  await user.click(press('Sign in and leave it'));
  await screen.findByText('elsewhere');
  expect([went, told.get()]).toEqual([1, []]);
});

test('a guest goes on as one; who is nobody becomes one', async () => {
  const { unmount } = show({ person: GUEST, at: '/studio/sign-in?register=true' });
  const link = await screen.findByRole('link', { name: 'Go on as a guest' });
  expect(link.getAttribute('href')).toBe('/studio/pictures');
  unmount();
  const nobody = show();
  await email();
  await nobody.user.click(press('Look around as a guest'));
  expect(nobody.signIn.asGuest).toHaveBeenCalled();
});

test('who was signed out elsewhere reads why', async () => {
  ended.set(true);
  show();
  await screen.findByText(/Your session has ended/);
  ended.set(false);
});
