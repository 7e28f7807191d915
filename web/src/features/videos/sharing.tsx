import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link2, Link2Off, Lock } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Share, ShareRequest } from 'rushes';
import { useChange } from '@/platform/change';
import { copyText } from '@/platform/clipboard';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { CopyButton } from '@/ui/copy-button';
import { Confirm, Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { Badge, Skeleton } from '@/ui/notes';
import { Select } from '@/ui/select';
import { tell } from '@/ui/toasts';
import { Toggle } from '@/ui/toggles';
import css from './video.module.css';

const SHORTEST = 6; // letters of a password
const ENDS = ['1', '7', '30', '365', 'never'] as const;

/** All links, page by page. */
export function useShares() {
  const rushes = useRushes();
  return useInfiniteQuery({
    queryKey: keys.shares,
    queryFn: ({ pageParam, signal }) =>
      rushes.shares.list({ limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }).page(),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export interface Shareable {
  kind: ShareRequest['kind'];
  id: string;
  name: string | null;
}

/** The links to one video or film: made, copied, ended. */
export function Sharing({ work }: { work: Shareable }) {
  const { videos } = useTexts();
  const [making, setMaking] = useState(false);
  const shares = useShares();
  const mine = shares.data?.pages.flatMap(({ items }) => items).filter(({ id, open }) => id === work.id && open) ?? [];
  return (
    <section className={css.box}>
      <div className={css.title}>
        <h2>{videos.shares.title}</h2>
        <Button icon={<Link2 aria-hidden />} onPress={() => setMaking(true)}>
          {videos.shares.make}
        </Button>
      </div>
      {shares.error ? <ErrorNote error={shares.error} onRetry={() => shares.refetch()} /> : null}
      {shares.isPending ? <Skeleton count={1} /> : null}
      {shares.data && !mine.length ? <p className={css.hint}>{videos.shares.none}</p> : null}
      <ul className={css.lines}>
        {mine.map((share) => (
          <ShareLine key={share.token} share={share} />
        ))}
      </ul>
      {making ? <NewShare work={work} onClose={() => setMaking(false)} /> : null}
    </section>
  );
}

/** A link: its address, until when, how often it was opened, and its end. */
export function ShareLine({ share, of }: { share: Share; of?: string }) {
  const { videos } = useTexts();
  const { date } = useFormats();
  const rushes = useRushes();
  const [asks, setAsks] = useState(false);
  const visits = useQuery({
    queryKey: keys.share(share.token),
    queryFn: ({ signal }) => rushes.shares.get(share.token, { days: 90 }, { signal }),
    staleTime: 60_000,
  });
  const queries = useQueryClient();
  const revoke = useChange<void, Share>({
    ask: () => rushes.shares.revoke(share.token),
    done: () => {
      tell('good', videos.shares.revoked);
      void queries.invalidateQueries({ queryKey: keys.shares });
    },
  });
  const sum = (name: 'views' | 'plays' | 'ends') => visits.data?.days.reduce((all, day) => all + day[name], 0) ?? 0;
  return (
    <li className={css.share}>
      <div className={css.lines}>
        {of || share.title ? <strong dir="auto">{of ?? share.title}</strong> : null}
        <a href={share.url} target="_blank" rel="noreferrer" className={css.address}>
          {share.url}
        </a>
        <p className={css.marks}>
          {share.open ? null : <Badge>{share.revoked_at ? videos.shares.isRevoked : videos.shares.isOver}</Badge>}
          {share.protected ? (
            <Badge>
              <Lock aria-hidden size={12} /> {videos.shares.protected}
            </Badge>
          ) : null}
          {share.download ? <Badge>{videos.shares.downloadable}</Badge> : null}
          <span className={css.hint}>{share.ends_at ? videos.shares.until(date(share.ends_at)) : videos.shares.forever}</span>
          <span className={css.hint}>{visits.data ? videos.shares.visits(sum('views'), sum('plays'), sum('ends')) : ''}</span>
        </p>
      </div>
      {share.open ? (
        <div className={css.row}>
          <CopyButton small text={share.url} done={videos.shares.copied} />
          <Button small icon={<Link2Off aria-hidden />} onPress={() => setAsks(true)}>
            {videos.shares.revoke}
          </Button>
        </div>
      ) : null}
      <Confirm
        title={videos.shares.revokeTitle}
        text={videos.shares.revokeText}
        action={videos.shares.revoke}
        isOpen={asks}
        final
        onClose={() => setAsks(false)}
        onConfirm={() => revoke.mutateAsync().catch(() => undefined)}
      />
    </li>
  );
}

function NewShare({ work, onClose }: { work: Shareable; onClose: () => void }) {
  const { videos } = useTexts();
  const rushes = useRushes();
  const [title, setTitle] = useState(work.name ?? '');
  const [name, setName] = useState('');
  const [ends, setEnds] = useState<(typeof ENDS)[number]>('30');
  const [password, setPassword] = useState('');
  const [download, setDownload] = useState(false);
  const make = useChange<ShareRequest, { share: Share }>({
    ask: (share) => rushes.shares.create(share),
    done: async ({ share }) => {
      onClose();
      const copied = await copyText(share.url);
      tell('good', copied ? videos.shares.madeAndCopied : videos.shares.made);
    },
    stale: [keys.shares],
  });
  const short = password.length > 0 && password.length < SHORTEST;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (short || make.isPending) return;
    make.mutate({
      kind: work.kind,
      id: work.id,
      title: title.trim(),
      name: name.trim(),
      download,
      ...(ends === 'never' ? {} : { expires_in_days: Number(ends) }),
      ...(password ? { password } : {}),
    });
  };
  return (
    <Dialog
      title={videos.shares.make}
      isOpen
      onClose={onClose}
      actions={
        <Button look="main" type="submit" form="new-share" isPending={make.isPending} isDisabled={short}>
          {videos.shares.create}
        </Button>
      }
    >
      <form id="new-share" className={css.form} onSubmit={send}>
        <p className={css.hint}>{videos.shares.hint}</p>
        <TextInput label={videos.shares.titleField} value={title} onChange={setTitle} maxLength={120} />
        <TextInput label={videos.shares.nameField} hint={videos.shares.nameHint} value={name} onChange={setName} maxLength={60} />
        <Select
          label={videos.shares.endField}
          choices={ENDS.map((id) => ({ id, name: videos.shares.ends[id] }))}
          value={ends}
          onChange={setEnds}
        />
        <TextInput
          label={videos.shares.passwordField}
          hint={videos.shares.passwordHint}
          error={short ? videos.shares.passwordShort(SHORTEST) : null}
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          maxLength={128}
        />
        <Toggle isSelected={download} onChange={setDownload} hint={videos.shares.downloadHint}>
          {videos.shares.downloadField}
        </Toggle>
      </form>
    </Dialog>
  );
}
