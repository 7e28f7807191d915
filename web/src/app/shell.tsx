import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { BookOpen, Clapperboard, Film, Images, PenLine, Trash2, Wallet } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useAccount, useLiveAccount, useSignInNews } from '@/features/account/account';
import { uploadsThere } from '@/features/images/uploads-there';
import { listenForShortcuts, useShortcut } from '@/platform/shortcuts';
import { useStore } from '@/platform/store';
import { operator } from '@/session/session';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Guard } from '@/ui/error-note';
import { Skeleton } from '@/ui/notes';
import { historyOpen, Toasts } from '@/ui/toasts';
import { Notices } from './notices';
import { helpOpen } from './open';
import { PersonButton } from './person-button';
import css from './shell.module.css';

// what nobody sees at first comes when it is wanted
const loadMenu = () => import('./person-menu');
const PersonMenu = lazy(async () => ({ default: (await loadMenu()).PersonMenu }));
const ShortcutHelp = lazy(async () => ({ default: (await import('./shortcut-help')).ShortcutHelp }));
const UploadTray = lazy(async () => ({ default: (await import('@/features/images/upload-tray')).UploadTray }));
const OperatorsEntry = lazy(async () => ({ default: (await import('./operators-entry')).OperatorsEntry }));
const ToastHistory = lazy(async () => ({ default: (await import('@/ui/toast-history')).ToastHistory }));

/** What is around every view of somebody who is signed in. */
export function Shell() {
  const { common } = useTexts();
  const path = useRouterState({ select: ({ matches }) => matches.at(-1)?.pathname }); // the location is there before its view
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
      <a className="skip" href="#rooms">
        {common.skipToNavigation}
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
        {useStore(uploadsThere) ? <UploadTray /> : null}
        {useStore(historyOpen) ? <ToastHistory /> : null}
        {useStore(helpOpen) ? <ShortcutHelp /> : null}
      </Suspense>
    </div>
  );
}

const ROOMS = [
  { to: '/studio/pictures', name: 'pictures', Icon: Images },
  { to: '/studio/prompts', name: 'prompts', Icon: PenLine },
  { to: '/studio/storyboards', name: 'storyboards', Icon: BookOpen },
  { to: '/studio/videos', name: 'videos', Icon: Clapperboard },
  { to: '/studio/films', name: 'films', Icon: Film },
  { to: '/studio/trash', name: 'trash', Icon: Trash2 },
] as const;

function Rail() {
  const { common } = useTexts();
  return (
    <nav id="rooms" tabIndex={-1} className={css.rail} aria-label={common.navigation}>
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
        <Suspense>{useStore(operator) ? <OperatorsEntry /> : null}</Suspense>
      </ul>
    </nav>
  );
}

function Head() {
  const [wanted, setWanted] = useState(false);
  const near = () => void loadMenu();
  const button = (
    <PersonButton
      aria-haspopup="menu"
      onHoverStart={near}
      onFocus={near}
      onPress={() => setWanted(true)}
      onKeyDown={({ key }) => key === 'ArrowDown' && setWanted(true)}
    />
  );
  return (
    <header className={css.head}>
      <Credits />
      {wanted ? (
        <Suspense fallback={button}>
          <PersonMenu />
        </Suspense>
      ) : (
        button
      )}
    </header>
  );
}

function Credits() {
  const { common, account: texts } = useTexts();
  const { number } = useFormats();
  const account = useAccount();
  useLiveAccount(account.data !== undefined);
  useSignInNews();
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
