import { Store, useStore } from '@/platform/store';

/** Who is signed in, as far as the studio shows it. */
export interface Person {
  uid: string;
  email: string | null;
  name: string | null;
  /** Looks around without a sign-in of their own. */
  guest: boolean;
  verified: boolean;
  /** By what they can sign in: `password`, `google.com`. */
  providers: readonly string[];
}

/** `undefined` until it is known. */
export const session = new Store<Person | null | undefined>(undefined);

/** Whether the last session ended otherwise than by who sits here: signed out elsewhere, or shut out. The way in says so. */
export const ended = new Store(false);

/** Whether whoever sits here is an operator, by their token; undefined until it has said so. What they may do the service decides. */
export const operator = new Store<boolean | undefined>(undefined);

export const useSession = (): Person | null | undefined => useStore(session);

/** The person who is signed in; null also while it is not known. */
export const usePerson = (): Person | null => useSession() ?? null;
