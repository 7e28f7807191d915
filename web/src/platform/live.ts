import { createContext, use, useEffect } from 'react';
import type * as Watch from 'rushes/live';
import type { FirestoreFunctions, Live, Stop } from 'rushes/live';
import { usePerson } from '@/session/session';
import { language } from '@/texts';
import type { Config } from './config';
import { useService } from './service';
import { useStore } from './store';

/** Starts one listener; what it hears it writes into the queries. */
export type Start = (watch: typeof Watch, live: Live, failed: (error: Error) => void) => Stop;

/** What listens: the client's live helpers, and the Firestore they listen to. */
export interface Listening {
  watch: typeof Watch;
  firestore: unknown;
  sdk: FirestoreFunctions;
}

const AGAIN_MS = [1_000, 4_000, 15_000, 60_000];
let open = 0;

/** How many listeners there are stands on the page's element, for whoever looks after it. */
function count(by: number): void {
  open += by;
  document.documentElement.dataset.listeners = String(open);
}

/**
 * Listen while the view is there. Firestore is loaded for the first listener, once the page is painted; a listener that breaks is begun
 * again after a while, and until then the view shows what was last told. `start` may be null: then there is nothing to listen to.
 */
export function useLive(start: Start | null, about: readonly unknown[]): void {
  const { config } = useService();
  const listening = use(ListeningContext);
  const person = usePerson();
  const spoken = useStore(language);
  const uid = person?.uid;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `about` names what `start` depends on
  useEffect(() => {
    if (!uid || !start) return;
    let [ended, tries] = [false, 0];
    let stop: Stop | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      if (stop) count(-1);
      stop?.();
      stop = undefined;
    };
    const failed = () => {
      end();
      if (ended) return;
      timer = setTimeout(begin, AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]);
      tries += 1;
    };
    const begin = async () => {
      try {
        const [{ watch, firestore, sdk }] = await Promise.all([listening(config), painted()]);
        if (ended) return;
        stop = start(watch, { firestore, sdk, uid, language: spoken }, failed);
        count(1);
      } catch {
        failed(); // the code could not be loaded
      }
    };
    void begin();
    return () => {
      ended = true;
      clearTimeout(timer);
      end();
    };
  }, [config, listening, uid, spoken, start === null, ...about]);
}

const firestoreOnce = (() => {
  let loaded: Promise<Listening> | undefined;
  return (config: Config) => {
    loaded ??= painted().then(() => load(config));
    loaded.catch(() => {
      loaded = undefined;
    });
    return loaded;
  };
})();

async function load(config: Config): Promise<Listening> {
  const { connect } = await import('./firestore');
  return connect(config);
}

/** Brings what listens; another one where somebody else's Firestore is listened to, or none. */
export const ListeningContext = createContext<(config: Config) => Promise<Listening>>(firestoreOnce);

/** After the first view's own work: what is live can wait, what is read cannot. */
const painted = (() => {
  let waited: Promise<void> | undefined;
  return () => {
    waited ??= new Promise((resolve) => {
      const idle = () =>
        'requestIdleCallback' in globalThis ? requestIdleCallback(() => resolve(), { timeout: 1_500 }) : resolve();
      if (document.readyState === 'complete') idle();
      else addEventListener('load', idle, { once: true });
    });
    return waited;
  };
})();
