import type {
  CompletedFilm,
  Deletion,
  DeletionRequest,
  Film,
  FilmQuote,
  FilmRequest,
  MarksUpdate,
  MediaLinks,
  MusicType,
} from './api.js';
import { Making, untilEnded, type WaitOptions } from './making.js';
import type { CallOptions, QueryOf } from './operations.js';
import type { Pages } from './pages.js';
import { Resource } from './resources.js';
import { type Bytes, blobOf, send, type UploadOptions } from './uploads.js';

/** Films: finished videos in a row, with music and a title. */
export class Films extends Resource {
  /** What a film would cost; nothing is made. */
  quote(wish: FilmRequest, options?: CallOptions): Promise<FilmQuote> {
    return this.client.request('POST /films/quote', { ...options, body: wish });
  }

  /** Have a film made and pay for it, once, however often the call is sent again on the way. */
  create(wish: FilmRequest, options?: CallOptions): Making<Film> {
    return new Making(
      this.client.request('POST /films', { ...options, body: wish }).then(({ film }) => film),
      (film, waiting) => untilEnded(this.client, 'GET /watch/films/{film_id}', film, waiting),
    );
  }

  /** Wait for a film's end: resolves to the finished one, rejects with the reason why there is none. */
  async wait(id: string, options: WaitOptions<Film> = {}): Promise<CompletedFilm> {
    const { signal, language } = options;
    return untilEnded(this.client, 'GET /watch/films/{film_id}', await this.get(id, { signal, language }), options);
  }

  /** One film as it stands. */
  get(id: string, options?: CallOptions): Promise<Film> {
    return this.client.request('GET /films/{film_id}', { ...options, path: { film_id: id } });
  }

  /** Your films, the newest first; all, or those that are asked for. */
  list(query: QueryOf<'GET /films'> = {}, options?: CallOptions): Pages<Film> {
    return this.pagesOf('GET /films', 'films', { ...options, query });
  }

  /** Your marks on a film: its name, tags, whether it is a favourite. */
  update(id: string, marks: MarksUpdate, options?: CallOptions): Promise<Film> {
    return this.client.request('PATCH /films/{film_id}', { ...options, path: { film_id: id }, body: marks });
  }

  /** Into the trash, from where it can come back. */
  delete(id: string, options?: CallOptions): Promise<undefined> {
    return this.client.request('DELETE /films/{film_id}', { ...options, path: { film_id: id } });
  }

  /** Several at once; tells which were not, and why. */
  deleteMany(which: DeletionRequest, options?: CallOptions): Promise<Deletion> {
    return this.client.request('POST /films/delete', { ...options, body: which });
  }

  /** Addresses that play and save it without signing in, for an hour or for so many `minutes`. */
  links(id: string, query: QueryOf<'GET /films/{film_id}/links'> = {}, options?: CallOptions): Promise<MediaLinks> {
    return this.client.request('GET /films/{film_id}/links', { ...options, path: { film_id: id }, query });
  }

  /** Stop it; what it cost comes back. */
  cancel(id: string, options?: CallOptions): Promise<Film> {
    return this.client.request('POST /films/{film_id}/cancel', { ...options, path: { film_id: id } });
  }

  /** Upload music for films and edits; resolves to its id, which is good for two days. */
  async uploadMusic(file: Bytes, options: UploadOptions<MusicType> = {}): Promise<string> {
    const { blob, type } = await blobOf(file, options.contentType);
    const { signal, language } = options;
    const body = { content_type: type as MusicType, bytes: blob.size };
    const { music_id, upload } = await this.client.request('POST /films/music', { signal, language, body });
    await send(this.client, upload, blob, options);
    return music_id;
  }
}
