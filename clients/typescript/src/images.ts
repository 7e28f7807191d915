import type {
  Collection,
  Deletion,
  Image,
  ImageLinks,
  ImageLinksList,
  ImageMove,
  ImageType,
  ImageUpdate,
  ImageUpload,
} from './api.js';
import { goodOrFailed } from './making.js';
import type { BodyOf, CallOptions, QueryOf } from './operations.js';
import type { Pages } from './pages.js';
import { byHundreds, type LinksOptions, Resource } from './resources.js';
import { type Bytes, blobOf, send, type UploadOptions } from './uploads.js';

/** Where a picture's bytes are to be sent, for a quarter of an hour. Plain data: it can be kept as JSON. */
export type Place = ImageUpload;

/** How to upload a picture. */
export interface ImageUploadOptions extends UploadOptions<ImageType> {
  /** The collection that it belongs into. */
  collection: string;
  /** For people. */
  title?: string | undefined;
  /** Your own words about it, by name; a prompt may draw on them. */
  metadata?: Record<string, string> | undefined;
  /** That whoever can be recognised in it agreed to its use; the service may ask for it (`likeness_statement` of its limits). */
  likeness?: boolean | undefined;
  /** Hears of the place before anything is sent: keep it, and an upload that is broken off can be resumed. */
  onPlace?: ((place: Place) => void) | undefined;
  /** Go on with the upload that had this place: nothing new is asked for, and what has come is not sent again. */
  resume?: Place | undefined;
}

/** Which of many, as many as you like, and how. */
type ManyImages<O extends 'POST /images/delete' | 'POST /images/move'> = Omit<BodyOf<O>, 'ids'> & { ids: readonly string[] };

const LOOKS_MS = [250, 500, 1_000, 2_000]; // the last one again and again

/** Pictures: uploading them, their links, words about them. */
export class Images extends Resource {
  /**
   * Upload a picture and wait until it was looked at: resolves to the image that is ready, rejects with the reason why it was not taken.
   * After a lost connection it is sent again to the same place; where that has ended, to a new one.
   */
  async upload(file: Bytes, options: ImageUploadOptions): Promise<Image> {
    const { signal, language } = options;
    const { blob, type } = await blobOf(file, options.contentType);
    let place = options.resume;
    for (;;) {
      place ??= await this.place(blob, type as ImageType, options);
      if ((await send(this.client, place.upload, blob, options)) === 'taken') break;
      await this.delete(place.image.id, {}, { signal, language }).catch(() => undefined); // its room is free again; if not now, within the hour
      place = undefined;
    }
    let image = place.image;
    for (let look = 0; image.status === 'uploading'; look += 1) {
      await this.client.sleep(LOOKS_MS[Math.min(look, LOOKS_MS.length - 1)] ?? 0, signal);
      image = await this.get(image.id, { signal, language });
    }
    return goodOrFailed(image, language ?? this.client.language);
  }

  private async place(blob: Blob, type: ImageType, options: ImageUploadOptions): Promise<Place> {
    const { collection, title, metadata, likeness, signal, language } = options;
    const body = {
      collection_id: collection,
      content_type: type,
      bytes: blob.size,
      ...(title === undefined ? {} : { title }),
      ...(metadata === undefined ? {} : { metadata }),
      ...(likeness === undefined ? {} : { likeness }),
    };
    const place = await this.client.request('POST /images', { signal, language, body });
    options.onPlace?.(place);
    return place;
  }

  /** One image as it stands. */
  get(id: string, options?: CallOptions): Promise<Image> {
    return this.client.request('GET /images/{image_id}', { ...options, path: { image_id: id } });
  }

  /** Your images, the newest first; all, or those that are asked for. */
  list(query: QueryOf<'GET /images'> = {}, options?: CallOptions): Pages<Image> {
    return this.pagesOf('GET /images', 'images', { ...options, query });
  }

  /** Another title, other words about it, another collection. */
  update(id: string, change: ImageUpdate, options?: CallOptions): Promise<Image> {
    return this.client.request('PATCH /images/{image_id}', { ...options, path: { image_id: id }, body: change });
  }

  /** Into the trash, from where it can come back. */
  delete(id: string, query: QueryOf<'DELETE /images/{image_id}'> = {}, options?: CallOptions): Promise<undefined> {
    return this.client.request('DELETE /images/{image_id}', { ...options, path: { image_id: id }, query });
  }

  /** Many into the trash, a hundred by one call; tells which were not, and why. */
  deleteMany({ ids, ...how }: ManyImages<'POST /images/delete'>, options?: CallOptions): Promise<Deletion> {
    return byHundreds(ids, { deleted: 0, refused: [] }, (some) =>
      this.client.request('POST /images/delete', { ...options, body: { ...how, ids: some } }),
    );
  }

  /** Many into another collection, a hundred by one call; tells which were not, and why. */
  moveMany({ ids, ...where }: ManyImages<'POST /images/move'>, options?: CallOptions): Promise<ImageMove> {
    return byHundreds(ids, { moved: 0, refused: [] }, (some) =>
      this.client.request('POST /images/move', { ...options, body: { ...where, ids: some } }),
    );
  }

  /** Addresses of the picture and of a small one, for an hour or for so many `minutes`. */
  links(id: string, query: QueryOf<'GET /images/{image_id}/links'> = {}, options?: CallOptions): Promise<ImageLinks> {
    return this.client.request('GET /images/{image_id}/links', { ...options, path: { image_id: id }, query });
  }

  /** The same of many, as many as you like: a hundred by one call. Asked again soon, an address is the one that a browser knows. */
  linksOf(ids: readonly string[], which: LinksOptions = {}, options?: CallOptions): Promise<ImageLinksList> {
    const nothing = { links: [], missing: [] };
    return byHundreds(ids, nothing, (some) =>
      this.client.request('POST /images/links', { ...options, body: { ...which, ids: some } }),
    );
  }
}

/** What pictures are kept in. */
export class Collections extends Resource {
  /** A new one. */
  create(collection: { name: string }, options?: CallOptions): Promise<Collection> {
    return this.client.request('POST /images/collections', { ...options, body: collection });
  }

  /** Yours. */
  list(query: QueryOf<'GET /images/collections'> = {}, options?: CallOptions): Pages<Collection> {
    return this.pagesOf('GET /images/collections', 'collections', { ...options, query });
  }

  /** One collection as it stands. */
  get(id: string, options?: CallOptions): Promise<Collection> {
    return this.client.request('GET /images/collections/{collection_id}', { ...options, path: { collection_id: id } });
  }

  /** Another name. */
  update(id: string, collection: { name: string }, options?: CallOptions): Promise<Collection> {
    const path = { collection_id: id };
    return this.client.request('PATCH /images/collections/{collection_id}', { ...options, path, body: collection });
  }

  /** Into the trash; with pictures in it only by `force`. */
  delete(
    id: string,
    query: QueryOf<'DELETE /images/collections/{collection_id}'> = {},
    options?: CallOptions,
  ): Promise<undefined> {
    const path = { collection_id: id };
    return this.client.request('DELETE /images/collections/{collection_id}', { ...options, path, query });
  }
}
