import type { Config } from './config';

/**
 * Brings tokens by which the service knows that this page asks and not a program; undefined where the stage asks for none. Its code,
 * and reCAPTCHA's behind it, come with the first call.
 */
export function appCheck({ app_check: asked }: Config): (() => Promise<string>) | undefined {
  if (!asked) return undefined;
  let begun: Promise<() => Promise<string>> | undefined;
  return async () => {
    begun ??= import('./attestation').then(({ attest }) => attest(asked.site_key));
    begun.catch(() => {
      begun = undefined;
    });
    return (await begun)();
  };
}
