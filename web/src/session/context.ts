import { createContext, use } from 'react';
import type { SignIn } from './auth';

export const SignInContext = createContext<SignIn | null>(null);

export function useSignIn(): SignIn {
  const signIn = use(SignInContext);
  if (!signIn) throw new Error('Outside of the studio');
  return signIn;
}
