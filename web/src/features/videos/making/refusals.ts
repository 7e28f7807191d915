import { isRushesError } from 'rushes';
import { fieldErrors } from '@/platform/field-errors';

const ELSEWHERE: Readonly<Record<string, string>> = {
  MODEL_RETIRED: 'model',
  MODEL_SUSPENDED: 'model',
  UNKNOWN_MODEL: 'model',
  START_NOT_POSSIBLE: 'start_at',
  PROMPT_WITHOUT_TEXT: 'prompt_id',
  OWN_KEY_NEEDED: 'own_key',
  OWN_KEY_MISSING: 'own_key',
  OWN_KEY_INACTIVE: 'own_key',
  OWN_KEY_INVALID: 'own_key',
  OWN_KEY_NOT_POSSIBLE: 'own_key',
};

/** What the service has against single fields of a wish, by their names; empty where it is about none of them. */
export function atFields(error: unknown): Readonly<Record<string, string>> {
  const offered = isRushesError(error, 'NOT_OFFERED') ? String((error.details as { field?: string }).field ?? 'model') : '';
  return fieldErrors(error, { ...ELSEWHERE, ...(offered ? { NOT_OFFERED: offered } : {}) });
}

/** Whether it is said at a field, so that nothing is left for a note. */
export const isAtField = (error: unknown): boolean => Object.keys(atFields(error)).length > 0;

/** Whether another model has to take the place of the one that was asked for. */
export const isGone = (error: unknown): boolean => isRushesError(error, 'MODEL_SUSPENDED', 'MODEL_RETIRED');
