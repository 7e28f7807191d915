import { lazy } from 'react';

const load = () => import('@/features/prompts/panel');

/** The prompts of a picture: loaded when they are wanted, or when somebody is near. */
export const PromptPanel = lazy(async () => ({ default: (await load()).PromptPanel }));

export function preloadPanel(): void {
  void load();
}
