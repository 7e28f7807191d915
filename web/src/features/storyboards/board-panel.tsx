import { UserRound, UserRoundX } from 'lucide-react';
import type { Model } from 'rushes';
import { fitted } from '@/features/videos/making/combinations';
import { isOffered } from '@/features/videos/making/models';
import { PictureField } from '@/features/videos/making/picture-field';
import { useStore } from '@/platform/store';
import { language, useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { CopyButton } from '@/ui/copy-button';
import { Segments } from '@/ui/segments';
import { Select } from '@/ui/select';
import { tell } from '@/ui/toasts';
import { Toggle } from '@/ui/toggles';
import css from './board.module.css';
import { type Character, type Content, nearest, type Scene } from './content';
import { OwnText } from './own-text';
import { problemsOf, usePresets, useShown } from './queries';
import type { BoardSession } from './session';

const NONE = 'none';
const PARTS = ['camera', 'light', 'style', 'mood', 'sound'] as const;
const TEXTS = ['age', 'look', 'clothing', 'voice'] as const;

/** What holds for all scenes: name, look, model, and who is seen again and again. */
export function BoardPanel({ session, models }: { session: BoardSession; models: readonly Model[] }) {
  const { storyboards, making } = useTexts();
  const texts = storyboards.board;
  const { content, error } = useShown(session);
  const spoken = useStore(language);
  const presets = usePresets();
  const model = models.find(({ id }) => id === content.model);
  const set = (change: Partial<Content>, what?: string) => session.edit((now) => ({ ...now, ...change }), what);
  const wrong = (path: string) => problemsOf(error).find((each) => each.path === path)?.problem;
  const preset = presets.data?.presets.find(({ id }) => id === content.preset);
  const take = (id: string) => {
    const next = models.find((each) => each.id === id);
    if (!next) return;
    const { scenes, changed } = withModel(content.scenes, next);
    set({ model: id, scenes, ...shapeOf(next, content) });
    if (changed) tell('told', texts.fitted(changed));
  };
  const offered = models.filter((each) => isOffered(each) || each.id === content.model);
  return (
    <div className={css.panel}>
      <OwnText
        label={texts.name}
        value={content.name}
        onCommit={(name) => name.trim() && set({ name }, 'name')}
        maxLength={120}
        error={wrong('name')}
      />
      <Select
        label={texts.preset}
        choices={[
          { id: NONE, name: texts.noPreset },
          ...(presets.data?.presets.map(({ id, name }) => ({ id: id as string, name: name[spoken] })) ?? []),
        ]}
        value={content.preset ?? NONE}
        onChange={(id) => set({ preset: id === NONE ? null : id })}
      />
      {preset ? (
        <dl className={css.preset} aria-label={texts.presetShows}>
          {PARTS.map((part) => (
            <div key={part}>
              <dt>{texts.of[part]}</dt>
              <dd>{preset[part][spoken]}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      <Who session={session} character={content.character} wrong={wrong} />
      <Segments
        label={texts.language}
        choices={(['en', 'de'] as const).map((id) => ({ id, name: texts.languages[id] }))}
        value={content.language}
        onChange={(to) => set({ language: to })}
      />
      <Select
        label={texts.model}
        choices={offered.map(({ id, name }) => ({ id, name }))}
        value={content.model}
        onChange={take}
        error={wrong('model')}
      />
      {model ? (
        <>
          <Segments
            label={texts.aspect}
            choices={model.aspect_ratios.map((id) => ({ id, name: making.shapes[id] }))}
            value={content.aspect_ratio}
            onChange={(aspect_ratio) => set({ aspect_ratio })}
          />
          <Segments
            label={texts.resolution}
            choices={model.resolutions.map((id) => ({ id, name: id }))}
            value={content.resolution}
            onChange={(resolution) => set({ resolution })}
          />
          <Toggle isSelected={content.audio} isDisabled={model.audio !== 'toggle'} onChange={(audio) => set({ audio })}>
            {texts.audio}
          </Toggle>
        </>
      ) : null}
      <OwnText
        label={texts.negative}
        value={content.negative_prompt}
        onCommit={(negative_prompt) => set({ negative_prompt }, 'negative')}
        maxLength={2048}
        lines={2}
        error={wrong('negative_prompt')}
      />
    </div>
  );
}

/** Lengths as the model can make them. */
function withModel(scenes: readonly Scene[], model: Model): { scenes: readonly Scene[]; changed: number } {
  let changed = 0;
  const next = scenes.map((scene) => {
    if (model.seconds.includes(scene.duration)) return scene;
    changed += 1;
    return { ...scene, duration: nearest(scene.duration, model.seconds) as Scene['duration'] };
  });
  return { scenes: changed ? next : scenes, changed };
}

function shapeOf(model: Model, content: Content): Pick<Content, 'aspect_ratio' | 'resolution' | 'audio'> {
  const { aspect_ratio, resolution, audio } = content;
  const none = {
    first_frame: false,
    last_frame: false,
    references: 0,
    task: null,
    negative_prompt: false,
    seed: false,
    letters: 0,
  };
  const chosen = fitted({ ...model, rules: [] }, { ...none, aspect_ratio, resolution, audio, seconds: model.seconds[0] ?? 8 });
  return { aspect_ratio: chosen.aspect_ratio, resolution: chosen.resolution, audio: chosen.audio };
}

interface WhoProps {
  session: BoardSession;
  character: Character | null;
  wrong: (path: string) => string | undefined;
}

function Who({ session, character, wrong }: WhoProps) {
  const { storyboards } = useTexts();
  const texts = storyboards.character;
  const put = (next: Character | null) => session.edit((now) => ({ ...now, character: next }));
  if (!character) {
    const begun = { tag: '', name: texts.title, age: '', look: '', clothing: '', voice: '', references: [] };
    return (
      <section className={css.who} aria-label={texts.title}>
        <h3>{texts.title}</h3>
        <p className={css.hint}>{texts.none}</p>
        <span>
          <Button small icon={<UserRound aria-hidden />} onPress={() => put(begun)}>
            {texts.add}
          </Button>
        </span>
      </section>
    );
  }
  const set = (change: Partial<Character>, what: string) =>
    session.edit((now) => ({ ...now, character: now.character && { ...now.character, ...change } }), `character ${what}`);
  return (
    <section className={css.who} aria-label={texts.title}>
      <h3>{texts.title}</h3>
      <OwnText
        label={texts.name}
        value={character.name}
        onCommit={(name) => name.trim() && set({ name }, 'name')}
        maxLength={60}
        error={wrong('character.name')}
      />
      {TEXTS.map((field) => (
        <OwnText
          key={field}
          label={texts[field]}
          value={character[field]}
          onCommit={(text) => set({ [field]: text }, field)}
          maxLength={1000}
          error={wrong(`character.${field}`)}
          {...(field === 'look' ? { lines: 2 } : {})}
        />
      ))}
      <PictureField
        label={texts.references}
        hint={texts.referencesHint}
        chosen={character.references}
        most={3}
        onChange={(references) => set({ references }, 'references')}
        error={wrong('character.references')}
      />
      <div className={css.tag}>
        <span className={css.hint}>{texts.tag}</span>
        <code>{character.tag || texts.tagComes}</code>
        {character.tag ? <CopyButton small plain look="quiet" text={character.tag} /> : null}
      </div>
      <p className={css.hint}>{texts.tagHint}</p>
      <span>
        <Button small look="quiet" icon={<UserRoundX aria-hidden />} onPress={() => put(null)}>
          {texts.remove}
        </Button>
      </span>
    </section>
  );
}
