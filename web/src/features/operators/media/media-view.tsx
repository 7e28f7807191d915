import { ArchiveRestore, Images, ShieldAlert, ShieldOff } from 'lucide-react';
import { useState } from 'react';
import type { AnswerOf, MediaKind } from 'rushes';
import { nameOf } from '@/features/videos/states';
import { useShortcut } from '@/platform/shortcuts';
import { useWide } from '@/platform/width';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { Badge, Empty } from '@/ui/notes';
import { Room } from '@/ui/room';
import { Segments } from '@/ui/segments';
import { type Address, oneOf, type RowsOf, useAddress, useRows } from '../asking';
import { Facts, Id, When } from '../detail';
import { asksFor, cleared, type Filter, Filters } from '../filters';
import { Whose } from '../jobs/jobs-view';
import { To } from '../jobs/trail-parts';
import css from '../operators.module.css';
import { placeOf } from '../place';
import { BESIDE, Side } from '../side';
import { Look, useLook } from './look';
import { PATHS, PutBack, TakeDown } from './take-down';

const KINDS = ['videos', 'films', 'images', 'down'] as const;
type Kind = (typeof KINDS)[number];

/** A file of somebody, whatever list it was found in. */
interface Piece {
  kind: MediaKind;
  id: string;
  name: string;
  at: string;
  isDown: boolean;
  /** What else is told of it in the list. */
  more?: string | undefined;
  width?: number | undefined;
  height?: number | undefined;
}

interface OfKind {
  address: Address;
  change: (more: Address) => void;
}

/** Finished videos and films of everybody, pictures of one, and what is taken down: each beside its list, to be looked at. */
export function MediaView() {
  const { operators } = useTexts();
  const texts = operators.media;
  const [address, change] = useAddress();
  const kind: Kind = oneOf(KINDS, address.kind) ?? 'videos';
  const of: OfKind = { address, change };
  return (
    <Room title={operators.rooms.media}>
      <Segments
        label={texts.kind}
        hiddenLabel
        choices={KINDS.map((id) => ({ id, name: texts.kinds[id] }))}
        value={kind}
        onChange={(chosen) => change({ kind: chosen === 'videos' ? undefined : chosen, id: undefined, of: undefined })}
      />
      {kind === 'videos' ? (
        <Videos {...of} />
      ) : kind === 'films' ? (
        <Films {...of} />
      ) : kind === 'images' ? (
        <Pictures {...of} />
      ) : (
        <Down {...of} />
      )}
    </Room>
  );
}

function useUserFilter(): Filter {
  return { name: 'user', kind: 'text', label: useTexts().operators.jobs.user };
}

function Videos({ address, change }: OfKind) {
  const { operators } = useTexts();
  const user = useUserFilter();
  const asked = { state: 'completed', ...(address.user ? { user_id: address.user } : {}) } as const;
  const list = useRows(
    ['jobs', 'media', asked],
    (rushes, page, signal) => rushes.request('GET /admin/jobs', { query: { ...page, ...asked }, signal }),
    ({ jobs }: AnswerOf<'GET /admin/jobs'>) =>
      jobs.map(
        (job): Piece => ({
          ...{ kind: 'video', id: job.id, name: nameOf(job), at: job.created_at, isDown: job.taken_down_at !== null },
          ...{ width: job.video?.width, height: job.video?.height },
        }),
      ),
  );
  return <Gallery label={operators.media.kinds.videos} filters={[user]} address={address} change={change} list={list} />;
}

function Films({ address, change }: OfKind) {
  const { operators, films } = useTexts();
  const { moment } = useFormats();
  const user = useUserFilter();
  const asked = { status: 'completed', ...(address.user ? { user_id: address.user } : {}) } as const;
  const list = useRows(
    ['films', 'media', asked],
    (rushes, page, signal) => rushes.request('GET /admin/films', { query: { ...page, ...asked }, signal }),
    (answer: AnswerOf<'GET /admin/films'>) =>
      answer.films.map(
        (film): Piece => ({
          ...{ kind: 'film', id: film.id, at: film.created_at, isDown: film.taken_down_at !== null },
          ...{ name: film.name || film.title?.text || films.nameOf(moment(film.created_at)) },
          ...{ width: film.film?.width, height: film.film?.height },
        }),
      ),
  );
  return <Gallery label={operators.media.kinds.films} filters={[user]} address={address} change={change} list={list} />;
}

/** Pictures are listed by user alone; one that a link leads to can be looked at without. */
function Pictures({ address, change }: OfKind) {
  const { operators } = useTexts();
  const texts = operators.media;
  const user = useUserFilter();
  if (!address.user) {
    return (
      <>
        <Filters label={texts.filters} filters={[user]} address={address} change={change} />
        {address.id ? (
          <div className={css.one}>
            <Chosen key={address.id} piece={{ kind: 'image', id: address.id }} />
          </div>
        ) : (
          <Empty icon={<Images />} title={texts.whosePictures}>
            {texts.whosePicturesHint}
          </Empty>
        )}
      </>
    );
  }
  return <PicturesOf key={address.user} user={address.user} address={address} change={change} />;
}

function PicturesOf({ user, address, change }: OfKind & { user: string }) {
  const { operators } = useTexts();
  const filter = useUserFilter();
  const list = useRows(
    ['person', user, 'images'],
    (rushes, page, signal) =>
      rushes.request('GET /admin/users/{user_id}/images', { path: { user_id: user }, query: page, signal }),
    ({ items }: AnswerOf<'GET /admin/users/{user_id}/images'>) =>
      items.map(
        (each): Piece => ({ kind: 'image', id: each.id, name: each.name || each.id, at: each.created_at, isDown: false }),
      ),
  );
  return <Gallery label={operators.media.kinds.images} filters={[filter]} address={address} change={change} list={list} />;
}

