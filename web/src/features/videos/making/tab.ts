/** What this tab remembers until it is closed; where it may not, nothing. */
export function take<T>(name: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(`rushes.${name}`) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

export function put(name: string, value: unknown): void {
  try {
    if (value === null) sessionStorage.removeItem(`rushes.${name}`);
    else sessionStorage.setItem(`rushes.${name}`, JSON.stringify(value));
  } catch {
    // a private window without storage: it is forgotten with the page
  }
}
