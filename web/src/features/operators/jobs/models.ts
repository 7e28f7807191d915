import { useQuery } from '@tanstack/react-query';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';

/** What the catalog calls its models, and whose they are. */
export function useModelNames() {
  const rushes = useRushes();
  const { data } = useQuery({
    queryKey: keys.models,
    queryFn: ({ signal }) => rushes.catalog.models({ signal }),
    staleTime: 600_000,
  });
  const models = data?.models ?? [];
  const surfaces = [...new Set(models.map(({ id }) => id.split('/')[0] ?? id))].sort();
  return {
    choices: models.map(({ id, name }) => ({ id, name })),
    providers: [...surfaces, 'rushes'].map((id) => ({ id, name: id })),
    nameOf: (id: string) => models.find((each) => each.id === id)?.name ?? id,
  };
}
