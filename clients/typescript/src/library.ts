import type {
  Share,
  ShareAccepted,
  ShareRequest,
  ShareVisits,
  TrashEntry,
  TrashPurgeRequest,
  TrashRestoreRequest,
} from './api.js';
import type { AnswerOf, CallOptions, QueryOf } from './operations.js';
import type { Pages } from './pages.js';
import { byHundreds, Resource } from './resources.js';

const HOLDS = ['prompt', 'image', 'collection']; // each is kept in the next one, which comes back before it

/** What was deleted, and can come back for a while. */
export class Trash extends Resource {
  /** All that lies in it. */
  list(query: QueryOf<'GET /library/trash'> = {}, options?: CallOptions): Pages<TrashEntry> {
    return this.pagesOf('GET /library/trash', 'entries', { ...options, query });
  }

  /** Bring things back, as many as you like: a hundred by one call, and before each what it is kept in. */
  restore({ items }: TrashRestoreRequest, options?: CallOptions): Promise<AnswerOf<'POST /library/trash/restore'>> {
    const order = [...items].sort((one, other) => HOLDS.indexOf(other.kind) - HOLDS.indexOf(one.kind));
    return byHundreds(order, { restored: 0, refused: [] }, (some) =>
      this.client.request('POST /library/trash/restore', { ...options, body: { items: some } }),
    );
  }

  /** Erase them for good. */
  purge(which: TrashPurgeRequest, options?: CallOptions): Promise<AnswerOf<'POST /library/trash/purge'>> {
    return this.client.request('POST /library/trash/purge', { ...options, body: which });
  }
}

/** Links by which anybody may see a finished video or film. */
export class Shares extends Resource {
  /** A new one; `url` is the page to send. */
  create(share: ShareRequest, options?: CallOptions): Promise<ShareAccepted> {
    return this.client.request('POST /shares', { ...options, body: share });
  }

  /** Yours, the newest first. */
  list(query: QueryOf<'GET /shares'> = {}, options?: CallOptions): Pages<Share> {
    return this.pagesOf('GET /shares', 'shares', { ...options, query });
  }

  /** One link, and how often it was visited. */
  get(token: string, query: QueryOf<'GET /shares/{token}'> = {}, options?: CallOptions): Promise<ShareVisits> {
    return this.client.request('GET /shares/{token}', { ...options, path: { token }, query });
  }

  /** End it: it opens to nobody any more. */
  revoke(token: string, options?: CallOptions): Promise<Share> {
    return this.client.request('POST /shares/{token}/revoke', { ...options, path: { token } });
  }
}
