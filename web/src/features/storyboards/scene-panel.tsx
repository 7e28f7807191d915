import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, Clapperboard, Film, PenLine } from 'lucide-react';
import type { Model } from 'rushes';
import { type Group, useStyles } from '@/features/prompts/queries';
import { PictureField } from '@/features/videos/making/picture-field';
import { Way } from '@/features/videos/way';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, ButtonLink, IconButton } from '@/ui/button';
import { Menu } from '@/ui/menu';
import { Badge } from '@/ui/notes';
import { Segments } from '@/ui/segments';
import { Select } from '@/ui/select';
import { Toggle } from '@/ui/toggles';
import css from './board.module.css';
import { type Content, type Scene, WORDS } from './content';
import type { SceneFacts } from './facts';
import { marked } from './marked';
import { OwnText } from './own-text';
import { keys, problemsOf, useShown } from './queries';
import type { BoardSession } from './session';
import { WhatChanged } from './what-changed';

const STYLES: Partial<Record<(typeof WORDS)[number], Group>> = { camera: 'camera_style', light: 'lighting', mood: 'mood' };
const LONG = new Set(['action', 'dialogue', 'subject']);
const FADES = ['0.3', '0.5', '1', '1.5', '2'] as const;

interface ScenePanelProps {
  session: BoardSession;
  scene: Scene;
  fact: SceneFacts;
  model: Model | undefined;
  onGo: (by: -1 | 1) => void;
  onShoot: () => void;
}

/** All of one scene: what is seen, said and heard, how it begins and ends, and how far its video is. */
export function ScenePanel({ session, scene, fact, model, onGo, onShoot }: ScenePanelProps) {
  const { storyboards, making } = useTexts();
  const texts = storyboards.scene;
  const { span } = useFormats();
  const { content, error } = useShown(session);
  const { place } = fact;
  const last = place === content.scenes.length - 1;
  const set = (change: Partial<Scene>, what?: string) =>
    session.edit(
      (now) => ({ ...now, scenes: now.scenes.map((each) => (each.id === scene.id ? { ...each, ...change } : each)) }),
      what && `${scene.id} ${what}`,
    );
  const wrong = (field: string) => problemsOf(error).find(({ path }) => path === `scenes[${place}].${field}`)?.problem;
  const text = (field: (typeof WORDS)[number] | 'title' | 'own_text', most: number, more: object = {}) => (
    <OwnText
      key={`${scene.id} ${field}`}
      label={texts[field]}
      value={scene[field]}
      onCommit={(now) => set({ [field]: now }, field)}
      maxLength={most}
      error={wrong(field)}
      {...more}
    />
  );
  const lengths = (model?.seconds ?? [scene.duration]).map((each) => ({ id: String(each), name: making.second(each) }));
  return (
    <div className={css.panel}>
      <div className={css.row}>
        <IconButton
          small
          label={texts.previous}
          icon={<ChevronUp aria-hidden />}
          isDisabled={place === 0}
          onPress={() => onGo(-1)}
        />
        <IconButton small label={texts.next} icon={<ChevronDown aria-hidden />} isDisabled={last} onPress={() => onGo(1)} />
        <span className={css.far}>
          <Button small icon={<Clapperboard aria-hidden />} onPress={onShoot} isDisabled={fact.state === 'going'}>
            {fact.state === 'none' ? storyboards.video.shoot : storyboards.video.again}
          </Button>
        </span>
      </div>
      <Video fact={fact} />
      {fact.state === 'stale' && fact.video ? <WhatChanged session={session} scene={scene} videoId={fact.video.id} /> : null}
      {text('title', 120, { hint: texts.titleHint })}
      {scene.own_text ? (
        <>
          {text('own_text', 4000, { lines: 8, hint: texts.ownTextHint })}
          <span>
            <Button small onPress={() => set({ own_text: '' })}>
              {texts.ownTextDrop}
            </Button>
          </span>
        </>
      ) : (
        WORDS.map((field) => (
          <div key={field} className={STYLES[field] ? css.withStyles : undefined}>
            {text(field, 1000, LONG.has(field) ? { lines: 2 } : {})}
            {STYLES[field] ? <Styles group={STYLES[field]} label={texts[field]} onTake={(id) => set({ [field]: id })} /> : null}
          </div>
        ))
      )}
      {content.character ? (
        <Toggle isSelected={scene.with_character} onChange={(with_character) => set({ with_character })}>
          {content.character.name ? texts.with_character(content.character.name) : texts.withCharacter}
        </Toggle>
      ) : null}
      {lengths.length > 4 ? (
        <Select
          label={texts.duration}
          choices={lengths}
          value={String(scene.duration)}
          onChange={(id) => set({ duration: Number(id) as Scene['duration'] })}
          error={wrong('duration')}
        />
      ) : (
        <Segments
          label={texts.duration}
          choices={lengths}
          value={String(scene.duration)}
          onChange={(id) => set({ duration: Number(id) as Scene['duration'] })}
        />
      )}
      <PictureField
        label={texts.first_frame}
        hint={texts.firstFrameHint}
        chosen={scene.first_frame ? [scene.first_frame] : []}
        most={1}
        onChange={([id]) => set({ first_frame: id ?? null })}
        error={wrong('first_frame')}
      />
      <Toggle
        isSelected={scene.continue_from_previous}
        isDisabled={place === 0 && !scene.continue_from_previous}
        onChange={(continue_from_previous) => set({ continue_from_previous })}
        hint={place === 0 ? texts.continuesFirst : scene.first_frame ? texts.continuesFrame : texts.continuesHint}
      >
        {texts.continue_from_previous}
      </Toggle>
      <PictureField
        label={texts.references}
        hint={texts.referencesHint}
        chosen={scene.references}
        most={3}
        onChange={(references) => set({ references })}
        error={wrong('references')}
      />
      {last ? null : (
        <div className={css.pair}>
          <Segments
            label={texts.transition}
            choices={(['cut', 'crossfade'] as const).map((id) => ({ id, name: texts.transitions[id] }))}
            value={scene.transition}
            onChange={(transition) => set({ transition })}
          />
          {scene.transition === 'crossfade' ? (
            <Select
              label={texts.crossfade_seconds}
              choices={[...new Set([...FADES, String(scene.crossfade_seconds)])]
                .sort()
                .map((id) => ({ id, name: span(Number(id)) }))}
              value={String(scene.crossfade_seconds)}
              onChange={(id) => set({ crossfade_seconds: Number(id) })}
            />
          ) : null}
        </div>
      )}
    </div>
  );
}

