import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import {
  ArrowLeft,
  Ban,
  Clapperboard,
  Copy,
  Download,
  Film,
  History as HistoryIcon,
  MoreHorizontal,
  Play,
  Redo2,
  SlidersHorizontal,
  Trash2,
  Undo2,
} from 'lucide-react';
import { lazy, Suspense, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { isRushesError } from 'rushes';
import { NotFound } from '@/app/not-found';
import { useModels } from '@/features/videos/making/models';
import { useChange } from '@/platform/change';
import { LAYER, useClosing } from '@/platform/layer';
import { keys as names } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useShortcut, useToldKeys } from '@/platform/shortcuts';
import { useWide } from '@/platform/width';
import { useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import { Drawer, SidePanel } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { Menu } from '@/ui/menu';
import { Empty, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { tell } from '@/ui/toasts';
import { AddScene } from './add-scene';
import css from './board.module.css';
import { BoardPanel } from './board-panel';
import { newId, reordered, type Scene } from './content';
import { costOf, factsOf, lineOf } from './facts';
import { useExport } from './files';
import { isOver, keys, useBoard, useDeleteBoard, useNewBoard, useSceneClips, useShown } from './queries';
import { Saving } from './saving';
import { SceneList } from './scene-list';
import { ScenePanel, ScenePrompt } from './scene-panel';
import type { BoardSession } from './session';
import { Summary } from './summary';

const Shoot = lazy(async () => ({ default: (await import('./shoot')).Shoot }));
const Conflict = lazy(async () => ({ default: (await import('./conflict')).Conflict }));
const History = lazy(async () => ({ default: (await import('./history')).History }));
const Reel = lazy(async () => ({ default: (await import('./reel')).Reel }));

export const MOST_SCENES = 50;

/** A storyboard, to be written, shot and made into a film. */
export function BoardView() {
  const { boardId } = useParams({ from: '/studio/storyboards/$boardId' });
  const asked = useBoard(boardId);
  if (asked.error && !asked.data) {
    return isRushesError(asked.error, 'NOT_FOUND') ? (
      <NotFound />
    ) : (
      <ErrorNote error={asked.error} onRetry={() => asked.refetch()} />
    );
  }
  if (!asked.session) return <Skeleton shape="card" count={6} />;
  return <Editor key={boardId} session={asked.session} />;
}

type Dialogs = 'shoot' | 'conflict' | 'history' | 'reel';

function Editor({ session }: { session: BoardSession }) {
  const { storyboards: texts, common } = useTexts();
  const { board, content, canUndo, canRedo, state } = useShown(session);
  const { scene: current, show } = useSearch({ from: '/studio/storyboards/$boardId' });
  const navigate = useNavigate();
  const closing = useClosing();
  const rushes = useRushes();
  const queries = useQueryClient();
  const wide = useWide(1100);
  const models = useModels();
  const clips = useSceneClips(board);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<Dialogs | null>(null);
  const [meant, setMeant] = useState<readonly string[]>([]); // which scenes are to be shot
  const list = models.data?.models ?? [];
  const model = list.find(({ id }) => id === content.model);
  const facts = useMemo(() => factsOf(board, content, clips, model), [board, content, clips, model]);
  const drawn = useDeferredValue(useMemo(() => ({ scenes: content.scenes, facts }), [content.scenes, facts])); // what is typed goes first
  const here = { to: '/studio/storyboards/$boardId', params: { boardId: board.id }, resetScroll: false } as const;
  const beside = current !== undefined || show !== undefined;
  const open = (scene: string) =>
    void navigate({ ...here, search: { scene }, ...(beside ? { replace: true, state: true } : { state: LAYER }) });
  const about = () =>
    void navigate({ ...here, search: { show: 'look' }, ...(beside ? { replace: true, state: true } : { state: LAYER }) });
  const close = () => closing(() => void navigate({ ...here, search: {}, replace: true }));
  const toList = () => void navigate({ to: '/studio/storyboards' });
  const { copy } = useNewBoard(({ id }) => void navigate({ to: '/studio/storyboards/$boardId', params: { boardId: id } }));
  const save = useExport();
  const remove = useDeleteBoard(toList);
  const cancel = useChange<void, { cancelled: string[] }>({
    ask: () => rushes.storyboards.cancel(board.id),
    done: ({ cancelled }) => {
      tell('good', texts.shoot.cancelled(cancelled.length));
      void queries.invalidateQueries({ queryKey: keys.one(board.id) });
    },
    stale: [names.account],
  });

  // what a listener heard of the end of a video is told in full by the storyboard itself
  const ended = board.scenes.some(
    ({ video }) => video?.state && !isOver(video.state) && isOver(clips.get(video.id)?.state ?? video.state),
  );
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: keys.one(board.id) });
  }, [ended, board.id, queries]);
  useEffect(() => {
    if (state === 'conflict') setDialog('conflict');
  }, [state]);

  const scene = content.scenes.find(({ id }) => id === current);
  const fact = scene && facts.get(scene.id);
  const full = content.scenes.length >= MOST_SCENES;
  const add = (scenes: readonly Scene[]) => {
    const room = scenes.slice(0, Math.max(0, MOST_SCENES - content.scenes.length));
    if (room.length < scenes.length) tell('bad', texts.list.full(MOST_SCENES));
    if (!room.length) return;
    session.edit((now) => {
      const at = current ? now.scenes.findIndex(({ id }) => id === current) + 1 : now.scenes.length;
      return {
        ...now,
        scenes: [...now.scenes.slice(0, at || now.scenes.length), ...room, ...now.scenes.slice(at || now.scenes.length)],
      };
    });
    if (room.length === 1 && room[0]) open(room[0].id);
  };
  const acts = {
    open,
    duplicate: (ids: readonly string[]) => {
      if (content.scenes.length + ids.length > MOST_SCENES) return tell('bad', texts.list.full(MOST_SCENES));
      session.edit((now) => ({
        ...now,
        scenes: now.scenes.flatMap((each) => (ids.includes(each.id) ? [each, { ...each, id: newId() }] : [each])),
      }));
    },
    remove: (ids: readonly string[]) => {
      session.edit((now) => ({ ...now, scenes: now.scenes.filter(({ id }) => !ids.includes(id)) }));
      if (current && ids.includes(current)) close();
      setSelected(new Set());
      tell('good', texts.list.removed(ids.length), { action: { name: common.undo, act: () => session.undo() } });
    },
    move: (ids: readonly string[], target: string, where: string) =>
      session.edit((now) => ({ ...now, scenes: reordered(now.scenes, ids, target, where) })),
  };
  const shoot = (ids: readonly string[]) => {
    setMeant(ids);
    session.flush();
    setDialog('shoot');
  };
  const go = (by: -1 | 1) => {
    const next = fact && content.scenes[fact.place + by];
    if (next) open(next.id);
  };
  const focused = () => document.activeElement?.closest('[role="row"][data-key]')?.getAttribute('data-key');
  const chosen = () => (selected.size ? [...selected] : [focused()].filter((id): id is string => Boolean(id)));
  useShortcut('Delete', texts.keys.remove, () => chosen().length && acts.remove(chosen()));
  useShortcut('d', texts.keys.duplicate, () => chosen().length && acts.duplicate(chosen()));
  useUndoKeys(session);
  useToldKeys(
    useMemo(
      () => [
        { key: 'Ctrl+Z', label: texts.keys.undo },
        { key: 'Ctrl+Shift+Z', label: texts.keys.redo },
      ],
      [texts],
    ),
  );

  const shot = content.scenes.filter(({ id }) => ['completed', 'stale'].includes(facts.get(id)?.state ?? ''));
  const going = [...facts.values()].some((each) => each.state === 'going');
  const panel =
    scene && fact ? { title: lineOf(scene) || texts.list.scene(fact.place + 1) } : show ? { title: texts.board.open } : null;
  const prompt = scene ? (
    <ScenePrompt
      session={session}
      scene={scene}
      onOwn={(own_text) =>
        session.edit((now) => ({
          ...now,
          scenes: now.scenes.map((each) => (each.id === scene.id ? { ...each, own_text } : each)),
        }))
      }
    />
  ) : null;
  const inside =
    scene && fact ? (
      <ScenePanel
        key={scene.id}
        session={session}
        scene={scene}
        fact={fact}
        model={model}
        onGo={go}
        onShoot={() => shoot([scene.id])}
      />
    ) : (
      <BoardPanel session={session} models={list} />
    );
  return (
    <Room
      title={content.name}
      above={<IconButton label={texts.toList} icon={<ArrowLeft aria-hidden />} onPress={toList} />}
      actions={
        <>
          <Saving session={session} onConflict={() => setDialog('conflict')} />
          <IconButton label={texts.undo} icon={<Undo2 aria-hidden />} isDisabled={!canUndo} onPress={() => session.undo()} />
          <IconButton label={texts.redo} icon={<Redo2 aria-hidden />} isDisabled={!canRedo} onPress={() => session.redo()} />
          <Button icon={<SlidersHorizontal aria-hidden />} onPress={about}>
            {texts.board.open}
          </Button>
          <Menu
            label={texts.actionsOf(content.name)}
            trigger={<IconButton label={texts.actionsOf(content.name)} icon={<MoreHorizontal aria-hidden />} />}
            actions={[
              { id: 'history', name: texts.history.action, icon: <HistoryIcon />, act: () => setDialog('history') },
              {
                id: 'copy',
                name: texts.duplicate,
                icon: <Copy />,
                act: () => void session.rest().then(() => copy.mutate(board.id)),
              },
              {
                id: 'export',
                name: texts.export,
                icon: <Download />,
                act: () => void session.rest().then(() => save.mutate({ id: board.id, name: content.name })),
              },
              ...(going ? [{ id: 'cancel', name: texts.shoot.cancel, icon: <Ban />, act: () => cancel.mutate() }] : []),
              null,
              { id: 'delete', name: common.delete, icon: <Trash2 />, act: () => remove.mutate(board.id), dangerous: true },
            ]}
          />
        </>
      }
      beside={
        panel && wide ? (
          <SidePanel title={panel.title} isOpen onClose={close} foot={prompt}>
            {inside}
          </SidePanel>
        ) : null
      }
    >
      <Summary facts={facts} content={content} cost={costOf(facts)}>
        <Button
          look="main"
          icon={<Clapperboard aria-hidden />}
          isDisabled={!content.scenes.length || state === 'gone'}
          onPress={() => shoot([])}
        >
          {texts.shoot.action}
        </Button>
        <Button icon={<Play aria-hidden />} isDisabled={!shot.length} onPress={() => setDialog('reel')}>
          {texts.reel.action}
        </Button>
        <Button
          icon={<Film aria-hidden />}
          isDisabled={!shot.length}
          onPress={() => void navigate({ to: '/studio/films/new', search: { storyboard: board.id } })}
        >
          {texts.film}
        </Button>
      </Summary>
      {selected.size ? (
        <section className={css.bulk} aria-label={texts.list.selected}>
          <strong aria-live="polite">{common.selected(selected.size)}</strong>
          <Button small icon={<Clapperboard aria-hidden />} onPress={() => shoot([...selected])}>
            {texts.shoot.action}
          </Button>
          <Button small icon={<Copy aria-hidden />} onPress={() => acts.duplicate([...selected])}>
            {texts.list.duplicate}
          </Button>
          <Button small icon={<Trash2 aria-hidden />} onPress={() => acts.remove([...selected])}>
            {texts.list.remove}
          </Button>
          <Button small look="quiet" onPress={() => setSelected(new Set())}>
            {texts.list.selectNone}
          </Button>
        </section>
      ) : null}
      {content.scenes.length ? (
        <SceneList
          scenes={drawn.scenes}
          facts={drawn.facts}
          current={current}
          selected={selected}
          onSelect={setSelected}
          acts={acts}
          full={full}
        />
      ) : (
        <Empty icon={<Clapperboard />} title={texts.list.none}>
          {texts.list.noneHint}
        </Empty>
      )}
      <AddScene language={content.language} model={model} room={MOST_SCENES - content.scenes.length} onAdd={add} />
      {panel && !wide ? (
        <Drawer title={panel.title} isOpen onClose={close}>
          {inside}
          {prompt}
        </Drawer>
      ) : null}
      <Suspense>
        {dialog === 'shoot' ? <Shoot session={session} facts={facts} chosen={meant} onClose={() => setDialog(null)} /> : null}
        {dialog === 'conflict' && state === 'conflict' ? <Conflict session={session} onClose={() => setDialog(null)} /> : null}
        {dialog === 'history' ? <History session={session} onClose={() => setDialog(null)} /> : null}
        {dialog === 'reel' ? (
          <Reel
            scenes={shot.map((each) => ({
              id: each.id,
              name: lineOf(each) || texts.list.scene((facts.get(each.id)?.place ?? 0) + 1),
              video: facts.get(each.id)?.video?.id ?? '',
            }))}
            missing={content.scenes.length - shot.length}
            onClose={() => setDialog(null)}
          />
        ) : null}
      </Suspense>
    </Room>
  );
}

/** In a field the browser's own undoing is meant. */
function useUndoKeys(session: BoardSession): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
      if (event.target instanceof Element && event.target.closest('input, textarea, [contenteditable]')) return;
      event.preventDefault();
      if (event.shiftKey) session.redo();
      else session.undo();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [session]);
}
