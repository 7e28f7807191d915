import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useEffectEvent, useState } from 'react';
import { Form } from 'react-aria-components';
import { useService } from '@/platform/service';
import { useStore } from '@/platform/store';
import { AccountExists } from '@/session/auth';
import { useSignIn } from '@/session/context';
import { ended, session, useSession } from '@/session/session';
import { useTexts } from '@/texts';
import { Button, ButtonLink } from '@/ui/button';
import { TextInput } from '@/ui/field';
import { SecretInput } from '@/ui/secret-input';
import { Toasts, tell } from '@/ui/toasts';
import { Choices } from './choices';
import css from './sign-in.module.css';
import { signInError } from './sign-in-error';

type Way = 'password' | 'register' | 'link' | 'google' | 'forgot';

/** The way in. Somebody who is a guest keeps what they have made, or is told before that they do not. */
export function SignInView() {
  const { account: texts, common, profile } = useTexts();
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
  const [exists, setExists] = useState<AccountExists | null>(null);
  const [link, setLink] = useState(signIn.link);
  const inside = person && (!person.guest || (!register && !link));
  const wasEnded = useStore(ended);

  useEffect(() => {
    document.title = `${profile.signIn.withPassword} · Rushes`;
  }, [profile]);

  useEffect(() => {
    if (!inside || pending) return;
    const href = to && /^\/studio\/(?!sign-in)/.test(to) ? to : '/studio/pictures';
    void navigate({ href, replace: true });
  }, [inside, pending, to, navigate]);

  const trying = async (work: () => Promise<unknown>) => {
    const guest = person?.guest ? person.uid : null;
    setPending(true);
    setError(null);
    setSaid(null);
    setExists(null);
    try {
      await work();
      const now = session.get();
      if (guest && now?.uid === guest && !now.guest) tell('good', profile.signIn.kept);
    } catch (failure) {
      if (failure instanceof AccountExists) setExists(failure);
      else setError(signInError(failure, texts));
    } finally {
      setPending(false);
    }
  };
  const opened = useEffectEvent(() => {
    if (link && email) void trying(() => signIn.byLink(email, link));
  });
  useEffect(() => opened(), []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const ways: Record<Way, () => Promise<unknown>> = {
      password: () => signIn.withPassword(email, password),
      register: () => signIn.register(email, password, name),
      link: () => signIn.sendLink(email, to).then(() => setSaid(profile.signIn.linkSent(email))),
      google: () => signIn.withGoogle(email),
      forgot: () => signIn.resetPassword(email).then(() => setSaid(profile.signIn.resetSent(email))),
    };
    void trying(link ? () => signIn.byLink(email, link) : ways[way]);
  };
  const change = (next: Way) => {
    setWay(next);
    setLink(null);
    setError(null);
    setSaid(null);
  };
  const names: Record<Way, string> = {
    password: profile.signIn.withPassword,
    register: profile.signIn.register,
    link: profile.signIn.sendLink,
    google: profile.signIn.google,
    forgot: profile.signIn.sendReset,
  };
  const secret = !link && (way === 'password' || way === 'register');
  const asked = () => (
    <>
      <h2>{profile.signIn.existsTitle}</h2>
      <p>{profile.signIn.exists}</p>
      <Button autoFocus isPending={pending} onPress={() => setExists(null)}>
        {profile.signIn.existsStay}
      </Button>
      <Button look="danger" isPending={pending} onPress={() => exists && void trying(exists.go)}>
        {profile.signIn.existsGo}
      </Button>
    </>
  );
  const form = () => (
    <Form onSubmit={submit} className={css.form ?? ''}>
      {way === 'register' && !link ? (
        <TextInput
          label={`${profile.signIn.name} (${common.optional})`}
          name="name"
          value={name}
          onChange={setName}
          autoComplete="name"
          maxLength={80}
        />
      ) : null}
      <TextInput
        label={profile.signIn.email}
        hint={link ? profile.signIn.confirmAddress : way === 'google' ? profile.signIn.googleLocal : undefined}
        name="email"
        value={email}
        onChange={setEmail}
        type="email"
        autoComplete={way === 'password' ? 'username' : 'email'}
        isRequired
      />
      {secret ? (
        <SecretInput
          key={way}
          label={profile.signIn.password}
          name="password"
          value={password}
          onChange={setPassword}
          autoComplete={way === 'register' ? 'new-password' : 'current-password'}
          hint={way === 'register' ? profile.signIn.passwordHint : undefined}
          minLength={way === 'register' ? 6 : undefined}
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
        {link ? profile.signIn.confirm : names[way]}
      </Button>
    </Form>
  );
  const others: readonly [Way, string][] = [
    ['password', profile.signIn.toSignIn],
    ['register', profile.signIn.toRegister],
    ['link', profile.signIn.withLink],
    ...(way === 'password' ? [['forgot', profile.signIn.forgot] as [Way, string]] : []),
  ];
  return (
    <main className={css.page} id="main">
      <section className={css.lead}>
        <img src="/studio/icon.svg" alt="" width="48" height="48" />
        <h1>{profile.signIn.title}</h1>
        <p>{profile.signIn.lead}</p>
      </section>
      <section className={css.card} aria-label={exists ? profile.signIn.existsTitle : names[way]}>
        {wasEnded && !exists ? (
          <p className={css.ended} role="status">
            {profile.signIn.ended}
          </p>
        ) : null}
        {exists ? asked() : form()}
        {exists ? null : link ? (
          <Button small look="quiet" onPress={() => change('password')}>
            {profile.signIn.backToWays}
          </Button>
        ) : (
          <>
            <div className={css.others}>
              {others.map(([other, text]) =>
                other === way ? null : (
                  <Button key={other} small look="quiet" onPress={() => change(other)}>
                    {text}
                  </Button>
                ),
              )}
            </div>
            <p className={css.or}>
              <span>{profile.signIn.or}</span>
            </p>
            <Button
              onPress={() => (config.emulators ? change('google') : void trying(() => signIn.withGoogle()))}
              isDisabled={pending}
            >
              {profile.signIn.google}
            </Button>
            {person?.guest ? (
              <ButtonLink look="quiet" href={to ?? '/studio/pictures'}>
                {profile.signIn.goOnAsGuest}
              </ButtonLink>
            ) : (
              <Button look="quiet" onPress={() => void trying(() => signIn.asGuest())} isDisabled={pending}>
                {profile.signIn.guest}
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
