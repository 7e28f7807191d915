import type { CompletedFilm, CompletedVideo, Failure, Film, Image, Prompt, Video } from './api.js';
import type { Client } from './client.js';
import { ownError, RushesError, type RushesErrorCode } from './errors.js';
import type { CallOptions, Language } from './operations.js';

/** What is made over a while. */
export type Work = Video | Film | Prompt | Image;

/** The same once it is there, with its file. */
export type Finished<W extends Work> = W extends Video ? CompletedVideo : W extends Film ? CompletedFilm : W;

/** The same on its way: how far it is in hundredths (a video) or from 0 to 1 (a film), where that is known. */
export type Underway<W extends Work> = W & { readonly progress?: number | null };

/** How to wait for it. */
export interface WaitOptions<W extends Work> extends Pick<CallOptions, 'signal' | 'language'> {
  /** Hears of each state that is seen, the first and the last one too, and of progress where that is told. */
  onProgress?: ((work: Underway<W>) => void) | undefined;
}

const ENDED = ['completed', 'failed', 'cancelled', 'draft', 'ready', 'rejected'];
const GOOD = ['completed', 'draft', 'ready'];
const PATIENCE = 30; // retries in a row while nothing is lost by waiting: some minutes without a network
const AT_ONCE_MS = 500;
const LONG_S = 25; // an answer comes with the next state; where progress is told, it is worth asking for that meanwhile
const SHORT_S = 5;

/** Where a work is on its way, by whichever name its kind has for it. */
export function stateOf(work: Work): string {
  return 'state' in work ? work.state : work.status;
}

/**
 * Something that is being made: await it to know what was accepted, or `wait` for its end.
 *
 * ```ts
 * const accepted = await rushes.videos.create({ prompt });
 * const finished = await rushes.videos.create({ prompt }).wait();
 * ```
 */
export class Making<W extends Work> implements Promise<W> {
  readonly [Symbol.toStringTag] = 'Making';

  /** @internal */
  constructor(
    private readonly accepted: Promise<W>,
    private readonly until: (work: W, options: WaitOptions<W>) => Promise<Finished<W>>,
  ) {}

  /** The work as it was accepted. */
  // biome-ignore lint/suspicious/noThenProperty: it is awaited like a promise
  then<A = W, B = never>(
    onAccepted?: ((work: W) => A | PromiseLike<A>) | null,
    onRefused?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.accepted.then(onAccepted, onRefused);
  }

  /** What to do where it is refused. */
  catch<B = never>(onRefused?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<W | B> {
    return this.accepted.catch(onRefused);
  }

  /** What to do in any case. */
  finally(onSettled?: (() => void) | null): Promise<W> {
    return this.accepted.finally(onSettled);
  }

  /**
   * The work once it is there. Rejects with a `RushesError` that has the code of its failure, and the work in `work`.
   * A lost network only lengthens it. The signal ends the waiting, not the work: cancel that by its own call.
   */
  async wait(options: WaitOptions<W> = {}): Promise<Finished<W>> {
    return this.until(await this.accepted, options);
  }
}

/** Where to hear of the next state. */
type Watched = 'GET /watch/{job_id}' | 'GET /watch/films/{film_id}' | 'GET /watch/prompts/{prompt_id}';

/** Wait for a work's end by long polls. */
export async function untilEnded<W extends Work>(
  client: Client,
  watched: Watched,
  work: W,
  { signal, language, onProgress }: WaitOptions<W>,
): Promise<Finished<W>> {
  const path = { job_id: work.id, film_id: work.id, prompt_id: work.id };
  let now = work;
  onProgress?.(now);
  while (!ENDED.includes(stateOf(now))) {
    const asked = Date.now();
    const query = { wait: progressOf(now) === undefined ? LONG_S : SHORT_S, state: stateOf(now) };
    const next = (await client.send(watched, { path, query, signal, language, retries: PATIENCE, longestDelay: 600_000 })) as W;
    if (changed(now, next)) onProgress?.(next);
    else if (Date.now() - asked < AT_ONCE_MS) await client.sleep(AT_ONCE_MS, signal);
    now = next;
  }
  return goodOrFailed(now, language ?? client.language);
}

function changed(before: Work, after: Work): boolean {
  return stateOf(before) !== stateOf(after) || progressOf(before) !== progressOf(after);
}

function progressOf(work: Work): number | undefined {
  return (work as Underway<Work>).progress ?? undefined;
}

/** The work, or its failure as an error. */
export function goodOrFailed<W extends Work>(work: W, language: Language): Finished<W> {
  if (GOOD.includes(stateOf(work))) return work as Finished<W>;
  const failure: Failure | null = work.error;
  if (!failure) throw ownError('WORK_FAILED', language, { work });
  const told = 'message' in work && work.message ? work.message : failure.message; // says also whether it was charged
  throw new RushesError({ ...failure, code: failure.code as RushesErrorCode, message: told, work });
}
