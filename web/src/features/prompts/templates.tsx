import { useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { PromptTemplate } from 'rushes';
import { useChange } from '@/platform/change';
import { useRushes } from '@/platform/service';
import { useStore } from '@/platform/store';
import { language, useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { Skeleton } from '@/ui/notes';
import { tell } from '@/ui/toasts';
import css from './prompts.module.css';
import { type Settings, settingsOf } from './settings';
import { useSummary } from './settings-fields';

const KEY = ['prompts', 'templates'] as const;

interface TemplatesProps {
  value: Settings;
  onUse: (chosen: Settings) => void;
  onClose: () => void;
}

/** Settings under a name: to keep, to take again, to forget. */
export function Templates({ value, onUse, onClose }: TemplatesProps) {
  const { prompts: texts } = useTexts();
  const rushes = useRushes();
  const spoken = useStore(language);
  const [name, setName] = useState('');
  const asked = useQuery({ queryKey: KEY, queryFn: ({ signal }) => rushes.prompts.templates({ signal }) });
  const keep = useChange({
    ask: (as: string) => rushes.prompts.createTemplate({ name: as, config: value }),
    done: (kept) => {
      setName('');
      tell('good', texts.templates.saved(kept.name));
    },
    stale: [KEY],
  });
  const forget = useChange({
    ask: ({ id }: PromptTemplate) => rushes.prompts.deleteTemplate(id),
    at: ({ id }) => [[KEY, (known: PromptTemplate[]) => known.filter((each) => each.id !== id)]],
    done: (_, { name: gone }) => tell('good', texts.templates.removed(gone)),
    stale: [KEY],
  });
  const take = ({ name: of, config }: PromptTemplate) => {
    onUse({ ...settingsOf(config, spoken), instructions: config.instructions || value.instructions });
    tell('good', texts.templates.used(of));
    onClose();
  };
  return (
    <Dialog title={texts.templates.title} isOpen onClose={onClose}>
      {asked.error ? <ErrorNote error={asked.error} onRetry={() => asked.refetch()} /> : null}
      {asked.isPending ? <Skeleton count={3} /> : null}
      {asked.data?.length === 0 ? <p className={css.quiet}>{texts.templates.none}</p> : null}
      <ul className={css.templates}>
        {asked.data?.map((template) => (
          <li key={template.id}>
            <Template template={template} spoken={settingsOf(template.config, spoken)} onUse={() => take(template)} />
            <IconButton
              label={texts.templates.remove(template.name)}
              icon={<Trash2 aria-hidden />}
              onPress={() => forget.mutate(template)}
            />
          </li>
        ))}
      </ul>
      <form
        className={css.keep}
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation(); // of React's tree: the form of the prompt is not sent with it
          if (name.trim()) keep.mutate(name.trim());
        }}
      >
        <TextInput label={texts.templates.name} value={name} onChange={setName} maxLength={100} />
        <Button type="submit" isPending={keep.isPending} isDisabled={!name.trim()}>
          {texts.templates.save}
        </Button>
      </form>
    </Dialog>
  );
}

function Template({ template, spoken, onUse }: { template: PromptTemplate; spoken: Settings; onUse: () => void }) {
  const { prompts: texts } = useTexts();
  const summary = useSummary(spoken);
  return (
    <Button aria-label={texts.templates.use(template.name)} onPress={onUse}>
      <span className={css.template}>
        <bdi>{template.name}</bdi>
        <span className={css.quiet}>{summary}</span>
      </span>
    </Button>
  );
}
