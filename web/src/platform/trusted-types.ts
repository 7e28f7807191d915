/** Scripts that Firebase Auth and App Check load by themselves; the page's policy lists the same sources. */
const SCRIPTS = [
  'https://apis.google.com/',
  'https://www.google.com/recaptcha/',
  'https://www.gstatic.com/recaptcha/',
  'https://www.recaptcha.net/recaptcha/',
];

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

/** Text never becomes markup or script here; the only strings that may are the addresses of listed scripts. */
export function onlyListedScripts(policies = (globalThis as { trustedTypes?: Policies }).trustedTypes): void {
  policies?.createPolicy('default', {
    createScriptURL(url) {
      const own = new URL(url, location.href);
      if (own.origin === location.origin || SCRIPTS.some((listed) => own.href.startsWith(listed))) return url;
      throw new TypeError(`Not a listed script: ${own.href}`);
    },
  });
}
