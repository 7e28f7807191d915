import { randomBytes } from 'node:crypto';

/** Somebody at the stack's emulator, made as an app would make them; with credits, given by an operator. */
export interface Person {
  uid: string;
  email: string;
  password: string;
  token: string;
}

interface StackConfig {
  firebase: { projectId: string };
  emulators: { auth: string; firestore: string };
}

const MOST_AGAIN = 5;
const FIRST_LOOK_S = 5;
const url = process.env.RUSHES_URL ?? 'http://127.0.0.1:8080';

export async function stack(): Promise<StackConfig> {
  return (await (await fetch(`${url}/config.json`)).json()) as StackConfig;
}

async function auth(path: string, body: object, owner = false): Promise<Record<string, string>> {
  const { emulators } = await stack();
  const response = await fetch(`http://${emulators.auth}/identitytoolkit.googleapis.com/v1/${path}?key=local`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(owner ? { Authorization: 'Bearer owner' } : {}) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, string>;
}

export async function somebody({
  credits = 500,
  claims,
  name,
}: {
  credits?: number;
  claims?: object;
  name?: string;
} = {}): Promise<Person> {
  const { firebase } = await stack();
  const [email, password] = [`${randomBytes(6).toString('hex')}@example.com`, randomBytes(9).toString('base64url')];
  const { localId: uid = '' } = await auth('accounts:signUp', { email, password });
  const named = name ? { displayName: name } : {};
  const verified = {
    localId: uid,
    emailVerified: true,
    ...named,
    ...(claims ? { customAttributes: JSON.stringify(claims) } : {}),
  };
  await auth(`projects/${firebase.projectId}/accounts:update`, verified, true);
  const { idToken: token = '' } = await auth('accounts:signInWithPassword', { email, password, returnSecureToken: true });
  const person = { uid, email, password, token };
  if (credits && !claims) await grant(person, credits);
  return person;
}

let operator: Promise<Person> | undefined;

/** An operator of the stack, to give credits and to set what the service does. */
export function admin(): Promise<Person> {
  operator ??= somebody({ credits: 0, claims: { admin: true } });
  return operator;
}

export async function grant({ uid, token }: Person, credits: number): Promise<void> {
  await api({ token }, 'GET', 'account'); // the first call opens it
  const body = { user_id: uid, credits, grant_id: randomBytes(6).toString('hex'), reason: 'a test' };
  await api(await admin(), 'POST', 'admin/grants', body);
}

/** A call of the API beside the studio: to prepare, or to see what became of something. */
export async function api<T = Record<string, unknown>>(
  { token }: Pick<Person, 'token'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    'Idempotency-Key': randomBytes(8).toString('hex'),
  };
  for (let again = 0; ; again += 1) {
    const response = await fetch(`${url}/${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok) return (response.status === 204 ? {} : await response.json()) as T;
    const text = await response.text();
    if (response.status === 429 && again < MOST_AGAIN) {
      await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(response.headers.get('Retry-After') ?? 1)));
      continue;
    }
    if (response.status !== 503 || again === MOST_AGAIN) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** again)); // as any client does where much changes at once
  }
}

/** Nobody waits for the first look at what a provider makes: once it has all that they asked for, the stack's clock goes on by that. */
export async function timePasses(person: Person): Promise<void> {
  const underway = async () => {
    const { videos } = await api<{ videos: { state: string }[] }>(person, 'GET', 'videos');
    return videos.length === 0 || videos.some(({ state }) => /queued|submitting/.test(state));
  };
  while (await underway()) await new Promise((resolve) => setTimeout(resolve, 100));
  const control = process.env.RUSHES_CONTROL_URL;
  if (control) await fetch(`${control}/clock`, { method: 'POST', body: JSON.stringify({ advance_s: FIRST_LOOK_S }) });
}

/** Clicks the link of the e-mail that the emulator would have sent. */
export async function confirmAddress(email: string): Promise<void> {
  const { emulators, firebase } = await stack();
  const mails = `http://${emulators.auth}/emulator/v1/projects/${firebase.projectId}/oobCodes`;
  const { oobCodes } = (await (await fetch(mails)).json()) as {
    oobCodes: { email: string; requestType: string; oobLink: string }[];
  };
  const mail = oobCodes.findLast((each) => each.email === email && each.requestType === 'VERIFY_EMAIL');
  if (!mail) throw new Error(`no mail for ${email}`);
  await fetch(mail.oobLink);
}

/** The same person beside their browser. */
export async function tokenOf(email: string, password: string): Promise<Person> {
  const told = await auth('accounts:signInWithPassword', { email, password, returnSecureToken: true });
  return { uid: told.localId ?? '', email, password, token: told.idToken ?? '' };
}
