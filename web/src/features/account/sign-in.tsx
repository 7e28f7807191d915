import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { Form } from 'react-aria-components';
import { useService } from '@/platform/service';
import { codeOf } from '@/session/auth';
import { useSignIn } from '@/session/context';
import { useSession } from '@/session/session';
import { type Texts, useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { TextInput } from '@/ui/field';
import { Toasts } from '@/ui/toasts';
import { Choices } from './choices';
import css from './sign-in.module.css';

type Way = 'password' | 'register' | 'link' | 'google' | 'forgot';

/** What Firebase's code means to a person. */
export function signInError(error: unknown, texts: Texts['account']): string {
  const known: Record<string, string> = texts.errors;
  return known[codeOf(error)] ?? texts.errors.other;
}

/** The way in. Somebody who is a guest keeps what they have made. */
export function SignInView() {
  const { account: texts, common } = useTexts();
  const { config } = useService();
  const signIn = useSignIn();
  const person = useSession();
  const navigate = useNavigate();
  const { to, register } = useSearch({ strict: false }) as { to?: string; register?: boolean };
  const [way, setWay] = useState<Way>(register ? 'register' : 'password');
  const [email, setEmail] = useState(signIn.linkAddress() ?? '');
  const [password, setPassword] = useState('');
  const [name, setName] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const [href] = useState(() => (signIn.isLink(location.href) ? location.href : null));
  const inside = person && (!person.guest || (!register && !href));

  useEffect(() => {
    if (inside && !pending) void navigate({ to: to?.startsWith('/studio/') ? to : '/studio/pictures', replace: true });
  }, [inside, pending, to, navigate]);

  const trying = async (work: () => Promise<unknown>) => {
    setPending(true);
    setError(null);
    setSaid(null);
    try {
      await work();
    } catch (failure) {
      setError(signInError(failure, texts));
    } finally {
      setPending(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const ways: Record<Way, () => Promise<unknown>> = {
      password: () => signIn.withPassword(email, password),
      register: () => signIn.register(email, password, name),
      link: () => signIn.sendLink(email).then(() => setSaid(texts.signIn.linkSent(email))),
      google: () => signIn.withGoogle(email),
      forgot: () => signIn.resetPassword(email).then(() => setSaid(texts.signIn.resetSent(email))),
    };
    void trying(href ? () => signIn.byLink(email, href) : ways[way]);
  };
  const change = (next: Way) => {
    setWay(next);
    setError(null);
    setSaid(null);
  };
  const names: Record<Way, string> = {
    password: texts.signIn.withPassword,
    register: texts.signIn.register,
    link: texts.signIn.withLink,
    google: texts.signIn.google,
    forgot: texts.signIn.forgot,
  };
  const secret = !href && (way === 'password' || way === 'register');
  return (
    <main className={css.page} id="main">
      <section className={css.lead}>
        <img src="/studio/icon.svg" alt="" width="48" height="48" />
        <h1>{texts.signIn.title}</h1>
        <p>{texts.signIn.lead}</p>
      </section>
      <section className={css.card} aria-label={names[way]}>
        <Form onSubmit={submit} className={css.form ?? ''}>
          {way === 'register' && !href ? (
            <TextInput
              label={`${texts.signIn.name} (${common.optional})`}
              value={name}
              onChange={setName}
              autoComplete="name"
              maxLength={80}
            />
          ) : null}
          <TextInput
            label={texts.signIn.email}
            hint={href ? texts.signIn.confirmAddress : way === 'google' ? texts.signIn.googleLocal : undefined}
            value={email}
            onChange={setEmail}
            type="email"
            autoComplete="email"
            isRequired
          />
          {secret ? (
            <TextInput
              label={texts.signIn.password}
              value={password}
              onChange={setPassword}
              type="password"
              autoComplete={way === 'register' ? 'new-password' : 'current-password'}
              isRequired
            />
          ) : null}
          {error ? (
            <p className={css.error} role="alert">
              {error}
            </p>
          ) : null}
          {said ? (
            <p className={css.said} role="status">
              {said}
            </p>
          ) : null}
          <Button type="submit" look="main" isPending={pending}>
            {href ? texts.signIn.confirm : names[way]}
          </Button>
        </Form>
        {href ? null : (
          <>
            <div className={css.others}>
              {way === 'password' ? null : (
                <Button small look="quiet" onPress={() => change('password')}>
                  {texts.signIn.toSignIn}
                </Button>
              )}
              {way === 'register' ? null : (
                <Button small look="quiet" onPress={() => change('register')}>
                  {texts.signIn.toRegister}
                </Button>
              )}
              {way === 'link' ? null : (
                <Button small look="quiet" onPress={() => change('link')}>
                  {texts.signIn.withLink}
                </Button>
              )}
              {way === 'password' ? (
                <Button small look="quiet" onPress={() => change('forgot')}>
                  {texts.signIn.forgot}
                </Button>
              ) : null}
            </div>
            <p className={css.or}>
              <span>{texts.signIn.or}</span>
            </p>
            <Button
              onPress={() => (config.emulators ? change('google') : void trying(() => signIn.withGoogle()))}
              isDisabled={pending}
            >
              {texts.signIn.google}
            </Button>
            {person?.guest ? null : (
              <Button look="quiet" onPress={() => void trying(() => signIn.asGuest())} isDisabled={pending}>
                {texts.signIn.guest}
              </Button>
            )}
          </>
        )}
      </section>
      <Choices />
      <Toasts />
    </main>
  );
}
