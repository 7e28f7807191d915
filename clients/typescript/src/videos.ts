import type {
  Comparison,
  ComparisonRatingRequest,
  ComparisonRequest,
  CompletedVideo,
  Deletion,
  DeletionRequest,
  EditQuote,
  EditRequest,
  MarksOfManyRequest,
  MarksUpdate,
  TagUse,
  Video,
  VideoBatch,
  VideoBatchCancellation,
  VideoBatchProgress,
  VideoBatchRequest,
  VideoBatchSummary,
  VideoLinks,
  VideoLinksList,
  VideoMarks,
  VideoQuote,
  VideoRequest,
} from './api.js';
import { Making, untilEnded, type WaitOptions } from './making.js';
import type { CallOptions, QueryOf } from './operations.js';
import type { Pages } from './pages.js';
import { byHundreds, type LinksOptions, Resource } from './resources.js';

/** Videos: what they cost, having them made, what became of them. */
export class Videos extends Resource {
  /** What a video would cost; nothing is made. */
  quote(wish: VideoRequest, options?: CallOptions): Promise<VideoQuote> {
    return this.client.request('POST /videos/quote', { ...options, body: wish });
  }

  /** Have a video made and pay for it, once, however often the call is sent again on the way. */
  create(wish: VideoRequest, options?: CallOptions): Making<Video> {
    return this.making(this.client.request('POST /videos', { ...options, body: wish }));
  }

  /** Wait for a video's end: resolves to the finished one, rejects with the reason why there is none. */
  async wait(id: string, options: WaitOptions<Video> = {}): Promise<CompletedVideo> {
    const { signal, language } = options;
    return untilEnded(this.client, 'GET /watch/{job_id}', await this.get(id, { signal, language }), options);
  }

  /** One video as it stands. */
  get(id: string, options?: CallOptions): Promise<Video> {
    return this.client.request('GET /videos/{job_id}', { ...options, path: { job_id: id } });
  }

  /** Your videos, the newest first; all, or those that are asked for. */
  list(query: QueryOf<'GET /videos'> = {}, options?: CallOptions): Pages<Video> {
    return this.pagesOf('GET /videos', 'videos', { ...options, query });
  }

  /** Your marks on a video: its name, tags, whether it is a favourite. */
  update(id: string, marks: MarksUpdate, options?: CallOptions): Promise<Video> {
    return this.client.request('PATCH /videos/{job_id}', { ...options, path: { job_id: id }, body: marks });
  }

  /** The tags of your latest videos, the most used first. */
  async tags(options?: CallOptions): Promise<TagUse[]> {
    return (await this.client.request('GET /videos/tags', { ...options })).tags;
  }

  /** Into the trash, from where it can come back. */
  delete(id: string, options?: CallOptions): Promise<undefined> {
    return this.client.request('DELETE /videos/{job_id}', { ...options, path: { job_id: id } });
  }

  /** Many, a hundred by one call, or all that failed; tells which were not, and why. */
  deleteMany(which: DeletionRequest, options?: CallOptions): Promise<Deletion> {
    const { ids } = which;
    const ask = (body: DeletionRequest) => this.client.request('POST /videos/delete', { ...options, body });
    return ids ? byHundreds(ids, { deleted: 0, refused: [] }, (some) => ask({ ids: some })) : ask(which);
  }

  /** Your marks on many, a hundred by one call: favourites, tags to add, tags to take away; tells which were left, and why. */
  markMany(
    { ids, ...marks }: Omit<MarksOfManyRequest, 'ids'> & { ids: readonly string[] },
    options?: CallOptions,
  ): Promise<VideoMarks> {
    return byHundreds(ids, { marked: 0, refused: [] }, (some) =>
      this.client.request('POST /videos/marks', { ...options, body: { ...marks, ids: some } }),
    );
  }

  /** Addresses that play and save it without signing in, for an hour or for so many `minutes`. */
  links(id: string, query: QueryOf<'GET /videos/{job_id}/links'> = {}, options?: CallOptions): Promise<VideoLinks> {
    return this.client.request('GET /videos/{job_id}/links', { ...options, path: { job_id: id }, query });
  }

  /** The same of many, as many as you like: a hundred by one call. Asked again soon, an address is the one that a browser knows. */
  linksOf(ids: readonly string[], which: LinksOptions = {}, options?: CallOptions): Promise<VideoLinksList> {
    const nothing = { links: [], missing: [] };
    return byHundreds(ids, nothing, (some) =>
      this.client.request('POST /videos/links', { ...options, body: { ...which, ids: some } }),
    );
  }

