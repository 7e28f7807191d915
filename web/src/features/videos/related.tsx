import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import type { Clip } from './states';
import css from './video.module.css';

/** Where it comes from, and what it belongs to. */
export function Related({ clip }: { clip: Clip }) {
  const { videos } = useTexts();
  const { related } = videos;
  const compared = useCompared(clip);
  const from: [string, string | null | undefined][] = [
    [related.retryOf, clip.retry_of],
    [clip.edit || clip.task === 'edit' ? related.editOf : related.extends, clip.source],
    [related.continues, clip.continues],
    ...clip.followers.map((id): [string, string] => [related.follower, id]),
    [related.compared, compared],
  ];
  const videosOf = from.filter((each): each is [string, string] => Boolean(each[1]));
  const lists = [
    clip.batch_id ? { name: related.batch, search: { batch: clip.batch_id } } : null,
    clip.storyboard_id ? { name: related.storyboard, search: { storyboard: clip.storyboard_id } } : null,
  ].filter((each) => each !== null);
  if (!videosOf.length && !lists.length) return null;
  return (
    <section className={css.box}>
      <h2>{related.title}</h2>
      <ul className={css.lines}>
        {videosOf.map(([name, id]) => (
          <li key={`${name} ${id}`}>
            <Link to="/studio/videos/$videoId" params={{ videoId: id }}>
              {name}
            </Link>
          </li>
        ))}
        {lists.map(({ name, search }) => (
          <li key={name}>
            <Link to="/studio/videos" search={search}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The other one of a comparison, where it was made for one: only what was asked for by a prompt can be. */
function useCompared(clip: Clip): string | undefined {
  const rushes = useRushes();
  const found = useQuery({
    queryKey: keys.comparisons,
    queryFn: async ({ signal }) => (await rushes.comparisons.list({ limit: 20 }, { signal }).page()).items,
    enabled: clip.prompt_id !== null && clip.edit === null,
  });
  const both = found.data?.find(({ variants }) => variants.some(({ job_id }) => job_id === clip.id));
  return both?.variants.find(({ job_id }) => job_id !== clip.id)?.job_id;
}
