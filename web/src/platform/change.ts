import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTexts } from '@/texts';
import { tellError } from '@/ui/toasts';

interface Change<Given, Answer> {
  /** Asks the service. */
  ask: (given: Given) => Promise<Answer>;
  /** What stands where, once it is done: shown at once, and taken back where it is refused. */
  at?: (given: Given) => readonly (readonly [QueryKey, (known: never) => unknown])[];
  /** Whether the view itself says why it was refused, beside its fields: then no notice does. */
  shown?: (error: unknown) => boolean;
  done?: (answer: Answer, given: Given) => void;
  /** Asked anew afterwards. */
  stale?: readonly QueryKey[];
}

/** A change that shows before the service has taken it. Refused, it goes back, and a notice says why. */
export function useChange<Given, Answer>({ ask, at, shown, done, stale }: Change<Given, Answer>) {
  const queries = useQueryClient();
  const { common } = useTexts();
  return useMutation({
    mutationFn: ask,
    onMutate: async (given: Given) => {
      const places = at?.(given) ?? [];
      await Promise.all(places.map(([queryKey]) => queries.cancelQueries({ queryKey })));
      const before = places.map(([key]) => [key, queries.getQueryData(key)] as const);
      for (const [key, change] of places) {
        queries.setQueryData(key, (known: unknown) => (known === undefined ? undefined : change(known as never)));
      }
      return { before };
    },
    onError: (error, _given, context) => {
      for (const [key, known] of context?.before ?? []) queries.setQueryData(key, known);
      if (!shown?.(error)) tellError(error, common.error.unexpected);
    },
    onSuccess: (answer, given) => done?.(answer, given),
    onSettled: () => {
      for (const queryKey of stale ?? []) void queries.invalidateQueries({ queryKey });
    },
  });
}
