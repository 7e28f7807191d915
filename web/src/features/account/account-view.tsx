import { Link } from '@tanstack/react-router';
import { LogOut, MonitorDown, Pencil } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { AnswerOf } from 'rushes';
import { offer } from '@/platform/install';
import { useService } from '@/platform/service';
import { useStore } from '@/platform/store';
import { useSignIn } from '@/session/context';
import { type Person, usePerson } from '@/session/session';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, ButtonLink } from '@/ui/button';
import { Confirm } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { Badge, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { tell } from '@/ui/toasts';
import { useAccount } from './account';
import css from './account.module.css';
import { Card, Facts } from './card';
import { Choices } from './choices';
import { useLeaving } from './leaving';
import { signInError } from './sign-in-error';
import { SpentToday } from './today';

/** Who somebody is here, what they may do, and how to leave. */
export function AccountView() {
  const { account: texts, profile, settings } = useTexts();
  const { config } = useService();
  const account = useAccount();
  const person = usePerson();
  return (
    <Room title={texts.title}>
      <div className={css.cards}>
        {person ? <Who person={person} /> : null}
        {account.data ? (
          <>
            <Balance account={account.data} />
            <Limits account={account.data} />
          </>
        ) : account.error ? (
          <ErrorNote error={account.error} onRetry={() => account.refetch()} />
        ) : (
          <Skeleton shape="card" count={2} />
        )}
        <Card title={profile.view.appearance}>
          <Choices />
        </Card>
        <Card title={profile.view.more}>
          <div className={css.links}>
            <Link to="/studio/account/notices">{settings.links.notices}</Link>
            <Link to="/studio/account/keys">{profile.view.keys}</Link>
            <Link to="/studio/account/webhooks">{settings.links.webhooks}</Link>
            <Link to="/studio/account/data">{settings.links.data}</Link>
            <a href={config.docs}>{profile.view.docs}</a>
          </div>
        </Card>
        <Install />
        {person ? <Sessions person={person} /> : null}
      </div>
    </Room>
  );
}

/** Where the browser offers it, and has not done it. */
function Install() {
  const { install } = useTexts().settings;
  const offered = useStore(offer);
  if (!offered) return null;
  return (
    <Card title={install.title}>
      <p>{install.lead}</p>
      <Button
        icon={<MonitorDown aria-hidden />}
        onPress={() => {
          offer.set(null);
          void offered.prompt();
        }}
      >
        {install.action}
      </Button>
    </Card>
  );
}

type Account = AnswerOf<'GET /account'>;

/** Something asked of Firebase: with a word when it is done, or why not. */
function useAsked() {
  const { account } = useTexts();
  const [pending, setPending] = useState(false);
  const ask = async (work: () => Promise<unknown>, done: string) => {
    setPending(true);
    try {
      await work();
      tell('good', done);
    } catch (error) {
      tell('bad', signInError(error, account));
    } finally {
      setPending(false);
    }
  };
  return { pending, ask };
}

function Who({ person }: { person: Person }) {
  const { account: texts } = useTexts();
  const { verify } = texts;
  const { view, signIn: words } = useTexts().profile;
  const signIn = useSignIn();
  const { pending, ask } = useAsked();
  const ways: Record<string, string> = view.providers;
  if (person.guest) {
    return (
      <Card title={view.who}>
        <p>{view.guestNote}</p>
        <ButtonLink look="main" href="/studio/sign-in?register=true">
          {texts.banner.action}
        </ButtonLink>
      </Card>
    );
  }
  const { email, verified } = person;
  return (
    <Card title={view.who}>
      <Name name={person.name} />
      <Facts
        facts={[
          [
            view.address,
            <span key="address" className={css.row}>
              <bdi>{email}</bdi>
              <Badge kind={verified ? 'good' : 'warn'}>{verified ? view.confirmed : view.unconfirmed}</Badge>
            </span>,
          ],
          [view.ways, person.providers.map((each) => ways[each] ?? each).join(', ') || view.providers.link],
        ]}
      />
      {email && !verified ? (
        <div className={css.row}>
          <Button small isPending={pending} onPress={() => ask(() => signIn.verifyAddress(), verify.sent)}>
            {verify.action}
          </Button>
          <Button small look="quiet" isPending={pending} onPress={() => void signIn.refresh()}>
            {verify.check}
          </Button>
        </div>
      ) : null}
      {email && person.providers.includes('password') ? (
        <Button small isPending={pending} onPress={() => ask(() => signIn.resetPassword(email), words.resetSent(email))}>
          {view.newPassword}
        </Button>
      ) : null}
    </Card>
  );
}

function Name({ name }: { name: string | null }) {
  const { common, profile } = useTexts();
  const signIn = useSignIn();
  const { pending, ask } = useAsked();
  const [typed, setTyped] = useState<string | null>(null);
  if (typed === null) {
    return (
      <div className={css.row}>
        {name ? <strong dir="auto">{name}</strong> : <span className={css.note}>{profile.view.noName}</span>}
        <Button small look="quiet" icon={<Pencil aria-hidden />} onPress={() => setTyped(name ?? '')}>
          {profile.view.rename}
        </Button>
      </div>
    );
  }
  return (
    <Form
      className={css.form ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void ask(() => signIn.rename(typed.trim()), profile.view.renamed).then(() => setTyped(null));
      }}
    >
      <TextInput
        label={profile.view.name}
        value={typed}
        onChange={setTyped}
        maxLength={80}
        autoComplete="name"
        autoFocus
        onKeyDown={(event) => (event.key === 'Escape' ? setTyped(null) : event.continuePropagation())}
      />
      <div className={css.row}>
        <Button type="submit" look="main" isPending={pending}>
          {common.save}
        </Button>
        <Button onPress={() => setTyped(null)}>{common.cancel}</Button>
      </div>
    </Form>
  );
}

