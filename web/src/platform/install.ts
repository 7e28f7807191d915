import { session } from '@/session/session';
import { Store } from './store';

/** The browser's offer to install the studio, once it makes one. */
export const offer = new Store<{ prompt(): Promise<unknown> } | null>(null);

/** The worker that keeps the shell (src/worker), and is told who is there: for nobody else it shows what it kept. */
export async function withWorker(workers: ServiceWorkerContainer | undefined = navigator.serviceWorker): Promise<void> {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault(); // the browser's own strip; the account's page has the button
    offer.set(event as unknown as { prompt(): Promise<unknown> });
  });
  addEventListener('appinstalled', () => offer.set(null));
  if (!workers) return;
  try {
    await workers.register('/studio/worker.js');
    const { active } = await workers.ready;
    const tell = () => {
      const person = session.get();
      if (person !== undefined) (workers.controller ?? active)?.postMessage({ person: person?.uid ?? null });
    };
    session.subscribe(tell);
    workers.addEventListener('controllerchange', tell);
    tell();
  } catch (error) {
    console.warn('The studio is not kept for later.', error); // a private window, or one without room: it works all the same
  }
}
