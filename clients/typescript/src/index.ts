import { Account, AgentKeys, Catalog, OwnData, Payments, ProviderKeys } from './account.js';
import { Client, type RushesOptions } from './client.js';
import { Films } from './films.js';
import { Collections, Images } from './images.js';
import { Shares, Trash } from './library.js';
import { Prompts } from './prompts.js';
import { Storyboards } from './storyboards.js';
import { Batches, Comparisons, Videos } from './videos.js';
import { Notices, Webhooks } from './webhooks.js';

/**
 * The whole service.
 *
 * ```ts
 * const rushes = new Rushes({ url: 'https://…', auth: getAuth() });
 * const video = await rushes.videos.create({ prompt: 'A red fox runs through fresh snow.' }).wait();
 * ```
 */
export class Rushes extends Client {
  /** Your credits, and your sessions. */
  readonly account: Account;
  /** Keys by which programs call for you. */
  readonly agentKeys: AgentKeys;
  /** Many videos that are asked for together. */
  readonly batches: Batches;
  /** What the service can do; open to everybody. */
  readonly catalog: Catalog;
  /** What pictures are kept in. */
  readonly collections: Collections;
  /** Two prompts tried with one wish. */
  readonly comparisons: Comparisons;
  /** Finished videos in a row, with music and a title. */
  readonly films: Films;
  /** Pictures: uploading them, their links, words about them. */
  readonly images: Images;
  /** What you are told by mail and on your devices. */
  readonly notices: Notices;
  /** Credits for money. */
  readonly payments: Payments;
  /** All that is yours, as one file or gone. */
  readonly ownData: OwnData;
  /** Texts for videos, written from pictures, or by you. */
  readonly prompts: Prompts;
  /** Your own keys for providers. */
  readonly providerKeys: ProviderKeys;
  /** Links by which anybody may see a finished video or film. */
  readonly shares: Shares;
  /** A film on paper, and having its scenes shot. */
  readonly storyboards: Storyboards;
  /** What was deleted, and can come back for a while. */
  readonly trash: Trash;
  /** Videos: what they cost, having them made, what became of them. */
  readonly videos: Videos;
  /** Where events are sent to, what was sent, and sending it again. */
  readonly webhooks: Webhooks;

  constructor(options: RushesOptions) {
    super(options);
    this.account = new Account(this);
    this.agentKeys = new AgentKeys(this);
    this.batches = new Batches(this);
    this.catalog = new Catalog(this);
    this.collections = new Collections(this);
    this.comparisons = new Comparisons(this);
    this.films = new Films(this);
    this.images = new Images(this);
    this.notices = new Notices(this);
    this.payments = new Payments(this);
    this.ownData = new OwnData(this);
    this.prompts = new Prompts(this);
    this.providerKeys = new ProviderKeys(this);
    this.shares = new Shares(this);
    this.storyboards = new Storyboards(this);
    this.trash = new Trash(this);
    this.videos = new Videos(this);
    this.webhooks = new Webhooks(this);
  }
}

export { Account, AgentKeys, Catalog, OwnData, Payments, ProviderKeys } from './account.js';
export type * from './api.js';
export { Client, type RushesOptions } from './client.js';
export type { Credentials, FirebaseAuthLike } from './credentials.js';
export {
  type ClientErrorCode,
  type DetailsOf,
  type ErrorFacts,
  isRushesError,
  RushesError,
  type RushesErrorCode,
} from './errors.js';
export { API_VERSION, type ServiceErrorCode } from './facts.js';
export { Films } from './films.js';
export { Collections, Images, type ImageUploadOptions, type Place } from './images.js';
export { Shares, Trash } from './library.js';
export { type Finished, Making, type Underway, type WaitOptions, type Work } from './making.js';
export type {
  AnswerOf,
  BodyOf,
  CallOptions,
  Language,
  Operation,
  PathOf,
  QueryOf,
  RequestArguments,
  RequestOptions,
} from './operations.js';
export { type Page, Pages } from './pages.js';
export { Prompts } from './prompts.js';
export { Storyboards } from './storyboards.js';
export type { Bytes, UploadOptions, UploadProgress } from './uploads.js';
export { Batches, Comparisons, Videos } from './videos.js';
export {
  Notices,
  type VerifyOptions,
  verifyWebhook,
  type WebhookDistrust,
  type WebhookHeaders,
  type WebhookMessage,
  WebhookNotTrusted,
  Webhooks,
} from './webhooks.js';
