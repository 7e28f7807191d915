import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, FileText, PenLine, RotateCcw, Sparkles } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useAccount } from '@/features/account/account';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useShortcut } from '@/platform/shortcuts';
import { useStore } from '@/platform/store';
import { language, useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { Segments } from '@/ui/segments';
import { tell } from '@/ui/toasts';
import css from './prompts.module.css';
import { useVariantChanges } from './queries';
import { keepChoice, lastChoice, MOST_TEXT, type Settings, usual } from './settings';
import { Instructions, StyleFields, useSummary } from './settings-fields';
import { Suggestions } from './suggestions';

const Templates = lazy(async () => ({ default: (await import('./templates')).Templates }));

/** What was begun for a picture and not sent: it is there again when its panel opens anew. */
const begun = new Map<string, { wishes: string; own: string }>();

interface WritingFormProps {
  imageId: string;
  /** There is room for a wish also while the settings are closed. */
  wide: boolean;
  open: boolean;
  onOpen: (open: boolean) => void;
}

/** A new prompt: written from the picture, or a text of one's own. It sticks to the foot of the panel. */
export function WritingForm({ imageId, wide, open, onOpen }: WritingFormProps) {
  const { common, prompts: texts } = useTexts();
  const rushes = useRushes();
  const queries = useQueryClient();
  const spoken = useStore(language);
  const limit = useAccount().data?.limits.prompts_per_minute;
  const { put } = useVariantChanges(imageId);
  const [how, setHow] = useState<'written' | 'own'>('written');
  const [suggesting, setSuggesting] = useState(false);
  const [templates, setTemplates] = useState(false);
  const [settings, setSettings] = useState(() => ({ ...lastChoice(spoken), instructions: begun.get(imageId)?.wishes ?? '' }));
  const [own, setOwn] = useState(begun.get(imageId)?.own ?? '');
  const summary = useSummary(settings);
  const place = useRef<HTMLFormElement>(null);
  const changed = (chosen: Settings) => {
    setSettings(chosen);
    keepChoice(chosen);
    begun.set(imageId, { wishes: chosen.instructions, own });
  };
  const changedOwn = (text: string) => {
    setOwn(text);
    begun.set(imageId, { wishes: settings.instructions, own: text });
  };
  const after = () => {
    for (const queryKey of [keys.image(imageId), ['prompts', 'library'], ['prompts', 'styles']]) {
      void queries.invalidateQueries({ queryKey });
    }
  };

  const write = useMutation({
    mutationFn: async (count: number) => {
      let done = 0;
      try {
        // one after the other: they are all written into the same picture
        for (; done < count; done += 1) put(await rushes.prompts.create({ image_id: imageId, config: settings }));
      } catch (error) {
        if (done) tell('told', texts.form.some(done, count));
        throw error;
      } finally {
        if (done) after();
      }
    },
  });
  const draft = useMutation({
    mutationFn: (text: string) => rushes.prompts.draft({ image_id: imageId, prompt_text: text, language: settings.language }),
    onSuccess: (prompt) => {
      put(prompt);
      changedOwn('');
      after();
      tell('good', texts.form.drafted);
    },
  });
  const asked = how === 'own' ? draft : write;
  const field = () => {
    onOpen(true);
    requestAnimationFrame(() => place.current?.querySelector('textarea')?.focus());
  };
  useShortcut('n', texts.keys.write, () => (how === 'own' ? field() : write.mutate(1)));
  const settled = (
    <button type="button" className={css.summary} onClick={() => onOpen(true)} aria-label={texts.form.settingsOf(summary)}>
      {how === 'own' ? texts.form.own : summary}
    </button>
  );

  return (
    <form
      ref={place}
      aria-label={texts.form.label}
      className={`${css.form} ${open ? css.opened : ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (how === 'written') write.mutate(1);
        else if (own.trim()) draft.mutate(own);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
      }}
    >
      <div className={css.formhead}>
        {open || wide ? (
          <Segments
            label={texts.form.how}
            hiddenLabel
            choices={[
              { id: 'written', name: texts.form.written },
              { id: 'own', name: texts.form.own },
            ]}
            value={how}
            onChange={setHow}
          />
        ) : (
          settled
        )}
        <span className={css.far}>
          {open && how === 'written' ? (
            <IconButton
              small
              label={texts.form.reset}
              icon={<RotateCcw aria-hidden />}
              onPress={() => changed({ ...usual(spoken), instructions: settings.instructions })}
            />
          ) : null}
          <IconButton
            small
            label={texts.form.settings}
            aria-expanded={open}
            icon={open ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
            onPress={() => onOpen(!open)}
          />
        </span>
      </div>
      {asked.error ? <ErrorNote error={asked.error} /> : null}
      <div className={css.formbody}>
        {!open && !wide ? null : how === 'own' ? (
          <TextInput
            label={texts.form.draftLabel}
            hiddenLabel={!open}
            lines={open ? 6 : 3}
            value={own}
            onChange={changedOwn}
            maxLength={MOST_TEXT}
            counted
            left={common.left}
          />
        ) : (
          <Instructions value={settings} onChange={changed} lines={open ? 3 : 1} hiddenLabel={!open} />
        )}
        {open ? (
          <>
            {how === 'own' ? null : (
              <div className={css.row}>
                <Button
                  small
                  icon={<Sparkles aria-hidden />}
                  aria-expanded={suggesting}
                  onPress={() => setSuggesting(!suggesting)}
                >
                  {texts.suggest.action}
                </Button>
                <Button small icon={<FileText aria-hidden />} onPress={() => setTemplates(true)}>
                  {texts.templates.title}
                </Button>
              </div>
            )}
            {suggesting && how === 'written' ? <Suggestions imageId={imageId} value={settings} onChange={changed} /> : null}
            {how === 'own' ? (
              <Segments
                label={texts.form.language}
                choices={[
                  { id: 'en', name: common.language.en },
                  { id: 'de', name: common.language.de },
                ]}
                value={settings.language}
                onChange={(chosen) => changed({ ...settings, language: chosen })}
              />
            ) : (
              <StyleFields value={settings} onChange={changed} />
            )}
          </>
        ) : wide && how === 'written' ? (
          settled
        ) : null}
      </div>
      <div className={css.row}>
        {how === 'own' ? (
          <Button type="submit" look="main" icon={<PenLine aria-hidden />} isPending={draft.isPending} isDisabled={!own.trim()}>
            {texts.form.draft}
          </Button>
        ) : (
          <>
            <Button type="submit" look="main" icon={<PenLine aria-hidden />} isPending={write.isPending}>
              {texts.form.write}
            </Button>
            <Button onPress={() => write.mutate(3)} isDisabled={write.isPending}>
              {texts.form.three}
            </Button>
          </>
        )}
        <span className={css.cost}>
          {texts.form.cost} {limit && how === 'written' ? texts.form.limit(limit) : null}
        </span>
      </div>
      <Suspense>{templates ? <Templates value={settings} onUse={changed} onClose={() => setTemplates(false)} /> : null}</Suspense>
    </form>
  );
}
