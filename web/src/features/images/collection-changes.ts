import { useQueryClient } from '@tanstack/react-query';
import { type Collection, isRushesError } from 'rushes';
import { useChange } from '@/platform/change';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { tell, tellError } from '@/ui/toasts';
import { restore as restored } from './picture-changes';

/** What can be done with collections that are there. */
export function useCollectionChanges() {
  const rushes = useRushes();
  const queries = useQueryClient();
  const { images: texts, common } = useTexts();
  const words = texts.collections;

  const rename = useChange({
    ask: ({ id, name }: Pick<Collection, 'id' | 'name'>) => rushes.collections.update(id, { name }),
    at: ({ id, name }) => [
      [keys.collections, (all: Collection[]) => all.map((each) => (each.id === id ? { ...each, name } : each))],
      [keys.collection(id), (one: Collection) => ({ ...one, name })],
    ],
  });

  const restore = async (collection: Collection) => {
    const { refused } = await restored(rushes, 'collection', [collection.id]);
    if (refused[0]) tellError(refused[0].why, common.error.unexpected);
    else tell('good', words.restored(collection.name));
    for (const queryKey of [keys.collections, keys.covers, keys.trash]) void queries.invalidateQueries({ queryKey });
  };

  /** Resolves once it is gone; false where it stayed. */
  const remove = async (collection: Collection, force = false): Promise<boolean> => {
    const before = queries.getQueryData<Collection[]>(keys.collections);
    await queries.cancelQueries({ queryKey: keys.collections });
    queries.setQueryData<Collection[]>(keys.collections, (all) => all?.filter(({ id }) => id !== collection.id));
    try {
      await rushes.collections.delete(collection.id, force ? { force } : {});
      queries.removeQueries({ queryKey: keys.images(collection.id) });
      void queries.invalidateQueries({ queryKey: keys.trash });
      tell('good', words.deleted(collection.name), { action: { name: common.undo, act: () => void restore(collection) } });
      return true;
    } catch (error) {
      queries.setQueryData(keys.collections, before);
      const again = { name: words.deleteAnyway, act: () => void remove(collection, true) };
      if (isRushesError(error, 'IMAGE_IN_USE')) tell('bad', words.inUse(collection.name), { action: again });
      else tellError(error, common.error.unexpected);
      return false;
    }
  };

  return { rename: rename.mutate, remove };
}
