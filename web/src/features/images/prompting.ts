import { lazy } from 'react';
import { language, loadTexts } from '@/texts';

const load = async () => {
  const [panel] = await Promise.all([import('@/features/prompts/panel'), loadTexts(language.get(), ['prompts'])]);
  return panel;
};

/** The prompts of a picture: loaded when they are wanted, or when somebody is near. */
export const PromptPanel = lazy(async () => ({ default: (await load()).PromptPanel }));

export function preloadPanel(): void {
  void load();
}
