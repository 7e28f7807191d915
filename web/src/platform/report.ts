import { isRushesError } from 'rushes';

let version = '';

/** Which release reports are about. */
export function reportsAre(of: string): void {
  version = of;
}

/** What whoever runs the service needs to find it: nothing of what somebody wrote or made. */
export function reportOf(error: unknown): string {
  const known = isRushesError(error) ? error : null;
  const facts = {
    code: known?.code ?? (error instanceof Error ? error.name : typeof error),
    request_id: known?.requestId || undefined,
    status: known?.status || undefined,
    message: known ? undefined : error instanceof Error ? error.message : String(error),
    version,
    view: location.pathname,
    at: new Date().toISOString(),
  };
  return JSON.stringify(facts, null, 1);
}