  /** Stop it where that is still possible; what it cost comes back where it was stopped. */
  cancel(id: string, options?: CallOptions): Promise<Video> {
    return this.client.request('POST /videos/{job_id}/cancel', { ...options, path: { job_id: id } });
  }

  /** The same wish once more, as a new video with a price of its own. */
  retry(id: string, query: QueryOf<'POST /videos/{job_id}/retry'> = {}, options?: CallOptions): Making<Video> {
    return this.making(this.client.request('POST /videos/{job_id}/retry', { ...options, path: { job_id: id }, query }));
  }

  /** What an edit of a finished video would cost. */
  quoteEdit(id: string, edit: EditRequest, options?: CallOptions): Promise<EditQuote> {
    return this.client.request('POST /videos/{job_id}/edits/quote', { ...options, path: { job_id: id }, body: edit });
  }

  /** A new video made of a finished one by hand: cut, sped up, cropped, with music and captions. */
  edit(id: string, edit: EditRequest, options?: CallOptions): Making<Video> {
    return this.making(this.client.request('POST /videos/{job_id}/edits', { ...options, path: { job_id: id }, body: edit }));
  }

  private making(accepted: Promise<{ video: Video }>): Making<Video> {
    return new Making(
      accepted.then(({ video }) => video),
      (video, options) => untilEnded(this.client, 'GET /watch/{job_id}', video, options),
    );
  }
}

/** Many videos that are asked for together, by a list or a file. */
export class Batches extends Resource {
  /** What a batch would cost; nothing is made. A text counts as CSV. */
  async quote(batch: VideoBatchRequest | string, options?: CallOptions): Promise<VideoBatch> {
    return (await this.client.request('POST /videos/batch', { ...options, body: batch, query: { quote: true } })).batch;
  }

  /** Have all of it made, or nothing where the credits do not suffice. A text counts as CSV. */
  async create(batch: VideoBatchRequest | string, options?: CallOptions): Promise<VideoBatch> {
    return (await this.client.request('POST /videos/batch', { ...options, body: batch })).batch;
  }

  /** Your batches, the newest first. */
  list(query: QueryOf<'GET /videos/batches'> = {}, options?: CallOptions): Pages<VideoBatchSummary> {
    return this.pagesOf('GET /videos/batches', 'batches', { ...options, query });
  }

  /** How far a batch is, with the first page of its videos. */
  get(id: string, options?: CallOptions): Promise<VideoBatchProgress> {
    return this.client.request('GET /videos/batches/{batch_id}', { ...options, path: { batch_id: id } });
  }

  /** The videos of a batch, in its own order. */
  videos(id: string, query: QueryOf<'GET /videos/batches/{batch_id}'> = {}, options?: CallOptions): Pages<Video> {
    return this.pagesOf('GET /videos/batches/{batch_id}', 'videos', { ...options, path: { batch_id: id }, query });
  }

  /** Stop what is left of it. */
  cancel(id: string, options?: CallOptions): Promise<VideoBatchCancellation> {
    return this.client.request('POST /videos/batches/{batch_id}/cancel', { ...options, path: { batch_id: id } });
  }
}

/** Two prompts tried with one wish. */
export class Comparisons extends Resource {
  /** Have both videos made. */
  async create(wish: ComparisonRequest, options?: CallOptions): Promise<Comparison> {
    return (await this.client.request('POST /videos/comparisons', { ...options, body: wish })).comparison;
  }

  /** Your comparisons, the newest first. */
  list(query: QueryOf<'GET /videos/comparisons'> = {}, options?: CallOptions): Pages<Comparison> {
    return this.pagesOf('GET /videos/comparisons', 'comparisons', { ...options, query });
  }

  /** One comparison as it stands. */
  get(id: string, options?: CallOptions): Promise<Comparison> {
    return this.client.request('GET /videos/comparisons/{comparison_id}', { ...options, path: { comparison_id: id } });
  }

  /** Which of the two is better, and how good they are. */
  rate(id: string, rating: ComparisonRatingRequest, options?: CallOptions): Promise<Comparison> {
    const path = { comparison_id: id };
    return this.client.request('PUT /videos/comparisons/{comparison_id}/rating', { ...options, path, body: rating });
  }

  /** Forget it; its videos stay. */
  delete(id: string, options?: CallOptions): Promise<undefined> {
    return this.client.request('DELETE /videos/comparisons/{comparison_id}', { ...options, path: { comparison_id: id } });
  }
}
