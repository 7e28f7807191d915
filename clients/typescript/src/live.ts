import type {
  Account,
  AccountRecord,
  Collection,
  CreditTransaction,
  Film,
  Image,
  Prompt,
  PromptBatch,
  Storyboard,
  Video,
} from './api.js';
import type { Language } from './operations.js';

/** A function of the Firestore SDK. */
export type FirestoreFunction = (...given: never[]) => unknown;

/** The functions of the Firestore SDK that listeners need, of `firebase/firestore` or of React Native Firebase. */
export interface FirestoreFunctions {
  collection: FirestoreFunction;
  doc: FirestoreFunction;
  limit: FirestoreFunction;
  onSnapshot: FirestoreFunction;
  orderBy: FirestoreFunction;
  query: FirestoreFunction;
  where: FirestoreFunction;
}

/**
 * Where to listen, and as whom.
 *
 * ```ts
 * import { collection, doc, getFirestore, limit, onSnapshot, orderBy, query, where } from 'firebase/firestore';
 * const sdk = { collection, doc, limit, onSnapshot, orderBy, query, where };
 * const live = { firestore: getFirestore(), sdk, uid: user.uid };
 * ```
 */
export interface Live {
  /** What `getFirestore()` gives. */
  firestore: unknown;
  /** The SDK's functions. */
  sdk: FirestoreFunctions;
  /** Who listens: `currentUser.uid`. Everybody hears of their own alone. */
  uid: string;
  /** The language of messages; English unless you say otherwise. */
  language?: Language | undefined;
}

/** Ends a listener. */
export type Stop = () => void;

/** Ends a listener on a list; or makes it hear of more. */
export interface ListStop extends Stop {
  /** So many at most from now on: what was heard of is heard of until the longer list is there. Firestore reads that anew. */
  grow(limit: number): void;
}

interface Trashable {
  /** Since when it is in the trash; null where it is not. */
  deleted_at: string | null;
}

/** A video as its document tells it: as the API does, beside the trash. */
export type LiveVideo = Video &
  Trashable & {
    /** How far an edit is, per cent; of other videos the API alone tells it to who waits for them. */
    progress?: number | null;
  };
/** A film as its document tells it. */
export type LiveFilm = Omit<Film, 'refunded'> & Trashable;
/** An image as its document tells it. */
export type LiveImage = Omit<Image, 'reason'> & Trashable;
/** A prompt as its document tells it; whether it is the primary one stands in the image's `primary_prompt_id`. */
export type LivePrompt = Omit<Prompt, 'is_primary'> & Trashable;
/** A collection as its document tells it. */
export type LiveCollection = Collection & Trashable;
/** A storyboard as its document tells it; which videos its scenes were shot as tells the API. */
export type LiveStoryboard = Pick<Storyboard, 'id' | 'name' | 'created_at' | 'updated_at' | 'version'> &
  Trashable &
  Record<string, unknown>;
/** How far the prompts of a collection are. */
export type LivePromptBatch = Pick<PromptBatch, 'id' | 'total' | 'completed' | 'failed'>;
/** The account as its document tells it; a new `tokens_valid_after` ends all sessions that began before it. */
export type LiveAccount = Pick<
  Account,
  'balance' | 'active_jobs' | 'waiting_jobs' | 'active_films' | 'waiting_films' | 'created_at'
> &
  Pick<AccountRecord, 'tokens_valid_after'>;
/** An entry of the ledger as its document tells it. */
export type LiveTransaction = Pick<
  CreditTransaction,
  'id' | 'type' | 'amount' | 'balance_after' | 'job_id' | 'description' | 'created_at'
>;

/** Which of a list to hear of. */
export interface ListOptions {
  /** How many at most, the newest first; 20 unless you say otherwise. */
  limit?: number | undefined;
}

type Heard<T> = (news: T) => void;
type Failed = (error: Error) => void;

/** One of your videos, from now on; undefined once there is none. What lies in the trash has `deleted_at`. */
export function watchVideo(live: Live, id: string, heard: Heard<LiveVideo | undefined>, failed?: Failed): Stop {
  return one(live, `video_jobs/${id}`, heard, failed);
}