const MEDIA: readonly MediaKind[] = ['video', 'film', 'image'];

function Down({ address, change }: OfKind) {
  const { operators } = useTexts();
  const texts = operators.media;
  const user = useUserFilter();
  const kind = oneOf(MEDIA, address.of);
  const asked = { ...(kind ? { kind } : {}), ...(address.user ? { user_id: address.user } : {}) };
  const list = useRows(
    ['takedowns', asked],
    (rushes, page, signal) => rushes.request('GET /admin/takedowns', { query: { ...page, ...asked }, signal }),
    ({ takedowns }: AnswerOf<'GET /admin/takedowns'>) =>
      takedowns.map(
        (each): Piece => ({
          ...{ kind: each.kind, id: each.id, name: each.reason, at: each.created_at, isDown: each.back_at === null },
          more: each.back_at ? texts.goesBack : each.moving ? texts.moves : each.by,
        }),
      ),
  );
  const filters: readonly Filter[] = [
    {
      name: 'of',
      kind: 'choice',
      label: texts.kind,
      choices: MEDIA.map((id) => ({ id, name: operators.words.kinds[id] })),
    },
    user,
  ];
  return (
    <Gallery label={texts.kinds.down} filters={filters} address={address} change={change} list={list} none={texts.noneDown} />
  );
}

interface GalleryProps extends OfKind {
  label: string;
  filters: readonly Filter[];
  list: RowsOf<Piece>;
  none?: string;
}

function Gallery({ label, filters, address, change, list, none }: GalleryProps) {
  const { operators } = useTexts();
  const texts = operators.media;
  const { ago } = useFormats();
  const { id } = address;
  const wide = useWide(BESIDE);
  const piece = list.rows?.find((each) => each.id === id);
  return (
    <>
      {id && !wide ? null : (
        <Filters
          label={texts.filters}
          filters={filters}
          address={address}
          change={(more) => change({ ...more, id: undefined })}
        />
      )}
      <Side
        label={label}
        list={list}
        keyOf={(each) => each.id}
        chosen={id}
        choose={(key) => change({ id: key })}
        none={{ title: none ?? texts.none, icon: <ShieldAlert /> }}
        onClear={asksFor(filters, address) ? () => change(cleared(filters)) : undefined}
        item={(each) => (
          <>
            <span className={css.clipped} dir="auto">
              {each.name}
            </span>
            <span className={css.spread}>
              <span className={css.small}>
                {operators.words.kinds[each.kind]} · {ago(each.at)}
                {each.more ? ` · ${each.more}` : ''}
              </span>
              {each.isDown ? <Badge kind="bad">{texts.isTakenDown}</Badge> : null}
            </span>
          </>
        )}
      >
        {piece ? <Chosen key={piece.id} piece={piece} /> : <p className={css.small}>{operators.list.nothing}</p>}
      </Side>
    </>
  );
}

/** One file: looked at, taken down, put back. */
function Chosen({ piece }: { piece: Pick<Piece, 'kind' | 'id'> & Partial<Piece> }) {
  const { operators } = useTexts();
  const texts = operators.media;
  const [doing, setDoing] = useState<'takeDown' | 'putBack' | null>(null);
  const { kind, id } = piece;
  const look = useLook(kind, id);
  const [now, setNow] = useState<boolean | null>(null); // what was done here since it was looked at
  const isDown = now ?? (look.data ? look.data.taken_down_at !== null : Boolean(piece.isDown));
  useShortcut('t', texts.takeDown, () => setDoing('takeDown'), !isDown);
  useShortcut('b', texts.putBack, () => setDoing('putBack'), isDown);
  const name = piece.name ?? operators.words.kinds[kind];
  const close = () => setDoing(null);
  return (
    <article className={css.report} aria-label={name}>
      <div className={css.row}>
        {isDown ? (
          <Button icon={<ArchiveRestore aria-hidden />} onPress={() => setDoing('putBack')} aria-keyshortcuts="b">
            {texts.putBack}
          </Button>
        ) : (
          <Button look="danger" icon={<ShieldOff aria-hidden />} onPress={() => setDoing('takeDown')} aria-keyshortcuts="t">
            {texts.takeDown}
          </Button>
        )}
      </div>
      <Look kind={kind} id={id} label={name} width={piece.width} height={piece.height} />
      <Facts
        facts={[
          [operators.jobs.what, piece.name ? <bdi key="name">{piece.name}</bdi> : null],
          [operators.person.id, <Id key="id">{id}</Id>],
          [operators.jobs.whose, look.data ? <Whose key="who" id={look.data.user_id} /> : null],
          [operators.jobs.asked, piece.at ? <When key="at" at={piece.at} /> : null],
          [
            texts.trail,
            kind === 'image' ? null : (
              <To key="trail" to={placeOf('jobs', `${PATHS[kind]}/${id}`)}>
                {texts.toTrail}
              </To>
            ),
          ],
        ]}
      />
      {doing === 'takeDown' ? <TakeDown kind={kind} id={id} onClose={close} done={() => setNow(true)} /> : null}
      {doing === 'putBack' ? <PutBack kind={kind} id={id} onClose={close} done={() => setNow(false)} /> : null}
    </article>
  );
}
