import type {
  SceneSelection,
  ShootAccepted,
  Storyboard,
  StoryboardFile,
  StoryboardQuote,
  StoryboardRequest,
  StoryboardSummary,
  StoryboardUpdate,
} from './api.js';
import type { AnswerOf, BodyOf, CallOptions, QueryOf } from './operations.js';
import type { Pages } from './pages.js';
import { Resource } from './resources.js';

/** Storyboards: a film on paper, and having its scenes shot. */
export class Storyboards extends Resource {
  /** A new one. */
  create(storyboard: StoryboardRequest, options?: CallOptions): Promise<Storyboard> {
    return this.client.request('POST /storyboards', { ...options, body: storyboard });
  }

  /** Yours, the newest first. */
  list(query: QueryOf<'GET /storyboards'> = {}, options?: CallOptions): Pages<StoryboardSummary> {
    return this.pagesOf('GET /storyboards', 'storyboards', { ...options, query });
  }

  /** One storyboard, whole. */
  get(id: string, options?: CallOptions): Promise<Storyboard> {
    return this.client.request('GET /storyboards/{storyboard_id}', { ...options, path: { storyboard_id: id } });
  }

  /** Change what you name; what you leave out stays. */
  update(id: string, change: StoryboardUpdate, options?: CallOptions): Promise<Storyboard> {
    return this.client.request('PATCH /storyboards/{storyboard_id}', { ...options, path: { storyboard_id: id }, body: change });
  }

  /** Into the trash, from where it can come back. */
  delete(id: string, options?: CallOptions): Promise<undefined> {
    return this.client.request('DELETE /storyboards/{storyboard_id}', { ...options, path: { storyboard_id: id } });
  }

  /** A copy of it. */
  duplicate(
    id: string,
    copy: BodyOf<'POST /storyboards/{storyboard_id}/duplicate'> = {},
    options?: CallOptions,
  ): Promise<Storyboard> {
    return this.client.request('POST /storyboards/{storyboard_id}/duplicate', {
      ...options,
      path: { storyboard_id: id },
      body: copy,
    });
  }

  /** As a file, to keep or to give away. */
  exported(id: string, options?: CallOptions): Promise<StoryboardFile> {
    return this.client.request('GET /storyboards/{storyboard_id}/export', { ...options, path: { storyboard_id: id } });
  }

  /** From such a file, or from what the browser app exported. */
  import(file: BodyOf<'POST /storyboards/import'>, options?: CallOptions): Promise<AnswerOf<'POST /storyboards/import'>> {
    return this.client.request('POST /storyboards/import', { ...options, body: file });
  }

  /** Its versions that are kept, the newest first. */
  versions(id: string, options?: CallOptions): Promise<AnswerOf<'GET /storyboards/{storyboard_id}/versions'>> {
    return this.client.request('GET /storyboards/{storyboard_id}/versions', { ...options, path: { storyboard_id: id } });
  }

  /** As it was at a version. */
  version(id: string, version: number, options?: CallOptions): Promise<Storyboard> {
    const path = { storyboard_id: id, version };
    return this.client.request('GET /storyboards/{storyboard_id}/versions/{version}', { ...options, path });
  }

  /** Make it again what it was at a version. */
  restoreVersion(
    id: string,
    version: number,
    body: BodyOf<'POST /storyboards/{storyboard_id}/versions/{version}/restore'> = {},
    options?: CallOptions,
  ): Promise<Storyboard> {
    const path = { storyboard_id: id, version };
    return this.client.request('POST /storyboards/{storyboard_id}/versions/{version}/restore', { ...options, path, body });
  }

  /** One scene more. */
  addScene(id: string, scene: BodyOf<'POST /storyboards/{storyboard_id}/scenes'>, options?: CallOptions): Promise<Storyboard> {
    return this.client.request('POST /storyboards/{storyboard_id}/scenes', {
      ...options,
      path: { storyboard_id: id },
      body: scene,
    });
  }

  /** Change what you name of a scene. */
  updateScene(
    id: string,
    sceneId: string,
    change: BodyOf<'PATCH /storyboards/{storyboard_id}/scenes/{scene_id}'>,
    options?: CallOptions,
  ): Promise<Storyboard> {
    const path = { storyboard_id: id, scene_id: sceneId };
    return this.client.request('PATCH /storyboards/{storyboard_id}/scenes/{scene_id}', { ...options, path, body: change });
  }

  /** One scene less; one whose video is being made only by `force`. */
  deleteScene(
    id: string,
    sceneId: string,
    query: QueryOf<'DELETE /storyboards/{storyboard_id}/scenes/{scene_id}'> = {},
    options?: CallOptions,
  ): Promise<Storyboard> {
    const path = { storyboard_id: id, scene_id: sceneId };
    return this.client.request('DELETE /storyboards/{storyboard_id}/scenes/{scene_id}', { ...options, path, query });
  }

  /** Another order of its scenes. */
  reorderScenes(id: string, order: BodyOf<'PUT /storyboards/{storyboard_id}/order'>, options?: CallOptions): Promise<Storyboard> {
    return this.client.request('PUT /storyboards/{storyboard_id}/order', {
      ...options,
      path: { storyboard_id: id },
      body: order,
    });
  }

  /** The prompt that is composed for a scene. */
  scenePrompt(
    id: string,
    sceneId: string,
    options?: CallOptions,
  ): Promise<AnswerOf<'GET /storyboards/{storyboard_id}/scenes/{scene_id}/prompt'>> {
    const path = { storyboard_id: id, scene_id: sceneId };
    return this.client.request('GET /storyboards/{storyboard_id}/scenes/{scene_id}/prompt', { ...options, path });
  }

  /** What its scenes would cost, one by one: all that are not shot yet, or those that you name. */
  quote(id: string, which: SceneSelection = {}, options?: CallOptions): Promise<StoryboardQuote> {
    return this.client.request('POST /storyboards/{storyboard_id}/quote', {
      ...options,
      path: { storyboard_id: id },
      body: which,
    });
  }

  /** Have the videos of its scenes made: of all that are not shot yet, or of those that you name. */
  shoot(id: string, which: SceneSelection = {}, options?: CallOptions): Promise<ShootAccepted> {
    return this.client.request('POST /storyboards/{storyboard_id}/shoot', {
      ...options,
      path: { storyboard_id: id },
      body: which,
    });
  }

  /** Stop those of its videos that no provider has heard of yet. */
  cancel(id: string, options?: CallOptions): Promise<AnswerOf<'POST /storyboards/{storyboard_id}/cancel'>> {
    return this.client.request('POST /storyboards/{storyboard_id}/cancel', { ...options, path: { storyboard_id: id } });
  }

  /** Looks for whole films, and scenes to begin with. */
  presets(options?: CallOptions): Promise<AnswerOf<'GET /storyboards/presets'>> {
    return this.client.request('GET /storyboards/presets', { ...options });
  }
}