/** Your videos, the newest first, without those in the trash; of one state or of several where you name them. */
export function watchVideos(
  live: Live,
  heard: Heard<LiveVideo[]>,
  failed?: Failed,
  { state, limit }: ListOptions & { state?: Video['state'] | readonly Video['state'][] | undefined } = {},
): ListStop {
  return several(live, 'video_jobs', { deleted_at: null, state }, { order: 'created_at', limit }, heard, failed);
}

/** Of videos that wait for a slot: who comes next (1), and so on. It is told right where all that wait are among these. */
export function placesOf(videos: readonly Video[]): Map<string, number> {
  const waiting = videos.filter(({ state }) => state === 'waiting');
  const inLine = waiting.sort(
    (one, other) => Date.parse(one.created_at) - Date.parse(other.created_at) || (one.id < other.id ? -1 : 1),
  );
  return new Map(inLine.map(({ id }, index) => [id, index + 1]));
}

/** One of your films, from now on; undefined once there is none. */
export function watchFilm(live: Live, id: string, heard: Heard<LiveFilm | undefined>, failed?: Failed): Stop {
  return one(live, `films/${id}`, heard, failed);
}

/** Your films, the newest first, without those in the trash; of one status where you name it. */
export function watchFilms(
  live: Live,
  heard: Heard<LiveFilm[]>,
  failed?: Failed,
  { status, limit }: ListOptions & { status?: Film['status'] | undefined } = {},
): ListStop {
  return several(live, 'films', { deleted_at: null, status }, { order: 'created_at', limit }, heard, failed);
}

/** One of your images, from its upload on; undefined once there is none. */
export function watchImage(live: Live, id: string, heard: Heard<LiveImage | undefined>, failed?: Failed): Stop {
  return one(live, `images/${id}`, heard, failed);
}

/** Your images, the newest first, without those in the trash; of one collection where you name it. */
export function watchImages(
  live: Live,
  heard: Heard<LiveImage[]>,
  failed?: Failed,
  { collection, limit }: ListOptions & { collection?: string | undefined } = {},
): ListStop {
  return several(live, 'images', { deleted_at: null, collection_id: collection }, { order: 'created_at', limit }, heard, failed);
}

/** One of your prompts, from now on; undefined once there is none. */
export function watchPrompt(live: Live, id: string, heard: Heard<LivePrompt | undefined>, failed?: Failed): Stop {
  return one(live, `video_prompts/${id}`, heard, failed);
}

/** The prompts of an image, in their order, without those in the trash. */
export function watchPrompts(live: Live, imageId: string, heard: Heard<LivePrompt[]>, failed?: Failed): Stop {
  const inOrder = (prompts: LivePrompt[]) => heard(prompts.sort((one, other) => one.variant_order - other.variant_order));
  return several(live, 'video_prompts', { deleted_at: null, image_id: imageId }, {}, inOrder, failed);
}

/** How far the prompts of a collection are (`prompts.forCollection`). */
export function watchPromptBatch(live: Live, id: string, heard: Heard<LivePromptBatch | undefined>, failed?: Failed): Stop {
  return one(live, `prompt_batches/${id}`, heard, failed);
}

/** Your collections, the newest first, without those in the trash. */
export function watchCollections(
  live: Live,
  heard: Heard<LiveCollection[]>,
  failed?: Failed,
  { limit }: ListOptions = {},
): ListStop {
  return several(live, 'collections', { deleted_at: null }, { order: 'created_at', limit }, heard, failed);
}

/** One of your storyboards, from now on; undefined once there is none. */
export function watchStoryboard(live: Live, id: string, heard: Heard<LiveStoryboard | undefined>, failed?: Failed): Stop {
  return one(live, `storyboards/${id}`, heard, failed);
}

