import { useQuery } from '@tanstack/react-query';
import { ScanSearch } from 'lucide-react';
import { useState } from 'react';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { Badge, Skeleton } from '@/ui/notes';
import { Part } from '../detail';
import css from '../operators.module.css';
import { usePurpose } from '../purpose';

/** What must always hold, proven over this user's data alone, on demand. */
export function Proof({ id }: { id: string }) {
  const texts = useTexts().operators.person;
  const { number } = useFormats();
  const rushes = useRushes();
  const reason = usePurpose();
  const [asked, setAsked] = useState(false);
  const proof = useQuery({
    queryKey: ['operators-proof', id],
    queryFn: ({ signal }) =>
      rushes.request('GET /admin/users/{user_id}/reconcile', { path: { user_id: id }, query: { reason }, signal }),
    enabled: asked,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const checked = Object.values(proof.data?.invariants ?? {}).reduce((sum, each) => sum + each.checked, 0);
  return (
    <Part
      title={texts.proof}
      actions={
        <Button
          small
          icon={<ScanSearch aria-hidden />}
          isPending={proof.isFetching}
          onPress={() => (asked ? void proof.refetch() : setAsked(true))}
        >
          {texts.prove}
        </Button>
      }
    >
      <div aria-live="polite" className={css.form}>
        {proof.data ? (
          <>
            <p>
              {proof.data.breaches ? (
                <Badge kind="bad">{texts.breaches(proof.data.breaches)}</Badge>
              ) : (
                <Badge kind="good">{texts.allHolds}</Badge>
              )}{' '}
              {texts.checked(number(checked))} {proof.data.complete ? '' : texts.incomplete}
            </p>
            {proof.data.first.length ? (
              <ul className={css.lines}>
                {proof.data.first.map((each) => (
                  <li key={`${each.kind} ${each.path}`}>
                    <span>{each.words}</span>
                    <span className={css.small}>
                      <code>{each.path}</code> · {texts.expected} {each.expected ?? '–'} · {texts.found} {each.found ?? '–'}
                    </span>
                  </li>
                ))}
              </ul>
            ) : null}
          </>
        ) : proof.error ? (
          <ErrorNote error={proof.error} onRetry={() => proof.refetch()} />
        ) : proof.isFetching ? (
          <Skeleton count={2} />
        ) : (
          <p className={css.small}>{texts.proofHint}</p>
        )}
      </div>
    </Part>
  );
}
