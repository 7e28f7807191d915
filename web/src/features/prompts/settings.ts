import type { Language, PromptSettingsRequest } from 'rushes';
import { remember, remembered } from '@/platform/stored';

/** How a prompt is asked for, whole. */
export type Settings = Required<Omit<PromptSettingsRequest, 'own_key' | 'language'>> & { language: Language };

export const MOST_INSTRUCTIONS = 500;
export const MOST_TEXT = 2_000;
export const SECONDS = [2, 4, 8] as const;
export const RATIOS = ['16:9', '9:16', '1:1'] as const;

const KEPT = 'prompts.settings';

export function usual(language: Language): Settings {
  return {
    camera_style: 'static_shot',
    film_effects: [],
    lighting: null,
    mood: null,
    seconds: null,
    aspect_ratio: null,
    instructions: '',
    language,
  };
}

/** The last choice of this browser, without what was wished for that one picture. */
export function lastChoice(language: Language): Settings {
  try {
    const kept = JSON.parse(remembered(KEPT) ?? '{}') as Partial<Settings>;
    return { ...usual(language), ...kept, instructions: '' };
  } catch {
    return usual(language);
  }
}

export function keepChoice({ instructions: _, ...chosen }: Settings): void {
  remember(KEPT, JSON.stringify(chosen));
}

/** Settings that a prompt or a template holds, as a whole; what it does not know is as usual. */
export function settingsOf(config: Partial<Settings> | Record<string, unknown>, language: Language): Settings {
  const whole = usual(language);
  const known = Object.keys(whole).flatMap((name) => {
    const value = (config as Record<string, unknown>)[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...whole, ...(Object.fromEntries(known) as Partial<Settings>) };
}
