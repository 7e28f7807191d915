import { createContext, use } from 'react';
import type { Language } from 'rushes';
import { Store } from '@/platform/store';
import { remember, remembered } from '@/platform/stored';
import type { en } from './en';

/** Every text of the studio; what English has, German must have, or it does not compile. */
export type Texts = typeof en;
export type Room = keyof Texts;

export const LANGUAGES: readonly Language[] = ['en', 'de'];

/** Chosen here, else what the browser prefers. */
export const language = new Store<Language>(
  LANGUAGES.find((each) => each === remembered('language')) ??
    (navigator.languages.find((each) => /^(de|en)\b/.test(each))?.startsWith('de') ? 'de' : 'en'),
);

export function chooseLanguage(chosen: Language): void {
  remember('language', chosen);
  language.set(chosen);
}

const files = import.meta.glob<Record<string, object>>(['./*/*.ts', '!./*/index.ts']);
const fileOf = (spoken: Language, room: Room) => `./${spoken}/${room}.ts`;
export const ROOMS = Object.keys(files).flatMap((file) => (/en\/(\w+)/.exec(file)?.slice(1) as Room[] | undefined) ?? []);

const loading = new Map<string, Promise<object>>();
const loaded = new Map<string, object>();
const visited = new Set<Room>();

/** These rooms' texts of one language, and those that a view asked for before; a room that nobody enters is not loaded. */
export async function loadTexts(wanted: Language, rooms: readonly Room[] = []): Promise<Texts> {
  for (const room of rooms) visited.add(room);
  await Promise.all([...visited].map((room) => load(wanted, room)));
  return textsOf(wanted);
}

function load(spoken: Language, room: Room): Promise<object> {
  const file = fileOf(spoken, room);
  const begun = loading.get(file);
  if (begun) return begun;
  const found = async () => {
    try {
      const texts = (await files[file]?.())?.[room];
      if (!texts) throw new Error(`There are no texts ${file}.`);
      loaded.set(file, texts);
      return texts;
    } catch (error) {
      loading.delete(file); // the next who asks tries once more
      throw error;
    }
  };
  const promise = found();
  loading.set(file, promise);
  return promise;
}

/** A room that is not there yet suspends the view that asks for it. */
function textsOf(spoken: Language): Texts {
  const asked = (room: Room) => () => {
    visited.add(room);
    return loaded.get(fileOf(spoken, room)) ?? use(load(spoken, room));
  };
  return Object.defineProperties(
    {} as Texts,
    Object.fromEntries(ROOMS.map((room) => [room, { get: asked(room), enumerable: true }])),
  );
}

export const TextsContext = createContext<Texts | null>(null);

export function useTexts(): Texts {
  const texts = use(TextsContext);
  if (!texts) throw new Error('Outside of the studio');
  return texts;
}
