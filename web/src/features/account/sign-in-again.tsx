import { type FormEvent, useState } from 'react';
import { Form } from 'react-aria-components';
import { useSignIn } from '@/session/context';
import { usePerson } from '@/session/session';
import { useTexts } from '@/texts';
import { Button, ButtonLink } from '@/ui/button';
import { SecretInput } from '@/ui/secret-input';
import css from './account.module.css';
import { useLeaving } from './leaving';
import { signInError } from './sign-in-error';

/** For what only who has just signed in may do: they prove it here, and go on where they were. */
export function SignInAgain({ onDone }: { onDone: () => void }) {
  const { account: texts, profile } = useTexts();
  const signIn = useSignIn();
  const person = usePerson();
  const { out } = useLeaving();
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const prove = async (given?: string) => {
    setPending(true);
    setError(null);
    try {
      await signIn.again(given);
    } catch (failure) {
      setError(signInError(failure, texts));
      return;
    } finally {
      setPending(false);
    }
    onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void prove(password);
  };
  const has = (provider: string) => person?.providers.includes(provider);
  return (
    <div className={css.form}>
      <p>
        <strong>{profile.again.title}</strong> {profile.again.lead}
      </p>
      {person?.guest ? (
        <ButtonLink look="main" href="/studio/sign-in?register=true">
          {texts.banner.action}
        </ButtonLink>
      ) : has('password') ? (
        <Form className={css.form ?? ''} onSubmit={submit}>
          <SecretInput
            label={profile.signIn.password}
            name="password"
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
            error={error}
            isRequired
            autoFocus
          />
          <Button type="submit" look="main" isPending={pending}>
            {profile.again.action}
          </Button>
        </Form>
      ) : has('google.com') ? (
        <>
          <Button look="main" isPending={pending} onPress={() => prove()} autoFocus>
            {profile.signIn.google}
          </Button>
          {error ? <p role="alert">{error}</p> : null}
        </>
      ) : (
        <>
          <p>{profile.again.elsewhere}</p>
          <Button onPress={out}>{texts.signOut}</Button>
        </>
      )}
    </div>
  );
}
