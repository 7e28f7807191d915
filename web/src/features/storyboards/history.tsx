import { useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import type { Storyboard } from 'rushes';
import { useChange } from '@/platform/change';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { Badge, Skeleton } from '@/ui/notes';
import { tell } from '@/ui/toasts';
import css from './board.module.css';
import { contentOf, type Difference, differences } from './content';
import { keys, useShown } from './queries';
import type { BoardSession } from './session';
import { useWords } from './values';

/** The versions that are kept: what is otherwise since each of them, and the way back to it. */
export function History({ session, onClose }: { session: BoardSession; onClose: () => void }) {
  const { storyboards } = useTexts();
  const texts = storyboards.history;
  const { moment, span } = useFormats();
  const rushes = useRushes();
  const { board } = useShown(session);
  const [chosen, setChosen] = useState<number | null>(null);
  const versions = useQuery({
    queryKey: keys.versions(board.id, board.version),
    queryFn: ({ signal }) => rushes.storyboards.versions(board.id, { signal }),
  });
  const restore = useChange<number, Storyboard>({
    ask: (version) => rushes.storyboards.restoreVersion(board.id, version, { expected_version: board.version }),
    done: (told, version) => {
      session.heard(told);
      tell('good', texts.restored(version));
      onClose();
    },
  });
  return (
    <Dialog
      title={texts.title}
      isOpen
      onClose={onClose}
      wide
      actions={
        chosen !== null && chosen !== board.version ? (
          <Button
            look="main"
            icon={<RotateCcw aria-hidden />}
            onPress={() => restore.mutate(chosen)}
            isPending={restore.isPending}
          >
            {texts.restore}
          </Button>
        ) : null
      }
    >
      {versions.error ? <ErrorNote error={versions.error} onRetry={() => versions.refetch()} /> : null}
      {versions.isPending ? <Skeleton count={4} /> : null}
      <div className={css.history}>
        <ul className={css.versions}>
          {versions.data?.versions.map(({ version, updated_at, scene_count, seconds }) => (
            <li key={version}>
              <Button look="quiet" aria-pressed={chosen === version} onPress={() => setChosen(version)}>
                <span className={css.version}>
                  <span>{version === board.version ? texts.now : texts.version(version)}</span>
                  <span className={css.hint}>{moment(updated_at)}</span>
                  <span className={css.hint}>
                    {storyboards.scenes(scene_count)} · {span(seconds)}
                  </span>
                </span>
              </Button>
            </li>
          ))}
        </ul>
        {chosen === null ? (
          <p className={css.hint}>{texts.choose}</p>
        ) : (
          <Changes key={chosen} session={session} version={chosen} />
        )}
      </div>
    </Dialog>
  );
}

function Changes({ session, version }: { session: BoardSession; version: number }) {
  const { storyboards } = useTexts();
  const texts = storyboards.history;
  const rushes = useRushes();
  const { board, content } = useShown(session);
  const read = useQuery({
    queryKey: keys.version(board.id, version),
    queryFn: ({ signal }) => rushes.storyboards.version(board.id, version, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const before = read.data ? contentOf(read.data) : content;
  const words = useWords(content, before);
  if (read.error) return <ErrorNote error={read.error} onRetry={() => read.refetch()} />;
  if (!read.data) return <Skeleton count={3} />;
  const found = differences(before, content);
  const by = new Map<string | null, Difference[]>();
  for (const each of found) by.set(each.scene, [...(by.get(each.scene) ?? []), each]);
  return (
    <section className={css.changes} aria-label={texts.changes}>
      <h3>{texts.changes}</h3>
      {found.length === 0 ? <p className={css.hint}>{texts.same}</p> : null}
      {[...by].map(([scene, all]) => (
        <div key={scene ?? texts.all} className={css.clash}>
          <h4 dir="auto">{scene === null ? texts.all : words.scene(scene)}</h4>
          {all.map(({ field, before: was, after: is }) =>
            field === null ? (
              <p key="whole">
                <Badge kind={is ? 'good' : 'bad'}>{is ? texts.added : texts.removed}</Badge>
              </p>
            ) : field === 'order' ? (
              <p key="order">{texts.moved}</p>
            ) : (
              <div key={field} className={css.sides}>
                <div>
                  <p className={css.hint}>{`${words.field(field)}, ${texts.was}`}</p>
                  <p dir="auto">{words.value(was, field)}</p>
                </div>
                <div>
                  <p className={css.hint}>{`${words.field(field)}, ${texts.is}`}</p>
                  <p dir="auto">{words.value(is, field)}</p>
                </div>
              </div>
            ),
          )}
        </div>
      ))}
    </section>
  );
}
