import { useQueryClient } from '@tanstack/react-query';
import type { Rushes } from 'rushes';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { Said, tell, tellError } from '@/ui/toasts';
import { lift, liftLater, overlay, overlayBack } from './changing';
import { changeRead, type Picture, putBack } from './queries';

const AT_ONCE = 100; // things that one call takes

interface Refused {
  id: string;
  code: string;
  why: unknown;
}

type Answer = { refused: readonly { id: string; error: string; message: string }[] };

/** A hundred by a call. What one call could not be asked for was not done, and the rest is not asked for. */
async function inHundreds(ids: readonly string[], ask: (some: string[]) => Promise<Answer>) {
  const refused: Refused[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    try {
      const answer = await ask(ids.slice(at, at + AT_ONCE));
      refused.push(...answer.refused.map(({ id, error, message }) => ({ id, code: error, why: new Said(message) })));
    } catch (why) {
      refused.push(...ids.slice(at).map((id) => ({ id, code: '', why })));
      break;
    }
  }
  const not = new Set(refused.map(({ id }) => id));
  return { done: ids.filter((id) => !not.has(id)), refused };
}

const TRIES = 3; // where the service is too busy for one of them

/** Out of the trash. */
export async function restore(rushes: Rushes, kind: 'image' | 'collection', ids: readonly string[]) {
  const ask = (some: string[]) => rushes.trash.restore({ items: some.map((id) => ({ kind, id })) });
  let { refused } = await inHundreds(ids, ask);
  for (let tries = 1; tries < TRIES && refused.some(({ code }) => code === 'CONTENDED'); tries += 1) {
    ({ refused } = await inHundreds(
      refused.map(({ id }) => id),
      ask,
    ));
  }
  const not = new Set(refused.map(({ id }) => id));
  return { done: ids.filter((id) => !not.has(id)), refused };
}

/** What can be done with pictures. All of it shows at once, and goes back with a word where it is refused. */
export function usePictureChanges(collection: string) {
  const rushes = useRushes();
  const queries = useQueryClient();
  const { images: texts, common } = useTexts();
  const words = texts.changes;

  /** Collections count them, covers show them, the trash lists them. */
  const counted = () => {
    for (const queryKey of [keys.collections, keys.covers, keys.trash]) void queries.invalidateQueries({ queryKey });
  };
  const gone = (ids: readonly string[]) => {
    const set = new Set(ids);
    changeRead(queries, collection, (each) => (set.has(each.id) ? null : each));
  };
  const refusals = (refused: readonly Refused[], count: number) => {
    const first = refused[0]?.why;
    if (count === 1 || !(first instanceof Error)) tellError(first, common.error.unexpected);
    else tell('bad', words.refused(refused.length, first.message));
  };

  const rename = async (picture: Picture, title: string) => {
    overlay([picture.id], { title });
    try {
      await rushes.images.update(picture.id, { title });
      const renamed = () => changeRead(queries, collection, (each) => (each.id === picture.id ? { ...each, title } : each));
      renamed();
      liftLater([picture.id], renamed);
    } catch (error) {
      lift([picture.id]);
      tellError(error, common.error.unexpected);
    }
  };

  const remove = async (pictures: readonly Picture[], force = false): Promise<void> => {
    const ids = pictures.map(({ id }) => id);
    overlay(ids, { left: collection });
    const { done, refused } = await inHundreds(ids, (some) => rushes.images.deleteMany({ ids: some, force }));
    gone(done);
    liftLater(done, gone);
    lift(refused.map(({ id }) => id));
    counted();
    const deleted = pictures.filter(({ id }) => done.includes(id));
    if (deleted.length) {
      const act = () => void undo(deleted);
      tell('good', words.deleted(deleted.length), { action: { name: common.undo, act } });
    }
    const used = refused.filter(({ code }) => code === 'IMAGE_IN_USE');
    if (used.length) {
      const planned = pictures.filter(({ id }) => used.some((each) => each.id === id));
      const act = () => void remove(planned, true);
      tell('bad', words.inUse(used.length), { action: { name: words.deleteAnyway, act } });
    }
    const others = refused.filter((each) => !used.includes(each));
    if (others.length) refusals(others, pictures.length);
  };

  const undo = async (pictures: readonly Picture[]) => {
    const ids = pictures.map(({ id }) => id);
    overlayBack(pictures);
    const { done, refused } = await restore(rushes, 'image', ids);
    const back = pictures.filter(({ id }) => done.includes(id));
    putBack(queries, back);
    liftLater(done, () => putBack(queries, back));
    lift(refused.map(({ id }) => id));
    counted();
    if (done.length) tell('good', words.restored(done.length));
    if (refused.length) refusals(refused, pictures.length);
  };

  const move = async (pictures: readonly Picture[], to: { id: string; name: string }) => {
    const ids = pictures.map(({ id }) => id);
    overlay(ids, { left: collection });
    const { done, refused } = await inHundreds(ids, (some) => rushes.images.moveMany({ ids: some, collection_id: to.id }));
    gone(done);
    liftLater(done, gone);
    lift(refused.map(({ id }) => id));
    queries.removeQueries({ queryKey: keys.images(to.id) }); // read anew when somebody goes there
    counted();
    const moved = pictures.filter(({ id }) => done.includes(id));
    if (moved.length) {
      const act = () => void moveBack(moved, to.id);
      tell('good', words.moved(moved.length, to.name), { action: { name: common.undo, act } });
    }
    if (refused.length) refusals(refused, pictures.length);
  };

  const moveBack = async (pictures: readonly Picture[], from: string) => {
    const ids = pictures.map(({ id }) => id);
    overlayBack(pictures);
    const { done, refused } = await inHundreds(ids, (some) => rushes.images.moveMany({ ids: some, collection_id: collection }));
    const moved = pictures.filter(({ id }) => done.includes(id));
    putBack(queries, moved);
    liftLater(done, () => putBack(queries, moved));
    lift(refused.map(({ id }) => id));
    queries.removeQueries({ queryKey: keys.images(from) });
    counted();
    if (done.length) tell('good', words.movedBack(done.length));
    if (refused.length) refusals(refused, pictures.length);
  };

  return { rename, remove, move };
}

/** The picture as a file of the person's own, by its title. */
export async function download(rushes: Rushes, picture: Picture, untitled: string): Promise<void> {
  const { picture: address } = await rushes.images.links(picture.id);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status}`);
  const file = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = file;
  link.download = `${(picture.title || untitled).replace(/[\\/:*?"<>|]+/g, ' ')}.${picture.content_type.split('/')[1]?.replace('jpeg', 'jpg')}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
}
