import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, Outlet, RouterProvider } from '@tanstack/react-router';
import { cleanup, render as renderHere } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactElement, ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { type Operation, Rushes } from 'rushes';
import type * as Watch from 'rushes/live';
import type { Live, Stop } from 'rushes/live';
import { afterEach, expect, vi } from 'vitest';
import type { Config } from '@/platform/config';
import { type Listening, ListeningContext } from '@/platform/live';
import { createQueries } from '@/platform/queries';
import { ServiceContext } from '@/platform/service';
import type { SignIn } from '@/session/auth';
import { SignInContext } from '@/session/context';
import { type Person, session } from '@/session/session';
import { TextsContext } from '@/texts';
import { en } from '@/texts/en';
import { told } from '@/ui/toasts';

/** What a call carried. */
export interface Call {
  operation: string;
  /** What stood in the braces, in their order. */
  path: string[];
  query: URLSearchParams;
  body: unknown;
  headers: Headers;
}

/** An operation, or `PUT https://…` of a signed address. */
type Asked = Operation | `${string} http${string}`;
type Answer = unknown | ((call: Call) => unknown);
export type Answers = Partial<Record<Asked, Answer>>;

const URL_OF_TESTS = 'https://rushes.test';
const unforeseen: string[] = [];

afterEach(() => {
  cleanup(); // first: what it shows must not stand in the way of the next test
  session.set(undefined);
  told.set([]);
  expect(unforeseen.splice(0), 'calls that the test has no answer for').toEqual([]);
});

/** A refusal as the service tells it: `answers: { 'POST /videos': refusal('MAINTENANCE', 503) }`. */
export function refusal(
  error: string,
  status = 409,
  more: { message?: string; details?: object; retryable?: boolean } = {},
): Response {
  const said = {
    error,
    message: `Refused: ${error}.`,
    details: {},
    retryable: false,
    suggestedAction: 'Do it otherwise.',
    requestId: 'r1',
  };
  return Response.json({ ...said, ...more }, { status });
}

/** The service, over a `fetch` that a test answers by operation; a call without an answer fails the test in its end. */
export class FakeService {
  readonly calls: Call[] = [];
  readonly rushes: Rushes;

  constructor(private readonly answers: Answers) {
    const sleep = () => Promise.resolve();
    const getToken = () => Promise.resolve('token');
    this.rushes = new Rushes({ url: URL_OF_TESTS, getToken, retries: 0, sleep, fetch: (...given) => this.fetch(...given) });
  }

  /** From now on; a function is asked for each call. */
  answer(asked: Asked, answer: Answer): void {
    this.answers[asked] = answer;
  }

  /** What was asked by this operation, the latest last. */
  of(asked: Asked): Call[] {
    return this.calls.filter(({ operation }) => operation === asked);
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const { method, url, headers } = new Request(input, { ...init, body: null });
    const { origin, pathname, searchParams: query, href } = new URL(url);
    const said = `${method} ${origin === URL_OF_TESTS ? pathname : href.split('?')[0]}`;
    const known = Object.keys(this.answers).sort((one, other) => Number(one.includes('{')) - Number(other.includes('{')));
    const operation = known.find((each) => matches(each, said));
    if (!operation) {
      unforeseen.push(said);
      return refusal('NO_SUCH_PATH', 404);
    }
    const body =
      typeof init?.body === 'string' && /json/.test(headers.get('Content-Type') ?? '') ? JSON.parse(init.body) : init?.body;
    const call: Call = { operation, path: matches(operation, said) ?? [], query, body, headers };
    this.calls.push(call);
    const answer = this.answers[operation as Asked];
    const told = await (typeof answer === 'function' ? answer(call) : answer);
    if (init?.signal?.aborted) throw init.signal.reason;
    if (told instanceof Response) return told.clone();
    return told === undefined ? new Response(null, { status: 204 }) : Response.json(told);
  };
}

/** What stands in the braces; undefined where it is another operation. */
function matches(operation: string, said: string): string[] | undefined {
  const pattern = operation.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '([^/]+)');
  return new RegExp(`^${pattern}$`).exec(said)?.slice(1).map(decodeURIComponent);
}

interface Listener {
  name: string;
  given: unknown[];
  heard: (news: unknown) => void;
  failed: ((error: Error) => void) | undefined;
  /** So many it was made to hear of. */
  grown?: number;
}

