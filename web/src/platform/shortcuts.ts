import { useEffect, useEffectEvent } from 'react';
import { Store } from './store';

/** A key that does something in the view that is open; the help sheet lists them. */
export interface Shortcut {
  key: string;
  label: string;
}

interface Bound extends Shortcut {
  /** None: what has focus hears it. */
  act?: (event: KeyboardEvent) => void;
}

/** The ones in force, the latest last: it wins where two want one key. */
export const shortcuts = new Store<readonly Bound[]>([]);

const TYPING = 'input, textarea, select, [contenteditable], [role="textbox"], [role="slider"], [role="menu"], [role="listbox"]';

/** Bind a key while the view is there. Keys with a modifier and keys that somebody types into a field are left alone. */
export function useShortcut(key: string, label: string, act: (event: KeyboardEvent) => void, enabled = true): void {
  const latest = useEffectEvent(act);
  useEffect(() => {
    if (!enabled) return;
    const bound: Bound = { key, label, act: (event) => latest(event) };
    shortcuts.set([...shortcuts.get(), bound]);
    return () => shortcuts.set(shortcuts.get().filter((each) => each !== bound));
  }, [key, label, enabled]);
}

/** Keys that a part of the view hears by itself, for the help sheet: the same list as long as they stand. */
export function useToldKeys(keys: readonly Shortcut[]): void {
  useEffect(() => {
    shortcuts.set([...shortcuts.get(), ...keys]);
    return () => shortcuts.set(shortcuts.get().filter((each) => !keys.includes(each)));
  }, [keys]);
}

/** Listen for them; one place, at the top. */
export function listenForShortcuts(): () => void {
  const pressed = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target instanceof Element && event.target.closest(TYPING) !== null;
    const inDialog = document.querySelector('[role="dialog"][aria-modal="true"], [role="alertdialog"]') !== null;
    if (typing || (inDialog && event.key !== '?')) return;
    const bound = shortcuts.get().findLast(({ act, key }) => act && key.toLowerCase() === event.key.toLowerCase());
    if (!bound) return;
    event.preventDefault();
    bound.act?.(event);
  };
  addEventListener('keydown', pressed);
  return () => removeEventListener('keydown', pressed);
}
