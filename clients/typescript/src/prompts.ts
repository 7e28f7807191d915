import type {
  Prompt,
  PromptBatch,
  PromptDraftRequest,
  PromptOrderRequest,
  PromptRequest,
  PromptTemplate,
  PromptUpdate,
} from './api.js';
import { Making, untilEnded, type WaitOptions } from './making.js';
import type { AnswerOf, BodyOf, CallOptions, QueryOf } from './operations.js';
import type { Pages } from './pages.js';
import { Resource } from './resources.js';

/** Prompts: texts for videos, written from pictures, or by you. */
export class Prompts extends Resource {
  /** Have a text written for an image. */
  create(wish: PromptRequest, options?: CallOptions): Making<Prompt> {
    return this.making(this.client.request('POST /prompts', { ...options, body: wish }));
  }

  /** Have it written anew, in its place. */
  regenerate(id: string, options?: CallOptions): Making<Prompt> {
    return this.making(this.client.request('POST /prompts/{prompt_id}/regenerate', { ...options, path: { prompt_id: id } }));
  }

  /** A new prompt that changes this one's text as you say. */
  refine(id: string, change: BodyOf<'POST /prompts/{prompt_id}/refine'>, options?: CallOptions): Making<Prompt> {
    return this.making(
      this.client.request('POST /prompts/{prompt_id}/refine', { ...options, path: { prompt_id: id }, body: change }),
    );
  }

  /** Wait for a prompt's text: resolves to the written one, rejects with the reason why there is none. */
  async wait(id: string, options: WaitOptions<Prompt> = {}): Promise<Prompt> {
    const { signal, language } = options;
    return untilEnded(this.client, 'GET /watch/prompts/{prompt_id}', await this.get(id, { signal, language }), options);
  }

  /** One prompt as it stands. */
  get(id: string, options?: CallOptions): Promise<Prompt> {
    return this.client.request('GET /prompts/{prompt_id}', { ...options, path: { prompt_id: id } });
  }

  /** All prompts of an image, in their order. */
  async list(imageId: string, options?: CallOptions): Promise<Prompt[]> {
    return (await this.client.request('GET /prompts', { ...options, query: { image_id: imageId } })).prompts;
  }

  /** Your prompts of all images, the newest first; all, or those that are asked for. */
  library(query: QueryOf<'GET /prompts/library'> = {}, options?: CallOptions): Pages<Prompt> {
    return this.pagesOf('GET /prompts/library', 'prompts', { ...options, query });
  }

  /** Another text, a rating, a mark. */
  update(id: string, change: PromptUpdate, options?: CallOptions): Promise<Prompt> {
    return this.client.request('PATCH /prompts/{prompt_id}', { ...options, path: { prompt_id: id }, body: change });
  }

  /** Into the trash, from where it can come back. */
  delete(id: string, options?: CallOptions): Promise<undefined> {
    return this.client.request('DELETE /prompts/{prompt_id}', { ...options, path: { prompt_id: id } });
  }

  /** All prompts of an image into the trash. */
  deleteAll(imageId: string, options?: CallOptions): Promise<AnswerOf<'DELETE /prompts'>> {
    return this.client.request('DELETE /prompts', { ...options, query: { image_id: imageId } });
  }

  /** A prompt with a text of your own. */
  draft(draft: PromptDraftRequest, options?: CallOptions): Promise<Prompt> {
    return this.client.request('POST /prompts/drafts', { ...options, body: draft });
  }

  /** Another order of an image's prompts. */
  async reorder(order: PromptOrderRequest, options?: CallOptions): Promise<Prompt[]> {
    return (await this.client.request('PUT /prompts/order', { ...options, body: order })).prompts;
  }

  /** Prompts as a file: a text with `format: 'csv'`, else an object. */
  exported(query: QueryOf<'GET /prompts/export'>, options?: CallOptions): Promise<AnswerOf<'GET /prompts/export'>> {
    return this.client.request('GET /prompts/export', { ...options, query });
  }

  /** Earlier texts of a prompt, the latest first. */
  history(id: string, options?: CallOptions): Promise<AnswerOf<'GET /prompts/{prompt_id}/history'>> {
    return this.client.request('GET /prompts/{prompt_id}/history', { ...options, path: { prompt_id: id } });
  }

  /** Put an earlier text back in its place. */
  restore(id: string, which: BodyOf<'POST /prompts/{prompt_id}/restore'>, options?: CallOptions): Promise<Prompt> {
    return this.client.request('POST /prompts/{prompt_id}/restore', { ...options, path: { prompt_id: id }, body: which });
  }

  /** Make it the one that stands for its image. */
  setPrimary(id: string, options?: CallOptions): Promise<Prompt> {
    return this.client.request('POST /prompts/{prompt_id}/primary', { ...options, path: { prompt_id: id } });
  }

  /** Have prompts written for all images of a collection. */
  async forCollection(wish: BodyOf<'POST /prompts/collection'>, options?: CallOptions): Promise<PromptBatch> {
    return (await this.client.request('POST /prompts/collection', { ...options, body: wish })).batch;
  }

  /** How far the prompts of a collection are. */
  batch(id: string, options?: CallOptions): Promise<PromptBatch> {
    return this.client.request('GET /prompts/batches/{batch_id}', { ...options, path: { batch_id: id } });
  }

  /** Your templates, by name. */
  async templates(options?: CallOptions): Promise<PromptTemplate[]> {
    return (await this.client.request('GET /prompts/templates', { ...options })).templates;
  }

  /** Keep settings under a name. */
  createTemplate(template: BodyOf<'POST /prompts/templates'>, options?: CallOptions): Promise<PromptTemplate> {
    return this.client.request('POST /prompts/templates', { ...options, body: template });
  }

  /** Forget a template. */
  deleteTemplate(id: string, options?: CallOptions): Promise<undefined> {
    return this.client.request('DELETE /prompts/templates/{template_id}', { ...options, path: { template_id: id } });
  }

  /** The styles that you ask for most. */
  styles(options?: CallOptions): Promise<AnswerOf<'GET /prompts/styles'>> {
    return this.client.request('GET /prompts/styles', { ...options });
  }

  /** Camera, light and mood that suit an image. */
  suggestions(imageId: string, options?: CallOptions): Promise<AnswerOf<'GET /prompts/suggestions'>> {
    return this.client.request('GET /prompts/suggestions', { ...options, query: { image_id: imageId } });
  }

  private making(accepted: Promise<{ prompt: Prompt }>): Making<Prompt> {
    return new Making(
      accepted.then(({ prompt }) => prompt),
      (prompt, options) => untilEnded(this.client, 'GET /watch/prompts/{prompt_id}', prompt, options),
    );
  }
}
