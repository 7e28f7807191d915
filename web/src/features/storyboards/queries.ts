import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { isRushesError, type Storyboard } from 'rushes';
import type { Clip } from '@/features/videos/states';
import { useChange } from '@/platform/change';
import { useLive } from '@/platform/live';
import { keys as names } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useStore } from '@/platform/store';
import { usePerson } from '@/session/session';
import { useTexts } from '@/texts';
import { tell, tellError } from '@/ui/toasts';
import { type BoardSession, sessionOf } from './session';

const A_PAGE = 30;
const HEARD = 100;

export const keys = {
  list: ['storyboards', 'list'] as const,
  one: (id: string) => ['storyboards', 'one', id] as const,
  presets: ['catalog', 'storyboard-presets'] as const,
  prompt: (id: string, scene: string, version: number) => ['storyboards', 'prompt', id, scene, version] as const,
  quote: (id: string, version: number, scenes: unknown) => ['storyboards', 'quote', id, version, scenes] as const,
  versions: (id: string, version: number) => ['storyboards', 'versions', id, version] as const,
  version: (id: string, version: number) => ['storyboards', 'version', id, version] as const,
  clips: (id: string) => ['storyboards', 'clips', id] as const,
};

export function useBoards() {
  const rushes = useRushes();
  const queries = useQueryClient();
  const read = useInfiniteQuery({
    queryKey: keys.list,
    queryFn: ({ pageParam, signal }) =>
      rushes.storyboards.list({ limit: A_PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }).page(),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  useLive(
    (watch, live, failed) => {
      let [first, before] = [true, ''];
      const heard = (news: { id: string; version: number }[]) => {
        const now = news.map(({ id, version }) => `${id} ${version}`).join();
        if (!first && now !== before) void queries.invalidateQueries({ queryKey: keys.list });
        [first, before] = [false, now];
      };
      return watch.watchStoryboards(live, heard, failed, { limit: A_PAGE });
    },
    [queries],
  );
  return { ...read, boards: read.data?.pages.flatMap(({ items }) => items) };
}

/** One storyboard in the hands of who has it open. Others' changes are heard of, and read by HTTP. */
export function useBoard(id: string) {
  const rushes = useRushes();
  const queries = useQueryClient();
  const person = usePerson();
  const asked = useQuery({
    queryKey: keys.one(id),
    queryFn: ({ signal }) => rushes.storyboards.get(id, { signal }),
    staleTime: 0,
  });
  const session = asked.data && person ? sessionOf(rushes, person.uid, asked.data) : null; // one for as long as the page lives
  useEffect(() => {
    if (asked.data) session?.heard(asked.data);
  }, [session, asked.data]);
  useLive(
    (watch, live, failed) =>
      watch.watchStoryboard(
        live,
        id,
        (news) => {
          if (session && news && !news.deleted_at && !isAsShown(session, news)) {
            void queries.invalidateQueries({ queryKey: keys.one(id) });
          }
        },
        failed,
      ),
    [id, session],
  );
  return { ...asked, session };
}

/** Whether nothing is new in it but what was sent from here. */
function isAsShown(session: BoardSession, news: { version: number } & Record<string, unknown>): boolean {
  const { board, state } = session.shown.get();
  if (state === 'saving' || news.version < board.version) return true;
  const jobs = (news.scenes as { video?: { job_id: string } | null }[] | undefined)?.map(({ video }) => video?.job_id ?? null);
  return news.version === board.version && String(jobs) === String(board.scenes.map(({ video }) => video?.id ?? null));
}

/** The videos of its scenes as they stand, by one listener on the newest. */
export function useSceneClips(board: Storyboard | undefined): ReadonlyMap<string, Clip> {
  const queries = useQueryClient();
  const id = board?.id ?? '';
  const wanted = board?.scenes.some(({ video }) => video?.state && !isOver(video.state)) ?? false;
  const heard = useQuery<Clip[]>({
    queryKey: keys.clips(id),
    queryFn: () => [],
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  useLive(
    wanted
      ? (watch, live, failed) =>
          watch.watchVideos(live, (news) => queries.setQueryData(keys.clips(id), news as Clip[]), failed, { limit: HEARD })
      : null,
    [id],
  );
  return useMemo(() => new Map(heard.data?.map((clip) => [clip.id, clip])), [heard.data]);
}

export const isOver = (state: string): boolean => ['completed', 'failed', 'cancelled'].includes(state);

export const useShown = (session: BoardSession) => useStore(session.shown);

export function usePresets() {
  const rushes = useRushes();
  return useQuery({
    queryKey: keys.presets,
    queryFn: ({ signal }) => rushes.request('GET /storyboards/presets', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** New ones: empty, a copy, or of a file. */
export function useNewBoard(then: (board: Storyboard) => void) {
  const rushes = useRushes();
  const { storyboards: texts } = useTexts();
  const make = useChange<void, Storyboard>({
    ask: async () => rushes.storyboards.create({ name: texts.unnamed, language: rushes.language ?? 'en' }),
    done: then,
    stale: [keys.list],
  });
  const copy = useChange<string, Storyboard>({
    ask: async (id) => rushes.storyboards.duplicate(id),
    done: (board) => {
      tell('good', texts.duplicated(board.name));
      then(board);
    },
    stale: [keys.list],
  });
  return { make, copy };
}

/** Into the trash, with the way back in the notice. */
export function useDeleteBoard(gone?: () => void) {
  const rushes = useRushes();
  const queries = useQueryClient();
  const { storyboards: texts, common } = useTexts();
  const back = async (id: string) => {
    try {
      const { refused } = await rushes.trash.restore({ items: [{ kind: 'storyboard', id }] });
      for (const { message } of refused) tell('bad', message);
      if (!refused.length) tell('good', texts.back);
    } catch (error) {
      tellError(error, common.error.unexpected);
    }
    await queries.invalidateQueries({ queryKey: ['storyboards'] });
  };
  return useChange<string, undefined>({
    ask: async (id) => rushes.storyboards.delete(id),
    done: (_, id) => {
      tell('good', texts.deleted, { action: { name: common.undo, act: () => void back(id) } });
      gone?.();
    },
    stale: [keys.list, names.trash],
  });
}

/** What of a refused save belongs to which place: `scenes[2].duration`. */
export function problemsOf(error: unknown): readonly { path: string; problem: string }[] {
  if (!isRushesError(error)) return [];
  const { problems } = error.details as { problems?: { path: string; problem: string }[] };
  return problems ?? [];
}
