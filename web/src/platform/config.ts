/** What the studio is told by its own host: `/config.json` of the stack or of the deployment. */
export interface Config {
  /** Where the API answers; empty: on this host. */
  url: string;
  firebase: { apiKey: string; authDomain?: string; projectId: string; appId?: string; messagingSenderId?: string };
  /** Hosts of the emulators, on a machine of one's own. */
  emulators?: { auth: string; firestore: string };
  app_check?: { site_key: string };
  version: string;
  docs: string;
}

/** Asked once; the page has begun to load it before this code runs. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json', { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`/config.json: ${response.status}`);
  return (await response.json()) as Config;
}