/** Your storyboards, the newest first, without those in the trash. */
export function watchStoryboards(
  live: Live,
  heard: Heard<LiveStoryboard[]>,
  failed?: Failed,
  { limit }: ListOptions = {},
): ListStop {
  return several(live, 'storyboards', { deleted_at: null }, { order: 'created_at', limit }, heard, failed);
}

/** Your balance and slots. The account is opened by the first call (`account.get`): before that a listener is refused. */
export function watchAccount(live: Live, heard: Heard<LiveAccount | undefined>, failed?: Failed): Stop {
  return one(live, `accounts/${live.uid}`, heard, failed);
}

/** Your ledger, the latest entry first. */
export function watchTransactions(
  live: Live,
  heard: Heard<LiveTransaction[]>,
  failed?: Failed,
  { limit }: ListOptions = {},
): ListStop {
  return several(live, 'credit_transactions', {}, { order: 'seq', limit }, heard, failed);
}

interface Snapshot {
  id: string;
  exists?: boolean | (() => boolean);
  data(): Record<string, unknown> | undefined;
}

type Called = (...given: unknown[]) => unknown;
type Functions = Record<keyof FirestoreFunctions, Called>;

function one<T>(live: Live, path: string, heard: Heard<T | undefined>, failed: Failed | undefined): Stop {
  const sdk = live.sdk as Functions;
  const tell = (snapshot: Snapshot) => heard(snapshot.data() === undefined ? undefined : told<T>(snapshot, live.language));
  return sdk.onSnapshot(sdk.doc(live.firestore, path), tell, failed ?? raised) as Stop;
}

/** The rules are no filters: a query that may meet what its reader must not see is refused whole, so each names whose and which. */
function several<T>(
  live: Live,
  collection: string,
  wanted: Record<string, string | readonly string[] | null | undefined>,
  { order, limit }: { order?: string; limit?: number | undefined },
  heard: Heard<T[]>,
  failed: Failed | undefined,
): ListStop {
  const sdk = live.sdk as Functions;
  const named = Object.entries({ user_id: live.uid, ...wanted }).filter(([, value]) => value !== undefined);
  const filters = named.map(([field, value]) => sdk.where(field, Array.isArray(value) ? 'in' : '==', value));
  const asked = (most: number) =>
    sdk.query(
      sdk.collection(live.firestore, collection),
      ...filters,
      ...(order ? [sdk.orderBy(order, 'desc'), sdk.limit(most)] : []),
    );
  const open = new Map<number, Stop>(); // one; until a longer list is there, those before it as well
  let begun = 0;
  const listen = (most: number) => {
    const mine = begun++;
    const tell = ({ docs }: { docs: Snapshot[] }) => {
      end(mine);
      heard(docs.map((each) => told<T>(each, live.language)));
    };
    open.set(mine, sdk.onSnapshot(asked(most), tell, failed ?? raised) as Stop);
  };
  const end = (before: number) => {
    for (const [which, stop] of open) {
      if (which < before && open.delete(which)) stop();
    }
  };
  const grow = (most: number) => {
    if (open.size > 0) listen(most);
  };
  listen(limit ?? 20);
  return Object.assign(() => end(begun), { grow });
}

/** Without somebody who hears of it, a listener that ends must not end in silence. */
function raised(error: Error): void {
  throw error;
}

const SAID = ['message', 'notice', 'suggestedAction'];

function told<T>(snapshot: Snapshot, language: Language = 'en'): T {
  const fields = plain(snapshot.data()) as Record<string, unknown>;
  const said = inLanguage(fields, language);
  if (said.error) said.error = inLanguage(said.error as Record<string, unknown>, language);
  return { ...said, id: snapshot.id } as T;
}

/** What lies there in both languages, in one. */
function inLanguage(fields: Record<string, unknown>, language: Language): Record<string, unknown> {
  const one = (name: string, value: unknown) =>
    SAID.includes(name) && typeof value === 'object' && value !== null
      ? ((value as Record<Language, unknown>)[language] ?? null)
      : value;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, one(name, value)]));
}

/** Times as the API tells them. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('toDate' in value) return (value as { toDate(): Date }).toDate().toISOString();
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}
