import type { Error as Refusal } from './api.js';
import { type Credentials, type TokenSource, tokenSource } from './credentials.js';
import { ownError, RushesError, type RushesErrorCode } from './errors.js';
import { ASKING, KEYED } from './facts.js';
import type { AnswerOf, CallOptions, Language, Operation, RequestArguments } from './operations.js';
import { aborted, backoff, newId, type Sleep, sleep } from './waiting.js';

/** How to reach the service, and as whom. */
export interface RushesOptions extends Credentials {
  /** Where the functions are: what `make run` prints, or `https://REGION-PROJECT.cloudfunctions.net`. */
  url: string;
  /** The language of messages; English unless you say otherwise. */
  language?: Language | undefined;
  /** Brings an App Check token, where the service asks for one (`getToken(appCheck)` of Firebase). */
  getAppCheckToken?: (() => Promise<string>) | undefined;
  /** How often a call is sent again after trouble that passes; 4 unless you say otherwise. */
  retries?: number | undefined;
  /** Milliseconds after which an attempt without an answer counts as lost; a minute unless you say otherwise. */
  timeout?: number | undefined;
  /** Milliseconds that a call waits at most when it is told to come back later; 20 seconds unless you say otherwise. */
  longestDelay?: number | undefined;
  /** Instead of the platform's own. */
  fetch?: typeof fetch | undefined;
  /** Waits so many milliseconds, or rejects once the signal ends; instead of a timer of the platform. */
  sleep?: Sleep | undefined;
}

interface Call extends CallOptions {
  path?: object | undefined;
  query?: object | undefined;
  body?: unknown;
  contentType?: string | undefined;
  longestDelay?: number | undefined;
}

/** One attempt's end: an answer, or why there is none and whether the same may be sent again. */
type Ended = { answer: unknown } | { error: RushesError; again: boolean; undone: boolean; after?: number | undefined };

const TOO_EARLY = [429, 503]; // to be sent again only where the answer says when
const NO_CONNECTION = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];
const UNAVAILABLE = 'UNAVAILABLE'; // something behind the service does not answer: what was asked for may have been done

/** Sends calls: with a token, with a key for what is made, and again where that is safe. */
export class Client {
  /** The language that messages come in unless a call says otherwise. */
  readonly language: Language;
  /** How often a call is sent again. */
  readonly retries: number;
  /** What sends. */
  readonly fetch: typeof fetch;
  /** What waits. */
  readonly sleep: Sleep;
  private readonly url: string;
  private readonly timeout: number;
  private readonly longestDelay: number;
  private readonly token: TokenSource;
  private readonly refreshable: boolean;
  private readonly appCheck: (() => Promise<string>) | undefined;

  constructor(options: RushesOptions) {
    this.url = options.url.replace(/\/+$/, '');
    this.language = options.language ?? 'en';
    this.retries = options.retries ?? 4;
    this.timeout = options.timeout ?? 60_000;
    this.longestDelay = options.longestDelay ?? 20_000;
    this.fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.sleep = options.sleep ?? sleep;
    this.appCheck = options.getAppCheckToken;
    ({ token: this.token, refreshable: this.refreshable } = tokenSource(options));
  }

  /**
   * Any call of the API by its method and path, typed by its document: `request('GET /videos/{job_id}', { path: { job_id } })`.
   * Resolves to the body of the answer, rejects with a `RushesError`.
   */
  request<O extends Operation>(operation: O, ...[options]: RequestArguments<O>): Promise<AnswerOf<O>> {
    return this.send(operation, (options ?? {}) as Call) as Promise<AnswerOf<O>>;
  }

  /** The same, unchecked: the checked one and long waits go through here. */
  async send(operation: string, call: Call): Promise<unknown> {
    const [method = '', template = ''] = operation.split(' ');
    const keyed = KEYED.includes(operation);
    const repeatable = keyed || ['GET', 'PUT', 'DELETE'].includes(method) || ASKING.includes(operation);
    const headers: Record<string, string> = {
      'Accept-Language': call.language ?? this.language,
      'X-Request-Id': newId(),
    };
    if (keyed) headers['Idempotency-Key'] = call.idempotencyKey ?? newId();
    let body: string | undefined;
    if (call.body !== undefined) {
      body = typeof call.body === 'string' ? call.body : JSON.stringify(call.body);
      headers['Content-Type'] = call.contentType ?? (typeof call.body === 'string' ? 'text/csv' : 'application/json');
    }
    const url = this.url + filled(template, call.path) + asked(call.query);
    const retries = call.retries ?? this.retries;
    let [refresh, refreshes, maybeDone] = [false, this.refreshable ? 1 : 0, false];
    for (let retry = 0; ; ) {
      const ended = await this.attempt(url, { method, headers, body }, refresh, repeatable, call);
      refresh = false;
      if ('answer' in ended) return ended.answer;
      const { error, again, undone, after } = ended;
      if (error.status === 401 && error.code !== 'APP_NOT_VERIFIED' && refreshes > 0) {
        refresh = true;
        refreshes -= 1;
        continue;
      }
      if (method === 'DELETE' && error.status === 404 && maybeDone) return undefined; // by the attempt whose answer was lost
      if (!again || retry >= retries || (after ?? 0) > (call.longestDelay ?? this.longestDelay)) throw error;
      maybeDone ||= !undone;
      await this.sleep(after === undefined ? backoff(retry) : after + backoff(0), call.signal);
      retry += 1;
    }
  }

