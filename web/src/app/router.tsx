import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
  Navigate,
  Outlet,
  redirect,
  type SearchSchemaInput,
  useRouter,
} from '@tanstack/react-router';
import { session, useSession } from '@/session/session';
import { language, loadTexts, type Room } from '@/texts';
import { ErrorNote } from '@/ui/error-note';
import { NotFound } from './not-found';
import { Shell } from './shell';

/** What may stand behind the `?`: texts and marks; anything else is left out, so that an old or foreign link opens all the same. */
function texts<K extends string>(...names: K[]) {
  return (asked: { [N in K]?: string } & SearchSchemaInput): { [N in K]?: string } => {
    const given = asked as Record<string, unknown>;
    return Object.fromEntries(
      names.flatMap((name) => {
        const value = given[name];
        return value === undefined || value === null || value === '' ? [] : [[name, String(value)]];
      }),
    ) as { [N in K]?: string };
  };
}

/** A view, and at the same time the texts that it is written with. */
function room<M extends Record<string, unknown>, N extends keyof M & string>(load: () => Promise<M>, name: N, ...texts: Room[]) {
  const both = async () => (await Promise.all([load(), loadTexts(language.get(), texts)]))[0];
  return lazyRouteComponent(both, name);
}

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Broken,
});

/** Where a view would be that could not be loaded or shown; what is around it stays. */
function Broken({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return <ErrorNote error={error} onRetry={again} />;
}

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: () => <Navigate to={session.get() ? '/studio/pictures' : '/studio/sign-in'} replace />,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/studio/sign-in',
  validateSearch: (asked: Record<string, unknown>): { to?: string; register?: boolean } => ({
    ...(typeof asked.to === 'string' ? { to: asked.to } : {}),
    ...(asked.register ? { register: true } : {}),
  }),
  component: room(() => import('@/features/account/sign-in'), 'SignInView', 'profile'),
});

/** Everything that needs somebody; who is nobody is sent to the way in, and back. */
const studio = createRoute({
  getParentRoute: () => root,
  path: '/studio',
  beforeLoad: ({ location }) => {
    if (session.get() === null) throw redirect({ to: '/studio/sign-in', search: { to: location.href } });
  },
  component: Inside,
  notFoundComponent: NotFound,
});

function Inside() {
  const person = useSession();
  if (person === null) return <Navigate to="/studio/sign-in" search={{ to: location.pathname + location.search }} />;
  return <Shell key={person?.uid} />;
}

const home = createRoute({
  getParentRoute: () => studio,
  path: '/',
  component: () => <Navigate to="/studio/pictures" replace />,
});

const collections = createRoute({
  getParentRoute: () => studio,
  path: 'pictures',
  component: room(() => import('@/features/images/collections-view'), 'CollectionsView', 'images'),
});

const pictures = createRoute({
  getParentRoute: () => studio,
  path: 'pictures/$collectionId',
  validateSearch: texts('picture', 'compare', 'large'),
  component: room(() => import('@/features/images/pictures-view'), 'PicturesView', 'images', 'prompts'),
});

const prompts = createRoute({
  getParentRoute: () => studio,
  path: 'prompts',
  validateSearch: texts('status', 'camera_style', 'lighting', 'mood', 'favourite', 'picture', 'compare'),
  component: room(() => import('@/features/prompts/library-view'), 'PromptLibraryView', 'prompts'),
});

const ofBoards = () => import('@/features/storyboards/rooms');
const toBoards = ['storyboards', 'videos', 'making'] as const;

const boards = createRoute({
  getParentRoute: () => studio,
  path: 'storyboards',
  component: room(ofBoards, 'BoardsView', ...toBoards),
});

const board = createRoute({
  getParentRoute: () => studio,
  path: 'storyboards/$boardId',
  validateSearch: texts('scene', 'show'),
  component: room(ofBoards, 'BoardView', ...toBoards),
});

const videos = createRoute({
  getParentRoute: () => studio,
  path: 'videos',
  validateSearch: texts('q', 'state', 'model', 'length', 'tag', 'favourite', 'batch', 'storyboard', 'since', 'until'),
  component: room(() => import('@/features/videos/videos-view'), 'VideosView', 'videos'),
});

