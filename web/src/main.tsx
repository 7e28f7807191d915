import { createRoot } from 'react-dom/client';
import { createStudioRouter } from './app/router';
import { Studio } from './app/studio';
import { loadConfig } from './platform/config';
import { reportsAre } from './platform/report';
import { applyTheme } from './platform/theme';
import { onlyListedScripts } from './platform/trusted-types';
import { SignIn, someoneWas } from './session/auth';
import { language, loadTexts } from './texts';
import './ui/tokens.css';
import './ui/base.css';

applyTheme();
onlyListedScripts();
void begin();

async function begin(): Promise<void> {
  const place = document.getElementById('root');
  if (!place) throw new Error('The page has no place for the studio.');
  try {
    const router = createStudioRouter();
    const { pathname } = location;
    const first = pathname !== '/' ? pathname : someoneWas() ? '/studio/pictures' : '/studio/sign-in';
    void router.preloadRoute({ to: first }); // comes while Firebase finds out who is there
    const [config, texts] = await Promise.all([loadConfig(), loadTexts(language.get(), ['common', 'account'])]);
    document.documentElement.lang = language.get();
    reportsAre(config.version);
    const signIn = new SignIn(config);
    await signIn.ready(location.hash);
    if (import.meta.env.PROD) void import('./platform/install').then(({ withWorker }) => withWorker());
    createRoot(place).render(<Studio config={config} signIn={signIn} texts={texts} router={router} />);
  } catch (error) {
    console.error(error);
    place.textContent =
      language.get() === 'de'
        ? 'Rushes ist nicht zu erreichen. Lade die Seite neu.'
        : 'Rushes cannot be reached. Reload the page.';
    place.setAttribute('role', 'alert');
  }
}