  private async attempt(
    url: string,
    request: { method: string; headers: Record<string, string>; body: string | undefined },
    refresh: boolean,
    repeatable: boolean,
    call: Call,
  ): Promise<Ended> {
    const { signal } = call;
    const language = call.language ?? this.language;
    const requestId = request.headers['X-Request-Id'] ?? '';
    const idempotencyKey = request.headers['Idempotency-Key'];
    const lost = (cause: unknown, undone = false): Ended => ({
      error: ownError('NETWORK_LOST', language, { requestId, idempotencyKey, cause }),
      again: undone || repeatable,
      undone,
    });
    if (signal?.aborted) throw aborted(signal);

    const headers = { ...request.headers };
    try {
      const [token, attestation] = await Promise.all([this.token(refresh), this.appCheck?.()]);
      if (token) headers.Authorization = `Bearer ${token}`;
      if (attestation) headers['X-Firebase-AppCheck'] = attestation;
    } catch (error) {
      if ((error as { code?: unknown } | undefined)?.code === 'auth/network-request-failed') return lost(error, true);
      throw error;
    }

    const ending = new AbortController();
    const stop = () => ending.abort();
    const timer = setTimeout(stop, this.timeout);
    signal?.addEventListener('abort', stop, { once: true });
    let response: Response;
    let text: string;
    try {
      response = await this.fetch(url, { method: request.method, headers, body: request.body ?? null, signal: ending.signal });
      text = await response.text();
    } catch (error) {
      if (signal?.aborted) throw aborted(signal);
      return lost(error, neverLeft(error));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
    return read(response, text, { language, requestId, idempotencyKey, repeatable });
  }
}

function read(
  response: Response,
  text: string,
  call: { language: Language; requestId: string; idempotencyKey: string | undefined; repeatable: boolean },
): Ended {
  const { status } = response;
  const { language, requestId, idempotencyKey, repeatable } = call;
  if (status === 204) return { answer: undefined };
  const json = /\bjson\b/.test(response.headers.get('Content-Type') ?? '');
  const told = json ? parsed(text) : undefined;
  if (response.ok && (json ? told !== undefined : /^text\/(csv|plain)/.test(response.headers.get('Content-Type') ?? ''))) {
    return { answer: json ? told : text };
  }
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const after = Number.isFinite(seconds) ? seconds * 1000 : undefined;
  if (!isRefusal(told)) {
    const code = status >= 500 ? 'NETWORK_LOST' : 'UNREADABLE_ANSWER'; // 502 and its kind come from what stands between
    const error = ownError(code, language, { status, requestId, idempotencyKey, details: { status, text: text.slice(0, 200) } });
    return { error, again: status === 429 || (status >= 500 && repeatable), undone: status === 429, after };
  }
  const error = new RushesError({ ...told, code: told.error as RushesErrorCode, status, idempotencyKey });
  const undone = (status < 500 || TOO_EARLY.includes(status)) && told.error !== UNAVAILABLE;
  const passes = TOO_EARLY.includes(status) ? after !== undefined : status !== 409;
  return { error, again: told.retryable && passes && (undone || repeatable), undone, after };
}

/** Whether there was not even a connection: Node tells, a browser does not. */
function neverLeft(error: unknown): boolean {
  const { cause } = (error ?? {}) as { cause?: { code?: unknown } };
  return NO_CONNECTION.includes(String(cause?.code));
}

function isRefusal(told: unknown): told is Refusal {
  return typeof told === 'object' && told !== null && 'error' in told && 'retryable' in told;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function filled(template: string, path: object | undefined): string {
  const values = (path ?? {}) as Record<string, unknown>;
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined || value === null || value === '') throw new TypeError(`${template} needs ${name}.`);
    return encodeURIComponent(String(value));
  });
}

function asked(query: object | undefined): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) => {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return values
      .filter((each) => each !== undefined && each !== null)
      .map(
        (each) => `${encodeURIComponent(name)}=${encodeURIComponent(each instanceof Date ? each.toISOString() : String(each))}`,
      );
  });
  return pairs.length ? `?${pairs.join('&')}` : '';
}
