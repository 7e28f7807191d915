import type { Storyboard } from 'rushes';

export type BoardScene = Storyboard['scenes'][number];
/** A scene as somebody writes it, without what it was shot as. */
export type Scene = Omit<BoardScene, 'video' | 'missing_images'>;
export type Character = NonNullable<Storyboard['character']>;

const FIELDS = ['name', 'language', 'preset', 'model', 'aspect_ratio', 'resolution', 'audio', 'negative_prompt'] as const;
export const WORDS = ['subject', 'action', 'setting', 'camera', 'light', 'mood', 'sound', 'dialogue'] as const;

/** What people set in a storyboard: what is saved, undone and merged. */
export interface Content extends Pick<Storyboard, (typeof FIELDS)[number]> {
  character: Character | null;
  scenes: readonly Scene[];
}

/** Something that was changed on both sides. `scene` null: of the whole storyboard; `field` null: the scene itself, which one side removed. */
export interface Clash {
  scene: string | null;
  field: string | null;
  mine: unknown;
  theirs: unknown;
}

export interface Merged {
  content: Content;
  clashes: readonly Clash[];
}

export const same = (one: unknown, other: unknown): boolean => one === other || JSON.stringify(one) === JSON.stringify(other);

export function contentOf(board: Storyboard): Content {
  const { name, language, preset, model, aspect_ratio, resolution, audio, negative_prompt, character, scenes } = board;
  const plain = scenes.map(({ video: _, missing_images: __, ...scene }) => scene);
  return { name, language, preset, model, aspect_ratio, resolution, audio, negative_prompt, character, scenes: plain };
}

export function newScene(seconds: number, more: Partial<Scene> = {}): Scene {
  return {
    ...{ id: newId(), title: '', subject: '', action: '', setting: '', camera: '', light: '', mood: '', sound: '', dialogue: '' },
    ...{ duration: seconds, transition: 'cut', crossfade_seconds: 0.5, with_character: true, own_text: '' },
    ...{ first_frame: null, references: [], continue_from_previous: false },
    ...more,
  } as Scene;
}

export const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** What has to be sent for the one to become the other: fields of the storyboard, and all scenes where one of them is another. */
export function changesOf(before: Content, after: Content): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const field of FIELDS) if (!same(before[field], after[field])) changes[field] = after[field];
  if (!same(before.character, after.character)) changes.character = sentCharacter(after.character);
  if (!same(before.scenes, after.scenes)) changes.scenes = after.scenes;
  return changes;
}

/** The service makes the tag of a new one. */
function sentCharacter(character: Character | null): Partial<Character> | null {
  if (!character) return null;
  const { tag, ...rest } = character;
  return tag ? { tag, ...rest } : rest;
}

/**
 * Both sides' changes since what they have in common. What both changed, and not to the same, is told, and stands as it is on my side; so does
 * a scene that one side removed and the other went on with.
 */
export function merged(base: Content, mine: Content, theirs: Content): Merged {
  const clashes: Clash[] = [];
  const pick = <T>(scene: string | null, field: string, was: T | undefined, my: T, their: T): T => {
    if (same(my, their) || same(their, was)) return my;
    if (same(my, was)) return their;
    clashes.push({ scene, field, mine: my, theirs: their });
    return my;
  };
  const board = Object.fromEntries(FIELDS.map((field) => [field, pick(null, field, base[field], mine[field], theirs[field])]));
  const character =
    base.character && mine.character && theirs.character
      ? fields(base.character, mine.character, theirs.character, (field, ...values) => pick(null, field, ...values))
      : pick(null, 'character', base.character, mine.character, theirs.character);
  const was = byId(base.scenes);
  const [my, their] = [byId(mine.scenes), byId(theirs.scenes)];
  const kept = new Map<string, Scene>();
  for (const id of new Set([...my.keys(), ...their.keys()])) {
    const [before, here, there] = [was.get(id), my.get(id), their.get(id)];
    if (here && there) {
      kept.set(
        id,
        fields(before ?? ({} as Scene), here, there, (field, ...values) => pick(id, field, ...values)),
      );
      continue;
    }
    const left = (here ?? there) as Scene;
    if (before && same(left, before)) continue; // the other side removed it, and this one left it alone
    if (before) clashes.push({ scene: id, field: null, mine: here ?? null, theirs: there ?? null });
    kept.set(id, left);
  }
  const scenes = inOrder(base, mine, theirs, kept, clashes);
  return { content: { ...(board as Omit<Content, 'character' | 'scenes'>), character, scenes }, clashes };
}

type Pick3<T> = <K extends keyof T & string>(field: K, was: T[K] | undefined, mine: T[K], theirs: T[K]) => T[K];

function fields<T extends object>(base: T, mine: T, theirs: T, pick: Pick3<T>): T {
  const names = Object.keys(mine) as (keyof T & string)[];
  const values = names.map((name) => [name, pick(name, base[name], mine[name], theirs[name])]);
  const next = Object.fromEntries(values) as T;
  return same(next, mine) ? mine : next;
}

