import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useChange } from '@/platform/change';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { Empty, Skeleton } from '@/ui/notes';
import { tell } from '@/ui/toasts';
import css from './prompts.module.css';
import type { Variant, VariantChanges } from './queries';

/** What a prompt's text was before, and the way back to it. */
export function HistoryDialog({ variant, changes, onClose }: { variant: Variant; changes: VariantChanges; onClose: () => void }) {
  const { prompts: texts } = useTexts();
  const { moment } = useFormats();
  const rushes = useRushes();
  const asked = useQuery({
    queryKey: ['prompts', 'history', variant.id],
    queryFn: ({ signal }) => rushes.prompts.history(variant.id, { signal }),
    staleTime: 0,
  });
  const restore = useChange({
    ask: (version: number) => rushes.prompts.restore(variant.id, { version }),
    done: (prompt) => {
      changes.put(prompt);
      tell('good', texts.history.restored);
      onClose();
    },
    stale: [['prompts', 'history', variant.id]],
  });
  const versions = asked.data?.versions;
  return (
    <Dialog title={texts.history.title} isOpen onClose={onClose}>
      {asked.error ? <ErrorNote error={asked.error} onRetry={() => asked.refetch()} /> : null}
      {asked.isPending ? <Skeleton count={4} /> : null}
      {versions?.length === 0 ? <Empty icon={<History />} title={texts.history.none} /> : null}
      <ol className={css.versions}>
        {versions?.length ? <Version name={texts.history.now} text={variant.prompt_text} language={variant.language} /> : null}
        {versions?.map(({ version, prompt_text: text, replaced_at: at }) => (
          <Version
            key={version}
            name={`${texts.history.version(version)} · ${texts.history.until(moment(at))}`}
            text={text}
            language={variant.language}
            action={
              text === variant.prompt_text ? null : (
                <Button
                  small
                  onPress={() => restore.mutate(version)}
                  isPending={restore.isPending && restore.variables === version}
                >
                  {texts.history.restore}
                </Button>
              )
            }
          />
        ))}
      </ol>
    </Dialog>
  );
}

function Version({ name, text, language, action }: { name: string; text: string; language: string; action?: React.ReactNode }) {
  return (
    <li>
      <div className={css.head}>
        <h3>{name}</h3>
        <span className={css.far}>{action}</span>
      </div>
      <p className={css.text} lang={language} dir="auto">
        {text}
      </p>
    </li>
  );
}
