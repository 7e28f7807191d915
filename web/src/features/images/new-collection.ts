import { useQueryClient } from '@tanstack/react-query';
import type { Collection } from 'rushes';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import type { Chosen } from './choose-collection';

/** How a collection comes to be. Apart from what else is done with them, which no first view needs. */
export function useNewCollection() {
  const rushes = useRushes();
  const queries = useQueryClient();

  const make = async (name: string): Promise<Collection> => {
    const made = await rushes.collections.create({ name });
    const known = (all: Collection[] | undefined) => all && [made, ...all.filter(({ id }) => id !== made.id)];
    queries.setQueryData<Collection[]>(keys.collections, known);
    queries.setQueryData(keys.collection(made.id), made);
    return made;
  };
  /** The one that was chosen, made where it is new. */
  const made = async (chosen: Chosen): Promise<{ id: string; name: string }> => ('id' in chosen ? chosen : make(chosen.name));

  return { make, made };
}
