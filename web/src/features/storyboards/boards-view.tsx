import { useNavigate } from '@tanstack/react-router';
import { BookOpen, Copy, Download, FileUp, MoreHorizontal, Plus, Trash2 } from 'lucide-react';
import { FileTrigger } from 'react-aria-components';
import type { StoryboardSummary } from 'rushes';
import { useShortcut } from '@/platform/shortcuts';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, ButtonLink, IconButton } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { Menu } from '@/ui/menu';
import { More } from '@/ui/more';
import { Empty, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import css from './boards.module.css';
import { useExport, useImport } from './files';
import { useBoards, useDeleteBoard, useNewBoard } from './queries';

/** All storyboards, and the ways to another one. */
export function BoardsView() {
  const { storyboards: texts } = useTexts();
  const navigate = useNavigate();
  const list = useBoards();
  const open = (id: string) => void navigate({ to: '/studio/storyboards/$boardId', params: { boardId: id } });
  const { make, copy } = useNewBoard(({ id }) => open(id));
  const bring = useImport(([id, ...more]) => id && !more.length && open(id));
  const remove = useDeleteBoard();
  useShortcut('n', texts.make, () => make.mutate());
  const begin = (look: 'main' | 'plain', words: string) => (
    <Button look={look} icon={<Plus aria-hidden />} onPress={() => make.mutate()} isPending={make.isPending}>
      {words}
    </Button>
  );
  return (
    <Room
      title={texts.title}
      actions={
        <>
          <FileTrigger
            acceptedFileTypes={['application/json', '.json']}
            onSelect={(files) => files?.[0] && bring.mutate(files[0])}
          >
            <Button icon={<FileUp aria-hidden />} isPending={bring.isPending}>
              {texts.import}
            </Button>
          </FileTrigger>
          {begin('main', texts.make)}
        </>
      }
    >
      {list.error && !list.boards ? <ErrorNote error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.isPending ? <Skeleton shape="card" count={6} /> : null}
      {list.boards?.length === 0 ? (
        <Empty icon={<BookOpen />} title={texts.none.title} action={begin('main', texts.none.action)}>
          {texts.none.text}
        </Empty>
      ) : null}
      {list.boards?.length ? (
        <ul className={css.boards} aria-label={texts.title}>
          {list.boards.map((board) => (
            <Card key={board.id} board={board} onCopy={() => copy.mutate(board.id)} onDelete={() => remove.mutate(board.id)} />
          ))}
        </ul>
      ) : null}
      <More
        more={Boolean(list.hasNextPage)}
        loading={list.isFetchingNextPage}
        failed={list.isFetchNextPageError}
        load={() => void list.fetchNextPage()}
      />
    </Room>
  );
}

function Card({ board, onCopy, onDelete }: { board: StoryboardSummary; onCopy: () => void; onDelete: () => void }) {
  const { storyboards: texts, common } = useTexts();
  const { ago, span } = useFormats();
  const save = useExport();
  const { id, name } = board;
  return (
    <li className={css.board}>
      <BookOpen aria-hidden className={css.icon} />
      <div className={css.about}>
        <h2 dir="auto">{name}</h2>
        <p className={css.facts}>
          <span>{texts.scenes(board.scene_count)}</span>
          <span>{span(board.seconds)}</span>
          <time dateTime={board.updated_at}>{texts.changed(ago(board.updated_at))}</time>
        </p>
      </div>
      <div className={css.acts}>
        <ButtonLink small href={`/studio/storyboards/${id}`}>
          {texts.open}
          <span className={css.unseen}>{`: ${name}`}</span>
        </ButtonLink>
        <Menu
          label={texts.actionsOf(name)}
          trigger={<IconButton small label={texts.actionsOf(name)} icon={<MoreHorizontal aria-hidden />} />}
          actions={[
            { id: 'copy', name: texts.duplicate, icon: <Copy />, act: onCopy },
            { id: 'export', name: texts.export, icon: <Download />, act: () => save.mutate({ id, name }) },
            null,
            { id: 'delete', name: common.delete, icon: <Trash2 />, act: onDelete, dangerous: true },
          ]}
        />
      </div>
    </li>
  );
}
