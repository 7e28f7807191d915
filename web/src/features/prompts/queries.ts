import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Image, Language, Prompt, StyleCatalog } from 'rushes';
import { useChange } from '@/platform/change';
import { useLive } from '@/platform/live';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useStore } from '@/platform/store';
import { language, useTexts } from '@/texts';
import { tell, tellError } from '@/ui/toasts';

/** A prompt as its picture's list holds it; which one is the primary stands in the image. */
export type Variant = Omit<Prompt, 'is_primary'>;

/** A picture as the API or its document tells it. */
export type Picture = Omit<Image, 'reason'>;

/** The variants of a picture as they stand, by one listener. */
export function usePrompts(imageId: string) {
  const rushes = useRushes();
  const queries = useQueryClient();
  const asked = useQuery<Variant[]>({
    queryKey: keys.prompts(imageId),
    queryFn: ({ signal }) => rushes.prompts.list(imageId, { signal }),
  });
  const heard = (prompts: Variant[]) => queries.setQueryData(keys.prompts(imageId), prompts);
  useLive((watch, live, failed) => watch.watchPrompts(live, imageId, heard, failed), [imageId]);
  return asked;
}

/** The picture; who has it from a list that is live gives it, else it is listened to. */
export function useImage(imageId: string, given: Picture | undefined) {
  const rushes = useRushes();
  const queries = useQueryClient();
  const asked = useQuery<Picture>({
    queryKey: keys.image(imageId),
    queryFn: ({ signal }) => rushes.images.get(imageId, { signal }),
    enabled: !given,
  });
  useEffect(() => {
    if (given) queries.setQueryData<Picture>(keys.image(imageId), given);
  }, [queries, imageId, given]);
  useLive(
    given
      ? null
      : (watch, live, failed) =>
          watch.watchImage(
            live,
            imageId,
            (news) => {
              if (news) queries.setQueryData<Picture>(keys.image(imageId), (known) => known && { ...known, ...news });
            },
            failed,
          ),
    [imageId],
  );
  return { ...asked, data: asked.data ?? given };
}

export type Group = keyof StyleCatalog;

/** The styles of the catalog with their names, what one asks for most first. */
export function useStyles() {
  const rushes = useRushes();
  const spoken = useStore(language);
  const catalog = useQuery({
    queryKey: keys.styles,
    queryFn: ({ signal }) => rushes.catalog.styles({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const used = useQuery({
    queryKey: ['prompts', 'styles'],
    queryFn: ({ signal }) => rushes.prompts.styles({ signal }),
    staleTime: 300_000,
  });
  const counts: Record<Group, readonly { name: string; count: number }[]> = {
    camera_style: used.data?.camera_styles ?? [],
    film_effects: used.data?.film_effects ?? [],
    lighting: used.data?.lighting ?? [],
    mood: used.data?.moods ?? [],
  };
  const valuesOf = (group: Group) => (catalog.data?.[group].values ?? {}) as Record<string, Record<Language, string>>;
  return {
    /** A style's name in the reader's language. */
    name: (group: Group, id: string) => valuesOf(group)[id]?.[spoken] ?? id.replaceAll('_', ' '),
    of: (group: Group) => {
      const count = (id: string) => counts[group].find(({ name }) => name === id)?.count ?? 0;
      return Object.entries(valuesOf(group))
        .map(([id, names]) => ({ id, name: names[spoken], count: count(id) }))
        .sort((one, other) => other.count - one.count);
    },
    error: catalog.error,
    retry: () => void catalog.refetch(),
  };
}

/** What can be done with the variants of a picture: it shows at once, and goes back with a word where it is refused. */
export function useVariantChanges(imageId: string) {
  const rushes = useRushes();
  const queries = useQueryClient();
  const { common, prompts: texts } = useTexts();
  const place = keys.prompts(imageId);
  const changed =
    (id: string, change: Partial<Variant>) =>
    (known: Variant[]): Variant[] =>
      known.map((each) => (each.id === id ? { ...each, ...change } : each));
  /** What an answer says, unless the listener has told something later meanwhile. */
  const put = (prompt: Variant) =>
    queries.setQueryData<Variant[]>(place, (known = []) => {
      const before = known.find(({ id }) => id === prompt.id);
      if (!before) return [...known, prompt];
      return new Date(before.updated_at) < new Date(prompt.updated_at) ? changed(prompt.id, prompt)(known) : known;
    });
  const library = [['prompts', 'library']];
  const update = useChange({
    ask: ({ id, ...change }: { id: string; prompt_text?: string; favourite?: boolean; rating?: number }) =>
      rushes.prompts.update(id, change),
    at: ({ id, rating, ...change }) => [
      [place, changed(id, { ...change, ...(rating === undefined ? {} : { rating: rating || null }) })],
    ],
    done: put,
    stale: library,
  });
  const primary = useChange({
    ask: (id: string) => rushes.prompts.setPrimary(id),
    at: (id) => [[keys.image(imageId), (known: Picture) => ({ ...known, primary_prompt_id: id })]],
    done: () => tell('good', texts.variant.madePrimary),
  });
  const order = useChange({
    ask: (ids: readonly string[]) => rushes.prompts.reorder({ image_id: imageId, prompt_ids: [...ids] }),
    at: (ids) => [[place, (known: Variant[]) => [...known].sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id))]],
  });
  const regenerate = useChange({
    ask: async (id: string) => rushes.prompts.regenerate(id),
    at: (id) => [[place, changed(id, { status: 'pending', error: null })]],
    done: put,
    stale: library,
  });
  const restore = (id: string) =>
    rushes.trash
      .restore({ items: [{ kind: 'prompt', id }] })
      .then(() => queries.invalidateQueries({ queryKey: ['prompts'] }))
      .then(() => tell('good', texts.variant.restored))
      .catch((error) => tellError(error, common.error.unexpected));
  const remove = useChange({
    ask: (id: string) => rushes.prompts.delete(id),
    at: (id) => [[place, (known: Variant[]) => known.filter((each) => each.id !== id)]],
    done: (_, id) => tell('good', texts.variant.removed, { action: { name: common.undo, act: () => void restore(id) } }),
    stale: library,
  });
  return { update, primary, order, regenerate, remove, put };
}

export type VariantChanges = ReturnType<typeof useVariantChanges>;

/** A new variant that changes another one's text. */
export function useRefine(imageId: string, { put }: VariantChanges) {
  const rushes = useRushes();
  return useChange({
    ask: async ({ id, instruction }: { id: string; instruction: string }) => rushes.prompts.refine(id, { instruction }),
    done: put,
    stale: [keys.image(imageId), ['prompts', 'library']],
  });
}
