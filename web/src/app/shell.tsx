import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { CircleUserRound, Clapperboard, Images, PenLine, Trash2, Wallet } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useAccount, useLiveAccount } from '@/features/account/account';
import { useOnline } from '@/platform/online';
import { listenForShortcuts, useShortcut } from '@/platform/shortcuts';
import { useStore } from '@/platform/store';
import { useSignIn } from '@/session/context';
import { usePerson } from '@/session/session';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, ButtonLink } from '@/ui/button';
import { ErrorNote, Guard } from '@/ui/error-note';
import { Banner, Skeleton } from '@/ui/notes';
import { historyOpen, Toasts, tell } from '@/ui/toasts';
import { helpOpen } from './open';
import css from './shell.module.css';

// what nobody sees at first comes when it is wanted
const PersonMenu = lazy(async () => ({ default: (await import('./person-menu')).PersonMenu }));
const ShortcutHelp = lazy(async () => ({ default: (await import('./shortcut-help')).ShortcutHelp }));
const ToastHistory = lazy(async () => ({ default: (await import('@/ui/toast-history')).ToastHistory }));

/** What is around every view of somebody who is signed in. */
export function Shell() {
  const { common } = useTexts();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  useEffect(() => listenForShortcuts(), []);
  useShortcut('?', common.shortcuts.help, () => helpOpen.set(true));
  const came = useRef(path);
  useEffect(() => {
    if (came.current === path) return;
    came.current = path;
    main.current?.focus({ preventScroll: true }); // who reads with a screen reader starts at the new view
  }, [path]);
  return (
    <div className={css.shell}>
      <a className="skip" href="#main">
        {common.skipToContent}
      </a>
      <Rail />
      <div className={css.column}>
        <Head />
        <Notices />
        <main id="main" ref={main} tabIndex={-1} className={css.main}>
          <Guard key={path}>
            <Suspense fallback={<Skeleton shape="picture" count={6} />}>
              <Outlet />
            </Suspense>
          </Guard>
        </main>
      </div>
      <Toasts />
      <Suspense>
        {useStore(historyOpen) ? <ToastHistory /> : null}
        {useStore(helpOpen) ? <ShortcutHelp /> : null}
      </Suspense>
    </div>
  );
}

const ROOMS = [
  { to: '/studio/pictures', name: 'pictures', Icon: Images },
  { to: '/studio/prompts', name: 'prompts', Icon: PenLine },
  { to: '/studio/videos', name: 'videos', Icon: Clapperboard },
  { to: '/studio/trash', name: 'trash', Icon: Trash2 },
] as const;

function Rail() {
  const { common } = useTexts();
  return (
    <nav className={css.rail} aria-label={common.navigation}>
      <Link to="/studio/pictures" className={css.mark ?? ''}>
        <img src="/studio/icon.svg" alt="" width="28" height="28" />
        <span>Rushes</span>
      </Link>
      <ul>
        {ROOMS.map(({ to, name, Icon }) => (
          <li key={to}>
            <Link to={to} className={css.room ?? ''} activeProps={{ 'aria-current': 'page' }} preload="intent">
              <Icon aria-hidden />
              <span>{common.rooms[name]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Head() {
  const { account } = useTexts();
  return (
    <header className={css.head}>
      <Credits />
      <Suspense fallback={<Button look="quiet" isDisabled aria-label={account.menu} icon={<CircleUserRound aria-hidden />} />}>
        <PersonMenu />
      </Suspense>
    </header>
  );
}

function Credits() {
  const { common, account: texts } = useTexts();
  const { number } = useFormats();
  const account = useAccount();
  useLiveAccount(account.data !== undefined);
  const balance = account.data?.balance;
  return (
    <Link
      to="/studio/account/credits"
      className={css.credits ?? ''}
      aria-label={balance === undefined ? texts.credits : common.credits(balance)}
      preload="intent"
    >
      <Wallet aria-hidden size={18} />
      <span aria-live="polite">{balance === undefined ? '–' : number(balance)}</span>
    </Link>
  );
}

/** What holds for the whole page: no connection, a guest, an address to be confirmed, an intake that is closed. */
function Notices() {
  const { account: texts, common } = useTexts();
  const online = useOnline();
  const person = usePerson();
  const signIn = useSignIn();
  const account = useAccount();
  return (
    <>
      {online ? null : <Banner kind="warn">{common.offline}</Banner>}
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
      {person && !person.guest && !person.verified && account.data?.signup_grant.reason === 'verify_email' ? (
        <Banner
          action={
            <span className={css.pair}>
              <Button small onPress={() => signIn.verifyAddress().then(() => tell('good', texts.verify.sent))}>
                {texts.verify.action}
              </Button>
              <Button small look="quiet" onPress={() => signIn.refresh().then(() => account.refetch())}>
                {texts.verify.check}
              </Button>
            </span>
          }
        >
          {texts.verify.text}
        </Banner>
      ) : null}
      {account.error ? <ErrorNote error={account.error} onRetry={() => account.refetch()} /> : null}
    </>
  );
}
