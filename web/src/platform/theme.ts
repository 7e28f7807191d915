import { Store } from './store';
import { remember, remembered } from './stored';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const kept = remembered('theme');
export const theme = new Store<Theme>(THEMES.find((each) => each === kept) ?? 'system');

/** Before the first view, so that nothing flashes. */
export function applyTheme(): void {
  const chosen = theme.get();
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

export function chooseTheme(chosen: Theme): void {
  remember('theme', chosen === 'system' ? null : chosen);
  theme.set(chosen);
  applyTheme();
}
