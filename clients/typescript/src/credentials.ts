/** The part of Firebase Auth that is needed: what `getAuth()` gives, of the web SDK or of React Native Firebase. */
export interface FirebaseAuthLike {
  readonly currentUser: { getIdToken(forceRefresh?: boolean): Promise<string> } | null;
  authStateReady?(): Promise<void>;
}

/** Who calls: Firebase Auth, any function that brings a token, or an agent key. */
export interface Credentials {
  /** Firebase Auth: who is signed in there calls; nobody signed in calls what is open to everybody. */
  auth?: FirebaseAuthLike | undefined;
  /** Brings an ID token, or null; `refresh` says that the last one was not taken. */
  getToken?: ((refresh: boolean) => Promise<string | null | undefined>) | undefined;
  /** An agent key (`rk_…`). Never put one into a page or an app. */
  key?: string | undefined;
}

/** A token for the next call; null where nobody is signed in. */
export type TokenSource = (refresh: boolean) => Promise<string | null>;

/** How to come by a token, and whether a fresh one can be had. */
export function tokenSource({ auth, getToken, key }: Credentials): { token: TokenSource; refreshable: boolean } {
  if ([auth, getToken, key].filter((each) => each !== undefined).length > 1) {
    throw new TypeError('Give the client one of auth, getToken and key.');
  }
  if (auth) {
    const token = async (refresh: boolean) => {
      await auth.authStateReady?.();
      return (await auth.currentUser?.getIdToken(refresh)) ?? null;
    };
    return { token, refreshable: true };
  }
  if (getToken) return { token: async (refresh) => (await getToken(refresh)) ?? null, refreshable: true };
  return { token: () => Promise.resolve(key ?? null), refreshable: false };
}
