import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isRushesError, type SceneSelection, type ShootAccepted } from 'rushes';
import { useAccount } from '@/features/account/account';
import { isLost } from '@/features/videos/making/order';
import { put, take } from '@/features/videos/making/tab';
import { useChange } from '@/platform/change';
import { keys as names } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, ButtonLink } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Skeleton } from '@/ui/notes';
import { Segments } from '@/ui/segments';
import { tell } from '@/ui/toasts';
import css from './board.module.css';
import { newId } from './content';
import { isToShoot, lineOf, type SceneFacts } from './facts';
import { keys, useShown } from './queries';
import type { BoardSession } from './session';

type Which = 'stale' | 'all' | 'chosen';
type Scenes = NonNullable<SceneSelection['scenes']>;

interface ShootProps {
  session: BoardSession;
  facts: ReadonlyMap<string, SceneFacts>;
  /** These alone, where it was asked of them. */
  chosen: readonly string[];
  onClose: () => void;
}

/** Which scenes are to be shot, what each of them costs, and the order itself: all of them are charged, or none. */
export function Shoot({ session, facts, chosen, onClose }: ShootProps) {
  const { storyboards, common } = useTexts();
  const texts = storyboards.shoot;
  const { number } = useFormats();
  const rushes = useRushes();
  const account = useAccount();
  const { board, content, state } = useShown(session);
  const left = content.scenes.filter(({ id }) => isToShoot(facts.get(id) as SceneFacts));
  const [which, setWhich] = useState<Which>(chosen.length ? 'chosen' : left.length ? 'stale' : 'all');
  const scenes: Scenes = which === 'chosen' ? [...chosen] : which;
  const nothing = which === 'stale' && left.length === 0;
  const saved = state === 'saved';
  const quote = useQuery({
    queryKey: keys.quote(board.id, board.version, scenes),
    queryFn: ({ signal }) => rushes.storyboards.quote(board.id, { scenes }, { signal }),
    enabled: saved && !nothing && content.scenes.length > 0,
    staleTime: 0,
  });
  const slot = `shoot.${board.id}`;
  const about = JSON.stringify([board.version, scenes]);
  const [lost, setLost] = useState(false);
  const shoot = useChange<void, ShootAccepted>({
    ask: async () => {
      const open = take<{ key: string; about: string }>(slot);
      const key = open?.about === about ? open.key : newId();
      put(slot, { key, about }); // the same order once more is the same one, whatever became of its answer
      try {
        const told = await rushes.storyboards.shoot(board.id, { scenes }, { idempotencyKey: key });
        put(slot, null);
        return told;
      } catch (error) {
        setLost(isLost(error));
        if (!isLost(error)) put(slot, null);
        throw error;
      }
    },
    done: ({ videos, storyboard }) => {
      tell('good', texts.begun(videos.length));
      if (storyboard) session.heard(storyboard);
      onClose();
    },
    stale: [names.account, ['videos', 'list'], ['storyboards', 'one']],
  });
  const total = quote.data?.credits;
  const after = total === undefined || !account.data ? null : account.data.balance - total;
  const lines = new Map(content.scenes.map((scene) => [scene.id, lineOf(scene)]));
  const places = new Map(content.scenes.map((scene, at) => [scene.id, at + 1]));
  const choices: { id: Which; name: string; refused?: string }[] = [
    { id: 'stale', name: texts.stale(left.length), ...(left.length ? {} : { refused: texts.nothing }) },
    { id: 'all', name: texts.all(content.scenes.length) },
    ...(chosen.length ? [{ id: 'chosen' as const, name: texts.chosen(chosen.length) }] : []),
  ];
  const wrong = isRushesError(quote.error) ? `${quote.error.message} ${quote.error.suggestedAction}` : null;
  const at = isRushesError(quote.error) ? places.get(String((quote.error.details as { scene_id?: string }).scene_id)) : undefined;
  return (
    <Dialog
      title={texts.title}
      isOpen
      onClose={onClose}
      wide
      actions={
        <>
          {after !== null && after < 0 ? <ButtonLink href="/studio/account/credits">{texts.credits}</ButtonLink> : null}
          <Button
            look="main"
            isDisabled={total === undefined || nothing || !saved || (after !== null && after < 0)}
            isPending={shoot.isPending}
            onPress={() => shoot.mutate()}
          >
            {lost ? texts.again : total ? texts.buy(total) : texts.free}
          </Button>
        </>
      }
    >
      <Segments label={texts.which} choices={choices} value={which} onChange={setWhich} />
      {saved ? null : <p className={css.hint}>{texts.notSaved}</p>}
      {lost ? (
        <p className={css.wrong} role="alert">
          {texts.lost}
        </p>
      ) : null}
      {wrong ? (
        <p className={css.wrong} role="alert">
          {at ? `${storyboards.list.scene(at)}: ` : ''}
          {wrong}
        </p>
      ) : null}
      {quote.isFetching && !quote.data ? <Skeleton count={3} /> : null}
      {quote.data && !nothing ? (
        <dl className={css.items}>
          {quote.data.items.map(({ scene_id, what, credits, notice }) => (
            <div key={scene_id}>
              <dt>
                <span className={css.number}>{places.get(scene_id)}</span>
                <span dir="auto">{lines.get(scene_id)}</span>
                <span className={css.hint}>{notice ?? what}</span>
              </dt>
              <dd>{number(credits)}</dd>
            </div>
          ))}
          <div className={css.total}>
            <dt>{texts.total}</dt>
            <dd>{common.credits(quote.data.credits)}</dd>
          </div>
          {after === null ? null : (
            <div>
              <dt>{after < 0 ? texts.missing : texts.left}</dt>
              <dd>{number(Math.abs(after))}</dd>
            </div>
          )}
        </dl>
      ) : null}
    </Dialog>
  );
}
