import { Copy, GripVertical, ImageIcon, Link2, MoreHorizontal, Trash2 } from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import { DropIndicator, GridList, GridListItem, type Selection, useDragAndDrop } from 'react-aria-components';
import { useThumbnail } from '@/features/images/thumbnails';
import { usePosterOf } from '@/features/videos/queries';
import { Way } from '@/features/videos/way';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { IconButton } from '@/ui/button';
import { Menu } from '@/ui/menu';
import { Badge } from '@/ui/notes';
import { Checkbox } from '@/ui/toggles';
import css from './board.module.css';
import type { Scene } from './content';
import { lineOf, type SceneFacts } from './facts';

export interface SceneActs {
  open: (id: string) => void;
  duplicate: (ids: readonly string[]) => void;
  remove: (ids: readonly string[]) => void;
  move: (ids: readonly string[], target: string, where: string) => void;
}

interface SceneListProps {
  scenes: readonly Scene[];
  facts: ReadonlyMap<string, SceneFacts>;
  current: string | undefined;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  acts: SceneActs;
  full: boolean;
}

/** The scenes in their order: by arrows from one to the next, by dragging (by touch and keys, too) into another order. */
export function SceneList({ scenes, facts, current, selected, onSelect, acts, full }: SceneListProps) {
  const { storyboards: texts } = useTexts();
  const [dragged, setDragged] = useState(false);
  const { dragAndDropHooks } = useDragAndDrop({
    isDisabled: scenes.length < 2,
    getItems: (keys) =>
      [...keys].map((key) => ({ 'text/plain': lineOf(scenes.find(({ id }) => id === key) as Scene) || texts.list.unwritten })),
    onReorder: ({ keys, target }) => acts.move([...keys].map(String), String(target.key), target.dropPosition),
    onDragStart: () => setDragged(true),
    onDragEnd: () => setDragged(false),
    renderDropIndicator: (target) => <DropIndicator target={target} className={css.drop ?? ''} />,
  });
  const chosen = (keys: Selection) => onSelect(new Set(keys === 'all' ? scenes.map(({ id }) => id) : [...keys].map(String)));
  return (
    <GridList
      aria-label={texts.list.label}
      className={`${css.scenes} ${dragged ? css.still : ''}`}
      items={scenes}
      selectionMode="multiple"
      selectedKeys={selected}
      onSelectionChange={chosen}
      onAction={(key) => acts.open(String(key))}
      dragAndDropHooks={dragAndDropHooks}
      dependencies={[facts, current, texts, full]}
      disallowTypeAhead
    >
      {(scene) => {
        const fact = facts.get(scene.id);
        return (
          <GridListItem
            id={scene.id}
            textValue={`${texts.list.scene((fact?.place ?? 0) + 1)}: ${lineOf(scene) || texts.list.unwritten}`}
            className={`${css.scene} ${scene.id === current ? css.current : ''}`}
          >
            {fact ? (
              <Row scene={scene} place={fact.place} fact={fact} acts={acts} full={full} last={fact.place === scenes.length - 1} />
            ) : null}
          </GridListItem>
        );
      }}
    </GridList>
  );
}

interface RowProps {
  scene: Scene;
  place: number;
  fact: SceneFacts;
  acts: SceneActs;
  full: boolean;
  last: boolean;
}

const Row = memo(
  function Row({ scene, place, fact, acts, full, last }: RowProps) {
    const { storyboards: texts, common } = useTexts();
    const { span } = useFormats();
    const words = lineOf(scene);
    const under = scene.title ? scene.action || scene.subject || scene.dialogue : '';
    return (
      <>
        <span className={css.hold}>
          <IconButton slot="drag" small label={texts.list.move(place + 1)} icon={<GripVertical aria-hidden />} />
          <Checkbox slot="selection" aria-label={common.select}>
            {null}
          </Checkbox>
        </span>
        <Still scene={scene} fact={fact} />
        <div className={css.about}>
          <p className={css.line}>
            <span className={css.number}>{place + 1}</span>
            <span className={words ? css.words : css.unwritten} dir="auto">
              {words || texts.list.unwritten}
            </span>
          </p>
          {under ? (
            <p className={css.under} dir="auto">
              {under}
            </p>
          ) : null}
          <p className={css.facts}>
            <State fact={fact} />
            <span>{span(scene.duration)}</span>
            {fact.price === null ? null : <span>{common.credits(fact.price)}</span>}
            {scene.continue_from_previous && place > 0 ? (
              <span className={css.icons}>
                <Link2 aria-hidden size={14} /> {texts.list.continues}
              </span>
            ) : null}
            {!last && scene.transition === 'crossfade' ? (
              <span>{texts.list.crossfade(span(scene.crossfade_seconds))}</span>
            ) : null}
          </p>
          {fact.missing.length ? <p className={css.wrong}>{texts.scene.missing}</p> : null}
        </div>
        <Menu
          label={texts.list.actions(place + 1)}
          trigger={<IconButton small label={texts.list.actions(place + 1)} icon={<MoreHorizontal aria-hidden />} />}
          actions={[
            {
              id: 'copy',
              name: texts.list.duplicate,
              icon: <Copy />,
              act: () => acts.duplicate([scene.id]),
              refused: full ? texts.list.full(50) : undefined,
            },
            { id: 'remove', name: texts.list.remove, icon: <Trash2 />, act: () => acts.remove([scene.id]), dangerous: true },
          ]}
        />
      </>
    );
  },
  (one, other) =>
    one.scene === other.scene &&
    one.place === other.place &&
    one.full === other.full &&
    one.last === other.last &&
    one.fact.state === other.fact.state &&
    one.fact.clip === other.fact.clip &&
    one.fact.video?.id === other.fact.video?.id &&
    one.fact.price === other.fact.price &&
    one.fact.missing.length === other.fact.missing.length,
);

function State({ fact }: { fact: SceneFacts }): ReactNode {
  const { storyboards: texts } = useTexts();
  const { state, clip } = fact;
  if (state === 'none') return <Badge>{texts.state.none}</Badge>;
  if (state === 'going' && clip) return <Way clip={clip} quiet />;
  const kind = ({ completed: 'good', failed: 'bad', stale: 'warn', going: 'accent' } as const)[state as 'completed'] ?? 'told';
  return <Badge kind={kind}>{texts.state[state]}</Badge>;
}

/** What of it can be seen: its video's still, else its first frame. */
function Still({ scene, fact }: { scene: Scene; fact: SceneFacts }) {
  const done = fact.state === 'completed' || fact.state === 'stale';
  const poster = usePosterOf(fact.video?.id ?? '', done);
  const { address } = useThumbnail(scene.first_frame ?? '', !done && scene.first_frame !== null);
  const source = done ? poster : scene.first_frame ? address : null;
  return (
    <span className={css.still16}>
      {source ? <img src={source} alt="" loading="lazy" crossOrigin="anonymous" /> : <ImageIcon aria-hidden />}
    </span>
  );
}
