import { isRushesError } from 'rushes';

/**
 * What a refusal says of single fields, by their names as the API has them (`config.camera` where they stand within another). Empty where it
 * is not about fields: then it is one for a notice. `also` names the field that a refusal by another code is about.
 */
export function fieldErrors(error: unknown, also: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  if (!isRushesError(error)) return {};
  const field = also[error.code];
  if (field) return { [field]: [error.message, error.suggestedAction].filter(Boolean).join(' ') };
  if (!isRushesError(error, 'INVALID_REQUEST')) return {};
  const problems: Record<string, string> = {};
  for (const { field, problem } of error.details.fields ?? []) problems[String(field)] ??= sentence(String(problem));
  return problems;
}

/** Whether each of its problems has a field in the form, so that nothing is left to say beside it. */
export function saidAtFields(error: unknown, shown: readonly string[], also: Readonly<Record<string, string>> = {}): boolean {
  const about = Object.keys(fieldErrors(error, also));
  return about.length > 0 && about.every((field) => shown.includes(field));
}

function sentence(problem: string): string {
  return problem ? `${problem.charAt(0).toLocaleUpperCase()}${problem.slice(1)}.` : '';
}
