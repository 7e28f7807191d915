/** A choice that this browser remembers; where it may not, it holds as long as the page. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(`rushes.${name}`);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`rushes.${name}`);
    else localStorage.setItem(`rushes.${name}`, value);
  } catch {
    // a private window without storage: the choice is forgotten with the page
  }
}