function Styles({ group, label, onTake }: { group: Group; label: string; onTake: (id: string) => void }) {
  const { storyboards } = useTexts();
  const styles = useStyles();
  const actions = styles.of(group).map(({ id, name }) => ({ id, name, act: () => onTake(id) }));
  const named = `${storyboards.scene.styles}: ${label}`;
  return <Menu label={named} trigger={<IconButton small label={named} icon={<ChevronDown aria-hidden />} />} actions={actions} />;
}

function Video({ fact }: { fact: SceneFacts }) {
  const { storyboards: texts } = useTexts();
  const { state, video, clip } = fact;
  if (!video) return null;
  const message = clip?.message ?? clip?.error?.message;
  return (
    <div className={css.video}>
      {state === 'going' && clip ? <Way clip={clip} /> : <Badge kind={KINDS[state]}>{texts.state[state]}</Badge>}
      {state === 'failed' && message ? <p className={css.hint}>{message}</p> : null}
      <ButtonLink small look="quiet" icon={<Film aria-hidden />} href={`/studio/videos/${video.id}`}>
        {texts.video.see}
      </ButtonLink>
    </div>
  );
}

const KINDS = { none: 'told', going: 'accent', completed: 'good', stale: 'warn', failed: 'bad', cancelled: 'told' } as const;

interface PromptProps {
  session: BoardSession;
  scene: Scene;
  onOwn: (text: string) => void;
}

/** What the model will read of a scene, with somebody's own words marked in it. */
export function ScenePrompt({ session, scene, onOwn }: PromptProps) {
  const { storyboards } = useTexts();
  const texts = storyboards.prompt;
  const rushes = useRushes();
  const styles = useStyles();
  const { board, content, state } = useShown(session);
  const saved = board.scenes.some(({ id }) => id === scene.id);
  const asked = useQuery({
    queryKey: keys.prompt(board.id, scene.id, board.version),
    queryFn: ({ signal }) => rushes.storyboards.scenePrompt(board.id, scene.id, { signal }),
    enabled: saved,
    placeholderData: (before) => (before?.scene_id === scene.id ? before : undefined),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const told = asked.data;
  const own = told?.own ? [] : ownWords(scene, content, (group, id) => styles.name(group, id));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long one scrolls, by keys too
    <section className={css.prompt} aria-label={texts.title} aria-busy={state !== 'saved' || asked.isFetching} tabIndex={0}>
      <div className={css.row}>
        <h3>{texts.title}</h3>
        {told && !told.own ? (
          <span className={css.far}>
            <Button small look="quiet" icon={<PenLine aria-hidden />} onPress={() => onOwn(told.prompt)}>
              {storyboards.scene.ownTextUse}
            </Button>
          </span>
        ) : null}
      </div>
      {told ? (
        <p className={css.composed} dir="auto" lang={content.language}>
          {marked(told.prompt, own).map(({ text, mine, at }) =>
            mine ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
          )}
        </p>
      ) : null}
      <p className={css.hint}>
        {!told || state !== 'saved' ? texts.updating : told.own ? texts.all : texts.own}{' '}
        {told?.left_out.length ? texts.leftOut(told.left_out.map((each) => nameOf(each, storyboards)).join(', ')) : ''}{' '}
        {told?.shortened ? texts.shortened : ''}
      </p>
    </section>
  );
}

function nameOf(part: string, { scene, board, character }: ReturnType<typeof useTexts>['storyboards']): string {
  const names: Record<string, string> = { ...board.of, ...character, ...scene } as never;
  return typeof names[part] === 'string' ? names[part] : part;
}

/** What somebody said themselves, as it may stand in the prompt. */
function ownWords(scene: Scene, { character }: Content, style: (group: Group, id: string) => string): string[] {
  const said = WORDS.flatMap((field) => {
    const group = STYLES[field];
    return group && scene[field] ? [scene[field], style(group, scene[field])] : [scene[field]];
  });
  const who =
    scene.with_character && character ? [character.name, character.age, character.look, character.clothing, character.voice] : [];
  return [...said, ...who].map((each) => each.trim().replace(/[.;,: ]+$/, '')).filter((each) => each.length > 1);
}
