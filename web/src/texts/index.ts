import { createContext, use } from 'react';
import type { Language } from 'rushes';
import { Store } from '@/platform/store';
import { remember, remembered } from '@/platform/stored';
import type { en } from './en';

/** Every text of the studio; what English has, German must have, or it does not compile. */
export type Texts = typeof en;

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

/** One language's texts; the other one is not loaded. */
export async function loadTexts(wanted: Language): Promise<Texts> {
  return wanted === 'de' ? (await import('./de')).de : (await import('./en')).en;
}

export const TextsContext = createContext<Texts | null>(null);

export function useTexts(): Texts {
  const texts = use(TextsContext);
  if (!texts) throw new Error('Outside of the studio');
  return texts;
}