function Balance({ account }: { account: Account }) {
  const { profile } = useTexts();
  const { number } = useFormats();
  const { daily_cap: cap, spent_today: spent } = account.limits;
  return (
    <Card title={profile.view.credits}>
      <p className={css.balance}>
        <strong>{number(account.balance)}</strong> {profile.ledger.left}
      </p>
      <SpentToday spent={spent} cap={cap} />
      <Link to="/studio/account/credits">{profile.view.toLedger}</Link>
    </Card>
  );
}

function Limits({ account }: { account: Account }) {
  const { view } = useTexts().profile;
  const { number } = useFormats();
  const { limits } = account;
  const slots = (most: number, used: number, waiting: number) =>
    waiting ? view.nowWaiting(number(most), number(used), number(waiting)) : view.now(number(most), number(used));
  return (
    <Card title={view.limits}>
      <Facts
        facts={[
          [view.plan, view.plans[limits.plan]],
          [view.videos, slots(limits.active_jobs, account.active_jobs, account.waiting_jobs)],
          [view.films, slots(limits.active_films, account.active_films, account.waiting_films)],
          [view.prompts, number(limits.active_prompts)],
          [view.perMinute, number(limits.generation_per_minute)],
          [view.storage, view.gib(number(limits.stored_gib))],
        ]}
      />
    </Card>
  );
}

function Sessions({ person }: { person: Person }) {
  const { account: texts, profile } = useTexts();
  const { out, everywhere } = useLeaving();
  const [asked, setAsked] = useState<'guest' | 'everywhere' | null>(null);
  return (
    <Card title={profile.view.sessions}>
      <div className={css.row}>
        <Button icon={<LogOut aria-hidden />} onPress={() => (person.guest ? setAsked('guest') : void out())}>
          {texts.signOut}
        </Button>
        {person.guest ? null : <Button onPress={() => setAsked('everywhere')}>{profile.signOutEverywhere}</Button>}
      </div>
      <Confirm {...texts.guestOut} final isOpen={asked === 'guest'} onClose={() => setAsked(null)} onConfirm={out} />
      <Confirm {...profile.everywhere} isOpen={asked === 'everywhere'} onClose={() => setAsked(null)} onConfirm={everywhere} />
    </Card>
  );
}
