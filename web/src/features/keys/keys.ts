import { useQuery } from '@tanstack/react-query';
import type { AnswerOf, Model, ProviderKey } from 'rushes';
import { useChange } from '@/platform/change';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { tell } from '@/ui/toasts';

export type Provider = ProviderKey['provider'];

/** Whose keys can be brought along; a key of a project says so where it belongs to several. */
export const PROVIDERS: readonly { id: Provider; takesProject: boolean }[] = [
  { id: 'gemini-api', takesProject: false },
  { id: 'openai-videos', takesProject: true },
];

export function useProviderKeys() {
  const rushes = useRushes();
  return useQuery({ queryKey: keys.providerKeys, queryFn: ({ signal }) => rushes.providerKeys.list({ signal }) });
}

export function useAgentKeys() {
  const rushes = useRushes();
  return useQuery({ queryKey: keys.agentKeys, queryFn: ({ signal }) => rushes.agentKeys.list({ signal }) });
}

/** The names of the models that a key for this provider serves. */
export function useServed(provider: Provider): string[] {
  const rushes = useRushes();
  const { data } = useQuery({ queryKey: keys.models, queryFn: ({ signal }) => rushes.catalog.models({ signal }) });
  const offered = ({ surface, own_key, availability }: Model) =>
    surface === provider && own_key && !['retired', 'disabled'].includes(availability);
  return data?.models.filter(offered).map(({ name }) => name) ?? [];
}

type Known = ProviderKey[];

/** What the provider says of a key, told as a notice. */
export function useVerify() {
  const rushes = useRushes();
  const { keys: texts } = useTexts();
  return useChange({
    ask: (provider: Provider) => rushes.providerKeys.verify(provider),
    done: ({ result }: AnswerOf<'POST /account/keys/{provider}/verify'>) =>
      tell(result === 'valid' ? 'good' : 'bad', texts.own.results[result]),
    stale: [keys.providerKeys],
  });
}

export function useSwitch() {
  const rushes = useRushes();
  return useChange({
    ask: ({ provider, active }: { provider: Provider; active: boolean }) =>
      active ? rushes.providerKeys.activate(provider) : rushes.providerKeys.deactivate(provider),
    at: ({ provider, active }) => [
      [keys.providerKeys, (known: Known) => known.map((key) => (key.provider === provider ? { ...key, active } : key))],
    ],
    stale: [keys.providerKeys],
  });
}

export function useDelete() {
  const rushes = useRushes();
  const { keys: texts } = useTexts();
  return useChange({
    ask: (provider: Provider) => rushes.providerKeys.delete(provider),
    at: (provider) => [[keys.providerKeys, (known: Known) => known.filter((key) => key.provider !== provider)]],
    done: (answer) => tell('good', answer?.serving_jobs ? texts.own.deletedLater(answer.serving_jobs) : texts.own.deleted),
    stale: [keys.providerKeys],
  });
}

export interface NewKey {
  provider: Provider;
  key: string;
  project: string | null;
  replaces: boolean;
}

export function useKeep(shown: (error: unknown) => boolean, done: (key: ProviderKey, given: NewKey) => void) {
  const rushes = useRushes();
  const { mutate: verify } = useVerify();
  return useChange({
    ask: ({ provider, replaces, ...key }: NewKey) =>
      replaces ? rushes.providerKeys.replace(provider, key) : rushes.providerKeys.create({ ...key, provider }),
    shown,
    done: (key, given) => {
      done(key, given);
      verify(given.provider);
    },
    stale: [keys.providerKeys],
  });
}
