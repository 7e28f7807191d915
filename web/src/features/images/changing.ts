import { Store } from '@/platform/store';
import type { Picture } from './queries';

/** How a picture stands here already, while the service and the listener still say otherwise. */
interface Change {
  /** The collection that it has left. */
  left?: string;
  title?: string;
  /** It has come back. */
  back?: Picture;
}

export type Changing = ReadonlyMap<string, Change>;

const SETTLES_MS = 5_000; // a listener may tell an older state for a moment

/** What is being changed, by the picture's id: laid over whatever is told. */
export const changing = new Store<Changing>(new Map());

export function hiddenFrom(overlaid: Changing, collection: string, id: string): boolean {
  return overlaid.get(id)?.left === collection;
}

export function overlay(ids: readonly string[], change: Change): void {
  changing.set(new Map([...changing.get(), ...ids.map((id) => [id, change] as const)]));
}

/** They are there again. */
export function overlayBack(pictures: readonly Picture[]): void {
  changing.set(new Map([...changing.get(), ...pictures.map((back) => [back.id, { back }] as const)]));
}

/** Those of a collection that have come back and are not told yet. */
export function backIn(overlaid: Changing, collection: string, told: readonly Picture[]): Picture[] {
  const back = [...overlaid.values()].flatMap((each) => (each.back?.collection_id === collection ? [each.back] : []));
  return back.filter(({ id }) => !told.some((each) => each.id === id));
}

/** They stand as the service says. */
export function lift(ids: readonly string[]): void {
  const gone = new Set(ids);
  changing.set(new Map([...changing.get()].filter(([id]) => !gone.has(id))));
}

/** The same, once the news of it have surely come; nothing where it has changed again meanwhile. */
export function liftLater(ids: readonly string[], before: (settled: readonly string[]) => void): void {
  const then = new Map(ids.map((id) => [id, changing.get().get(id)]));
  setTimeout(() => {
    const settled = ids.filter((id) => changing.get().get(id) === then.get(id));
    before(settled);
    lift(settled);
  }, SETTLES_MS);
}
