import { Check, CircleAlert, CloudOff, GitMerge, LoaderCircle, Pencil } from 'lucide-react';
import { isRushesError } from 'rushes';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import css from './board.module.css';
import { problemsOf, useShown } from './queries';
import type { BoardSession, SaveState } from './session';

const ICONS = {
  saved: Check,
  dirty: Pencil,
  saving: LoaderCircle,
  waiting: CloudOff,
  refused: CircleAlert,
  conflict: GitMerge,
  gone: CircleAlert,
} satisfies Record<SaveState, unknown>;

/** Whether what stands here is kept; what stands against it, in words. */
export function Saving({ session, onConflict }: { session: BoardSession; onConflict: () => void }) {
  const { storyboards: texts } = useTexts();
  const { state, error } = useShown(session);
  const Icon = ICONS[state];
  const [first] = problemsOf(error);
  const why = state === 'refused' ? (first ? `${first.path}: ${first.problem}` : isRushesError(error) ? error.message : '') : '';
  return (
    <span className={css.saving} data-state={state}>
      <Icon aria-hidden size={16} />
      <span role="status">
        {texts.save[state]}
        {why ? ` (${why})` : ''}
      </span>
      {state === 'conflict' ? (
        <Button small onPress={onConflict}>
          {texts.conflict.look}
        </Button>
      ) : null}
    </span>
  );
}