const byId = (scenes: readonly Scene[]) => new Map(scenes.map((scene) => [scene.id, scene]));
const idsOf = (scenes: readonly Scene[], among?: ReadonlySet<string>) =>
  scenes.map(({ id }) => id).filter((id) => !among || among.has(id));

/** The order of the side that moved something, with what only the other one has behind the scene that it stands behind there. */
function inOrder(base: Content, mine: Content, theirs: Content, kept: ReadonlyMap<string, Scene>, clashes: Clash[]): Scene[] {
  const common = new Set(idsOf(base.scenes).filter((id) => byId(mine.scenes).has(id) && byId(theirs.scenes).has(id)));
  const [was, my, their] = [base, mine, theirs].map(({ scenes }) => idsOf(scenes, common));
  const moved = !same(my, was);
  if (moved && !same(their, was) && !same(my, their)) {
    clashes.push({ scene: null, field: 'order', mine: idsOf(mine.scenes), theirs: idsOf(theirs.scenes) });
  }
  const [spine, others] = moved ? [mine, theirs] : [theirs, mine];
  const order = idsOf(spine.scenes).filter((id) => kept.has(id));
  const there = idsOf(others.scenes);
  there.forEach((id, at) => {
    if (!kept.has(id) || order.includes(id)) return;
    const before = there.slice(0, at).findLast((each) => order.includes(each));
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
  });
  return order.flatMap((id) => kept.get(id) ?? []);
}

/** Every clash of which the other side was chosen is as it is there. */
export function settled(content: Content, clashes: readonly Clash[]): Content {
  let next: Content = content;
  for (const { scene, field, theirs } of clashes) {
    if (scene !== null && field === null) {
      const scenes = theirs ? next.scenes : next.scenes.filter(({ id }) => id !== scene);
      next = { ...next, scenes };
    } else if (scene !== null) {
      next = { ...next, scenes: next.scenes.map((each) => (each.id === scene ? { ...each, [field as string]: theirs } : each)) };
    } else if (field === 'order') {
      const order = theirs as string[];
      const place = (id: string) => (order.includes(id) ? order.indexOf(id) : order.length);
      next = { ...next, scenes: [...next.scenes].sort((one, other) => place(one.id) - place(other.id)) };
    } else if (field === 'character' || (FIELDS as readonly string[]).includes(field ?? '')) {
      next = { ...next, [field as string]: theirs };
    } else if (next.character) {
      next = { ...next, character: { ...next.character, [field as string]: theirs } };
    }
  }
  return next;
}

/** Where something differs from one version to another, by scene: for the history, and for who sees both sides. */
export interface Difference {
  scene: string | null;
  field: string | null;
  before: unknown;
  after: unknown;
}

export function differences(before: Content, after: Content): Difference[] {
  const found: Difference[] = [];
  const each = (scene: string | null, one: object, other: object) => {
    for (const [field, value] of Object.entries(other)) {
      const was = (one as Record<string, unknown>)[field];
      if (field !== 'scenes' && field !== 'character' && !same(was, value))
        found.push({ scene, field, before: was, after: value });
    }
  };
  each(null, before, after);
  if (before.character && after.character) each(null, before.character, after.character);
  else if (!same(before.character, after.character)) {
    found.push({ scene: null, field: 'character', before: before.character?.name ?? null, after: after.character?.name ?? null });
  }
  const [was, now] = [byId(before.scenes), byId(after.scenes)];
  for (const [id, scene] of now) {
    const earlier = was.get(id);
    if (earlier) each(id, earlier, scene);
    else found.push({ scene: id, field: null, before: null, after: scene });
  }
  for (const [id, scene] of was) if (!now.has(id)) found.push({ scene: id, field: null, before: scene, after: null });
  const common = new Set([...was.keys()].filter((id) => now.has(id)));
  const [old, fresh] = [idsOf(before.scenes, common), idsOf(after.scenes, common)];
  if (!same(old, fresh)) found.push({ scene: null, field: 'order', before: old, after: fresh });
  return found;
}

/** In another order: these before or after that one. */
export function reordered(scenes: readonly Scene[], keys: readonly string[], target: string, where: string): readonly Scene[] {
  const moving = scenes.filter(({ id }) => keys.includes(id));
  const rest = scenes.filter(({ id }) => !keys.includes(id));
  const at = rest.findIndex(({ id }) => id === target);
  if (at < 0) return scenes;
  const to = where === 'before' ? at : at + 1;
  const next = [...rest.slice(0, to), ...moving, ...rest.slice(to)];
  return same(idsOf(next), idsOf(scenes)) ? scenes : next;
}

/** The nearest that a model can; of two as near the shorter, as the service does. */
export const nearest = (seconds: number, possible: readonly number[]): number =>
  possible.reduce(
    (best, each) => (Math.abs(each - seconds) < Math.abs(best - seconds) ? each : best),
    possible.toSorted((one, other) => one - other)[0] ?? seconds,
  );