const newVideo = createRoute({
  getParentRoute: () => studio,
  path: 'videos/new',
  validateSearch: texts('prompt', 'picture', 'like'),
  component: room(() => import('@/features/videos/new-view'), 'NewVideoView', 'making'),
});

const batch = createRoute({
  getParentRoute: () => studio,
  path: 'videos/batch',
  validateSearch: texts('id'),
  component: room(() => import('@/features/videos/batch-view'), 'BatchView', 'making'),
});

const shares = createRoute({
  getParentRoute: () => studio,
  path: 'videos/shares',
  component: room(() => import('@/features/videos/shares-view'), 'SharesView', 'videos'),
});

const video = createRoute({
  getParentRoute: () => studio,
  path: 'videos/$videoId',
  validateSearch: texts('show'),
  component: room(() => import('@/features/videos/video-view'), 'VideoView', 'videos'),
});

const ofFilms = () => import('@/features/films/rooms');
const toFilms = ['films', 'videos', 'storyboards'] as const;

const films = createRoute({
  getParentRoute: () => studio,
  path: 'films',
  component: room(ofFilms, 'FilmsView', ...toFilms),
});

const newFilm = createRoute({
  getParentRoute: () => studio,
  path: 'films/new',
  validateSearch: texts('storyboard', 'videos'),
  component: room(ofFilms, 'NewFilmView', ...toFilms),
});

const film = createRoute({
  getParentRoute: () => studio,
  path: 'films/$filmId',
  component: room(ofFilms, 'FilmView', ...toFilms),
});

const trash = createRoute({
  getParentRoute: () => studio,
  path: 'trash',
  validateSearch: texts('kind'),
  component: room(() => import('@/features/library/trash-view'), 'TrashView', 'library'),
});

const account = createRoute({
  getParentRoute: () => studio,
  path: 'account',
  component: room(() => import('@/features/account/account-view'), 'AccountView', 'settings', 'profile'),
});

const credits = createRoute({
  getParentRoute: () => studio,
  path: 'account/credits',
  validateSearch: texts('type'),
  component: room(() => import('@/features/account/credits-view'), 'CreditsView', 'settings', 'profile'),
});

const accountRooms = () => import('./account-rooms');
type AccountRoom = keyof Awaited<ReturnType<typeof accountRooms>>;

const accountRoom = <P extends string>(path: P, name: AccountRoom, ...more: Room[]) =>
  createRoute({
    getParentRoute: () => studio,
    path,
    validateSearch: texts('back', 'status'),
    component: room(accountRooms, name, 'settings', 'profile', ...more),
  });

const purchases = accountRoom('account/purchases', 'PurchasesView');
const notices = accountRoom('account/notices', 'NoticesView');
const webhooks = accountRoom('account/webhooks', 'WebhooksView');
const webhook = accountRoom('account/webhooks/$endpointId', 'WebhookView');
const ownData = accountRoom('account/data', 'OwnDataView');
const received = accountRoom('received', 'ReceivedView', 'images');

const ownKeys = createRoute({
  getParentRoute: () => studio,
  path: 'account/keys',
  component: room(() => import('@/features/keys/keys-view'), 'KeysView', 'keys', 'profile'),
});

/** All of theirs: what is behind the address only they have to know. */
const operators = createRoute({
  getParentRoute: () => studio,
  path: 'operators/$',
  component: room(() => import('@/features/operators/rooms'), 'OperatorsView', 'operators'),
});

const tree = root.addChildren([
  start,
  signIn,
  studio.addChildren([
    home,
    collections,
    pictures,
    prompts,
    boards,
    board,
    newVideo,
    batch,
    shares,
    videos,
    video,
    films,
    newFilm,
    film,
    trash,
    account,
    credits,
    purchases,
    notices,
    webhooks,
    webhook,
    ownData,
    received,
    ownKeys,
    operators,
  ]),
]);

export function createStudioRouter() {
  return createRouter({ routeTree: tree, defaultPreload: 'intent', scrollRestoration: true, defaultErrorComponent: Broken });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createStudioRouter>;
  }
}
