import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useAccount, useServiceLimits } from '@/features/account/account';
import { signInError } from '@/features/account/sign-in-error';
import { useOnline } from '@/platform/online';
import { useStore } from '@/platform/store';
import { useSignIn } from '@/session/context';
import { usePerson } from '@/session/session';
import { language, loadTexts, useTexts } from '@/texts';
import { Button, ButtonLink } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { Banner } from '@/ui/notes';
import { tell } from '@/ui/toasts';
import css from './shell.module.css';

const Standing = lazy(async () => {
  const [{ Standing: it }] = await Promise.all([import('./standing'), loadTexts(language.get(), ['settings'])]);
  return { default: it };
}); // hardly ever there

/** What holds for the whole page: no connection, an intake that is closed, a guest, an address to be confirmed. */
export function Notices() {
  const { account: texts } = useTexts();
  const person = usePerson();
  const account = useAccount();
  const announcement = useServiceLimits().data?.announcement;
  const reason = account.data?.signup_grant.reason;
  return (
    <>
      <Connection />
      <Intake />
      <Suspense>{announcement || account.data?.deletion ? <Standing /> : null}</Suspense>
      {person?.guest ? (
        <Banner
          action={
            <ButtonLink small look="main" href="/studio/sign-in?register=true">
              {texts.banner.action}
            </ButtonLink>
          }
        >
          {texts.banner.text}
        </Banner>
      ) : null}
      {person && !person.guest && !person.verified && reason === 'verify_email' ? <Unconfirmed /> : null}
      {account.error && !account.data ? <ErrorNote error={account.error} onRetry={() => account.refetch()} /> : null}
    </>
  );
}

/** While there is no connection it says so; once there is one again, all that is in sight is asked anew. */
function Connection() {
  const { common } = useTexts();
  const queries = useQueryClient();
  const online = useOnline();
  const [was, setWas] = useState(online);
  useEffect(() => {
    if (online === was) return;
    setWas(online);
    if (!online) return;
    tell('good', common.online);
    void queries.invalidateQueries();
  }, [online, was, queries, common]);
  return online ? null : <Banner kind="warn">{common.offline}</Banner>;
}

function Intake() {
  const { common } = useTexts();
  const spoken = useStore(language);
  const { data } = useServiceLimits();
  if (!data || data.intake_open) return null;
  return (
    <Banner kind="warn">
      <span dir="auto">{data.message?.[spoken] ?? common.intakeClosed}</span>
    </Banner>
  );
}

function Unconfirmed() {
  const texts = useTexts().account;
  const signIn = useSignIn();
  const account = useAccount();
  const trying = (work: () => Promise<unknown>) => void work().catch((error) => tell('bad', signInError(error, texts)));
  return (
    <Banner
      action={
        <span className={css.pair}>
          <Button small onPress={() => trying(() => signIn.verifyAddress().then(() => tell('good', texts.verify.sent)))}>
            {texts.verify.action}
          </Button>
          <Button small look="quiet" onPress={() => trying(() => signIn.refresh().then(() => account.refetch()))}>
            {texts.verify.check}
          </Button>
        </span>
      }
    >
      {texts.verify.text}
    </Banner>
  );
}