/** Listeners that hear what a test pushes. */
export class FakeLive {
  /** The ones that are open. */
  readonly open: Listener[] = [];

  /** To all open listeners of this kind; those that begin later hear only what comes after. */
  push(name: keyof typeof Watch, news: unknown): void {
    for (const each of this.open.filter((one) => one.name === name)) each.heard(news);
  }

  /** Breaks them, as a lost connection or the rules do. */
  fail(name: keyof typeof Watch, error = new Error('The listener broke.')): void {
    for (const each of this.open.filter((one) => one.name === name)) each.failed?.(error);
  }

  readonly listening = async (): Promise<Listening> => {
    const watch = new Proxy({} as typeof Watch, { get: (_, name) => this.start.bind(this, String(name)), has: () => true });
    return { watch, firestore: {}, sdk: {} as Listening['sdk'] };
  };

  private start(name: string, _live: Live, ...given: unknown[]): Stop {
    const at = given.findIndex((each) => typeof each === 'function');
    const [heard, failed] = given.slice(at) as [Listener['heard'], Listener['failed']];
    const listener: Listener = { name, given, heard, failed };
    this.open.push(listener);
    const stop = () => void this.open.splice(this.open.indexOf(listener), this.open.includes(listener) ? 1 : 0);
    const grow = (limit: number) => {
      listener.grown = limit;
    };
    return Object.assign(stop, { grow });
  }
}

const CONFIG: Config = { url: '', firebase: { apiKey: 'local', projectId: 'demo' }, version: '1.0.0', docs: '/docs/' };
const SOMEBODY: Person = {
  uid: 'u1',
  email: 'ada@example.com',
  name: 'Ada',
  guest: false,
  verified: true,
  providers: ['password'],
};

interface Given {
  answers?: Answers;
  /** Who is signed in; null: nobody. */
  person?: Partial<Person> | null;
  /** The address, and the route's pattern where it has parts: `/studio/videos/$videoId`. */
  at?: string;
  path?: string;
  config?: Partial<Config>;
  signIn?: Partial<SignIn>;
}

/** A view as it stands in the studio: with texts, somebody, a service and listeners that the test answers for. English. */
export function render(view: ReactElement, { answers = {}, person = {}, at, path, config, signIn }: Given = {}) {
  session.set(person && { ...SOMEBODY, ...person });
  const service = new FakeService({ ...answers });
  const live = new FakeLive();
  const queries = createQueries();
  const root = createRootRoute({ component: Outlet, notFoundComponent: () => <p>elsewhere</p> });
  const address = at ?? '/studio/view';
  const route = createRoute({
    getParentRoute: () => root,
    path: path ?? new URL(address, URL_OF_TESTS).pathname,
    validateSearch: (asked: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, String(value)])),
    component: () => view,
  });
  const router = createRouter({
    routeTree: root.addChildren([route]),
    history: createMemoryHistory({ initialEntries: [address] }),
  });
  const around = ({ children }: { children: ReactNode }) => (
    <I18nProvider locale="en">
      <TextsContext value={en}>
        <SignInContext value={(signIn ?? fakeSignIn()) as SignIn}>
          <ServiceContext value={{ rushes: service.rushes, config: { ...CONFIG, ...config } }}>
            <ListeningContext value={live.listening}>
              <QueryClientProvider client={queries}>{children}</QueryClientProvider>
            </ListeningContext>
          </ServiceContext>
        </SignInContext>
      </TextsContext>
    </I18nProvider>
  );
  const rendered = renderHere(<RouterProvider router={router as never} />, { wrapper: around });
  return { ...rendered, user: userEvent.setup(), service, live, queries, router };
}

/** A way in that does nothing and can be asked what it was told. */
export function fakeSignIn() {
  const nothing = () => vi.fn(async () => undefined);
  return {
    withPassword: nothing(),
    register: nothing(),
    sendLink: nothing(),
    byLink: nothing(),
    withGoogle: nothing(),
    asGuest: nothing(),
    out: nothing(),
    resetPassword: nothing(),
    verifyAddress: nothing(),
    refresh: nothing(),
    lost: nothing(),
    again: nothing(),
    rename: nothing(),
    link: null as string | null,
    linkAddress: vi.fn((): string | null => null),
  };
}
