import { NotFound } from '@/app/not-found';
import { BatchView } from './batch';
import { FilmTrailView } from './film-trail';
import { PromptTrailView } from './prompt-trail';
import { VideoTrailView } from './video-trail';

const VIEWS = { videos: VideoTrailView, films: FilmTrailView, prompts: PromptTrailView, batches: BatchView };

/** One work with its trail, by what it is: `videos/ID`. */
export function JobView({ id }: { id: string }) {
  const [kind = '', name = ''] = id.split('/');
  const View = Object.hasOwn(VIEWS, kind) ? VIEWS[kind as keyof typeof VIEWS] : undefined;
  return View && name ? <View id={name} /> : <NotFound />;
}
