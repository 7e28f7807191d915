import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { isRushesError, type Rushes } from 'rushes';
import { fieldErrors } from '@/platform/field-errors';
import { useOnline } from '@/platform/online';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { Skeleton } from '@/ui/notes';
import { tell } from '@/ui/toasts';
import { SHOWN } from './asking';
import css from './operators.module.css';
import { LONGEST, SHORTEST, usePurpose } from './purpose';

/** What an act would touch: asked for before it can be done, and again whenever `about` changes. */
export interface Preview<P> {
  about: readonly unknown[];
  ask: (rushes: Rushes, reason: string) => Promise<P>;
  show: (found: P) => ReactNode;
  /** Nothing would be touched: then there is nothing to do. */
  isEmpty?: (found: P) => boolean;
}

export interface ActProps<A, P> {
  title: string;
  /** What it does, in a sentence. */
  text?: ReactNode;
  /** What its button says. */
  action: string;
  dangerous?: boolean;
  wide?: boolean;
  onClose: () => void;
  /** Fields beside the reason, told what is wrong with each. */
  children?: ((problems: Readonly<Record<string, string>>) => ReactNode) | undefined;
  /** Whether its fields hold what is needed. */
  isReady?: boolean;
  preview?: Preview<P> | undefined;
  /** Does it; `found` is what the preview showed. */
  run: (rushes: Rushes, reason: string, found: P | undefined) => Promise<A>;
  /** What is said once it is done; without it nothing is. */
  said?: (answer: A) => string;
  done?: (answer: A) => void;
}

/** Every act of an operator: says what it does and would touch, asks for the reason, and tells why it was refused. */
export function ActDialog<A, P = undefined>(props: ActProps<A, P>) {
  const { title, text, action, dangerous, wide, onClose, children, isReady = true, preview, run, said, done } = props;
  const { common, operators } = useTexts();
  const texts = operators.act;
  const rushes = useRushes();
  const queries = useQueryClient();
  const online = useOnline();
  const purpose = usePurpose();
  const [reason, setReason] = useState(purpose);
  const form = useId();
  const found = useQuery({
    queryKey: ['operators-preview', title, ...(preview?.about ?? [])],
    queryFn: () => preview?.ask(rushes, purpose) ?? null,
    enabled: preview !== undefined && online,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  });
  const seen = preview ? (found.data ?? undefined) : undefined;
  const act = useMutation({
    mutationFn: () => run(rushes, reason.trim(), seen as P | undefined),
    onSuccess: (answer) => {
      if (said) tell('good', said(answer));
      onClose();
      done?.(answer);
    },
    onSettled: (_answer, error) => {
      // refused because of how something stands: that is not what is shown here
      if (!error || (isRushesError(error) && error.status === 409)) {
        void queries.invalidateQueries({ queryKey: SHOWN }).then(keepFocus);
      }
    },
  });
  const wrong = fieldErrors(act.error);
  const looked = !preview || (found.isSuccess && !found.isFetching && !(seen && preview.isEmpty?.(seen as P)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (online && looked && isReady && reason.trim().length >= SHORTEST && !act.isPending) act.mutate();
  };
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      wide={Boolean(wide)}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button
            type="submit"
            form={form}
            look={dangerous ? 'danger' : 'main'}
            isPending={act.isPending}
            isDisabled={!online || !looked}
          >
            {action}
          </Button>
        </>
      }
    >
      <form id={form} className={css.form} onSubmit={submit} onKeyDown={once}>
        {text ? <div>{text}</div> : null}
        {children?.(wrong)}
        {preview ? (
          <section className={css.preview} aria-label={texts.preview} aria-live="polite" aria-busy={found.isFetching}>
            <h3>{texts.preview}</h3>
            {found.error ? (
              <ErrorNote error={found.error} onRetry={() => found.refetch()} />
            ) : seen === undefined || found.isFetching ? (
              <Skeleton count={2} />
            ) : (
              preview.show(seen as P)
            )}
          </section>
        ) : null}
        <TextInput
          label={texts.reason}
          hint={texts.reasonHint}
          value={reason}
          onChange={setReason}
          minLength={SHORTEST}
          maxLength={LONGEST}
          error={wrong.reason}
          isRequired
          autoFocus
        />
        {act.error && !Object.keys(wrong).length ? <ErrorNote error={act.error} /> : null}
        {online ? null : <p className={css.small}>{texts.offline}</p>}
      </form>
    </Dialog>
  );
}

/** An Enter that is still held from before it opened does nothing. */
function once(event: KeyboardEvent): void {
  if (event.key === 'Enter' && event.repeat) event.preventDefault();
}

/** Where what opened it is gone, focus would be nowhere: it comes to what is chosen beside it, else to the view. */
function keepFocus(): void {
  const look = () => {
    if (document.activeElement !== document.body) return;
    const place = document.querySelector<HTMLElement>('[data-key][aria-current]') ?? document.getElementById('main');
    place?.focus({ preventScroll: true });
  };
  requestAnimationFrame(() => requestAnimationFrame(look));
}
