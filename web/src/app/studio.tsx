import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { RouterProvider as AriaRouter, I18nProvider } from 'react-aria-components';
import { appCheck } from '@/platform/app-check';
import type { Config } from '@/platform/config';
import { createQueries } from '@/platform/queries';
import { ServiceContext, StudioRushes } from '@/platform/service';
import { useStore } from '@/platform/store';
import type { SignIn } from '@/session/auth';
import { SignInContext } from '@/session/context';
import { useSession } from '@/session/session';
import { language, loadTexts, type Texts, TextsContext } from '@/texts';
import type { createStudioRouter } from './router';

interface StudioProps {
  config: Config;
  signIn: SignIn;
  texts: Texts;
  router: ReturnType<typeof createStudioRouter>;
}

/** The whole page: who it is for, in which language, over which service. */
export function Studio({ config, signIn, texts: first, router }: StudioProps) {
  const spoken = useStore(language);
  const person = useSession();
  const uid = person?.uid;
  const texts = useLatestTexts(first);
  const attested = useMemo(() => appCheck(config), [config]);
  const service = useMemo(() => {
    const options = { url: config.url || location.origin, auth: signIn.auth, getAppCheckToken: attested, language: spoken };
    return { rushes: new StudioRushes(options, () => void signIn.lost()), config };
  }, [config, signIn, spoken, attested]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: nothing of one person is left for the next
  const queries = useMemo(createQueries, [uid]);
  if (person === undefined) return null; // what stands in the page already goes on standing
  return (
    <I18nProvider locale={spoken}>
      <TextsContext value={texts}>
        <SignInContext value={signIn}>
          <ServiceContext value={service}>
            <QueryClientProvider client={queries}>
              <RouterProvider router={router} InnerWrap={AriaLinks} />
            </QueryClientProvider>
          </ServiceContext>
        </SignInContext>
      </TextsContext>
    </I18nProvider>
  );
}

/** Links of React Aria go through the router, too. */
function AriaLinks({ children }: { children: ReactNode }) {
  const router = useRouter();
  return <AriaRouter navigate={(href) => router.navigate({ href })}>{children}</AriaRouter>;
}

function useLatestTexts(first: Texts): Texts {
  const spoken = useStore(language);
  const [texts, setTexts] = useState(first);
  useEffect(() => {
    let wanted = true;
    void loadTexts(spoken).then((loaded) => {
      if (!wanted) return;
      setTexts(loaded);
      document.documentElement.lang = spoken;
    });
    return () => {
      wanted = false;
    };
  }, [spoken]);
  return texts;
}
