import { codeOf } from '@/session/auth';
import type { Texts } from '@/texts';

/** What Firebase's code means to a person. */
export function signInError(error: unknown, texts: Texts['account']): string {
  const known: Record<string, string> = texts.errors;
  return known[codeOf(error)] ?? texts.errors.other;
}
