import type { Experimental_VideoModelV4File as VideoModelV4File } from '@ai-sdk/provider';
import type { ImageType, Rushes } from 'rushes';

const NAME = 'AI SDK';

/** Pictures that calls bring along: uploaded, so that a video can begin with them. */
export class Pictures {
  private collection: Promise<string> | undefined;

  constructor(
    private readonly rushes: Rushes,
    collection: string | undefined,
  ) {
    if (collection) this.collection = Promise.resolve(collection);
  }

  /** The id of the picture, once the service has looked at it. */
  async idOf(file: VideoModelV4File, signal: AbortSignal | undefined): Promise<string> {
    const { bytes, type } = file.type === 'url' ? await this.fetched(file.url, signal) : bytesOf(file);
    const collection = await this.place();
    const known = type && { contentType: type as ImageType };
    return (await this.rushes.images.upload(bytes, { ...known, collection, signal })).id;
  }

  private async fetched(url: string, signal: AbortSignal | undefined): Promise<{ bytes: Blob; type?: string }> {
    const response = await this.rushes.fetch(url, { signal: signal ?? null });
    if (!response.ok) throw new TypeError(`The picture at ${url} cannot be had: ${response.status}.`);
    return { bytes: new Blob([await response.arrayBuffer()]) }; // what kind it is shows its beginning
  }

  private place(): Promise<string> {
    this.collection ??= this.found().catch((error: unknown) => {
      this.collection = undefined;
      throw error;
    });
    return this.collection;
  }

  /** Our own: the one that is there, or a new one. */
  private async found(): Promise<string> {
    for await (const { id, name } of this.rushes.collections.list()) if (name === NAME) return id;
    return (await this.rushes.collections.create({ name: NAME })).id;
  }
}

function bytesOf({ data, mediaType }: Extract<VideoModelV4File, { type: 'file' }>): { bytes: Uint8Array; type: string } {
  return { bytes: typeof data === 'string' ? Uint8Array.from(atob(data), (each) => each.charCodeAt(0)) : data, type: mediaType };
}
