/** Scripts that Firebase Auth and App Check load by themselves; the page's policy lists the same sources. */
const SCRIPTS = [
  'https://apis.google.com/',
  'https://www.google.com/recaptcha/',
  'https://www.gstatic.com/recaptcha/',
  'https://www.recaptcha.net/recaptcha/',
];

interface Policies {
  createPolicy(name: string, rules: { createHTML(markup: string): string; createScriptURL(url: string): string }): unknown;
}

/** Text never becomes markup or script here; all that may are the addresses of listed scripts, and nothing at all, which empties an element. */
export function onlyListedScripts(policies = (globalThis as { trustedTypes?: Policies }).trustedTypes): void {
  policies?.createPolicy('default', {
    createHTML(markup) {
      if (markup === '') return markup; // as React Aria's announcer forgets what it said
      throw new TypeError('Markup from text');
    },
    createScriptURL(url) {
      const own = new URL(url, location.href);
      if (own.origin === location.origin || SCRIPTS.some((listed) => own.href.startsWith(listed))) return url;
      throw new TypeError(`Not a listed script: ${own.href}`);
    },
  });
}
