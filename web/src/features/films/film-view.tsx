import { useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft, Ban, Download, Star, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { isRushesError } from 'rushes';
import { NotFound } from '@/app/not-found';
import { Sharing } from '@/features/videos/sharing';
import { useChange } from '@/platform/change';
import { saveFile } from '@/platform/save-file';
import { useRushes } from '@/platform/service';
import { useShortcut } from '@/platform/shortcuts';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, IconButton } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { Badge, Progress, Skeleton } from '@/ui/notes';
import { Player } from '@/ui/player';
import { Room } from '@/ui/room';
import { Said, tell } from '@/ui/toasts';
import css from './films.module.css';
import { useFilmName } from './films-view';
import { hasEnded, type Shown, useFilm, useFilmChanges, useFilmLinks } from './queries';

/** One film: played and shared; or on its way; or why there is none. */
export function FilmView() {
  const { filmId } = useParams({ from: '/studio/films/$filmId' });
  const film = useFilm(filmId);
  if (film.error && !film.data) {
    return isRushesError(film.error, 'NOT_FOUND') ? (
      <NotFound />
    ) : (
      <ErrorNote error={film.error} onRetry={() => film.refetch()} />
    );
  }
  if (!film.data) return <Skeleton shape="picture" count={1} />;
  if (film.data.deleted_at) return <NotFound />;
  return <Known key={filmId} film={film.data} />;
}

function Known({ film }: { film: Shown }) {
  const { films: texts, videos, common } = useTexts();
  const navigate = useNavigate();
  const toList = () => void navigate({ to: '/studio/films' });
  const { mark, cancel, remove } = useFilmChanges(toList);
  const rushes = useRushes();
  const done = film.status === 'completed';
  const name = useFilmName()(film);
  const links = useFilmLinks(film.id, done);
  const save = useChange<void, string>({
    ask: async () => {
      const { download } = await rushes.films.links(film.id);
      const response = await fetch(download);
      if (!response.ok) throw new Said(videos.downloadFailed);
      const plain = name
        .normalize('NFC')
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-+|-+$/g, '')
        .toLowerCase();
      const file = `${plain || `rushes-film-${film.id}`}.mp4`;
      saveFile(await response.blob(), file);
      return file;
    },
    done: (file) => tell('good', videos.downloaded(file)),
  });
  useShortcut('Delete', common.delete, () => remove.mutate(film.id));
  return (
    <Room
      title={name}
      above={<IconButton label={texts.toList} icon={<ArrowLeft aria-hidden />} onPress={toList} />}
      actions={
        <>
          <IconButton
            label={film.favourite ? texts.unfavourite : texts.favourite}
            aria-pressed={film.favourite}
            icon={<Star aria-hidden fill={film.favourite ? 'currentColor' : 'none'} />}
            onPress={() => mark.mutate({ id: film.id, favourite: !film.favourite })}
          />
          {done ? (
            <Button icon={<Download aria-hidden />} onPress={() => save.mutate()} isPending={save.isPending}>
              {texts.download}
            </Button>
          ) : null}
          <IconButton label={common.delete} icon={<Trash2 aria-hidden />} onPress={() => remove.mutate(film.id)} />
        </>
      }
    >
      <div className={css.page}>
        <div className={css.first}>
          {done ? (
            <>
              {links.error && !links.data ? <ErrorNote error={links.error} onRetry={() => links.refetch()} /> : null}
              <Player
                label={name}
                src={links.data?.playback}
                poster={links.data?.poster}
                width={film.film?.width ?? 16}
                height={film.film?.height ?? 9}
                fps={film.film?.fps ?? null}
                onRenew={async () => (await links.refetch()).data?.playback}
              />
              <Sharing work={{ kind: 'film', id: film.id, name }} />
            </>
          ) : (
            <Underway film={film} onCancel={() => cancel.mutate(film.id)} cancelling={cancel.isPending} />
          )}
        </div>
        <div className={css.second}>
          <Naming key={film.name} film={film} onName={(to) => mark.mutate({ id: film.id, name: to })} />
          <Facts film={film} />
        </div>
      </div>
    </Room>
  );
}

function Underway({ film, onCancel, cancelling }: { film: Shown; onCancel: () => void; cancelling: boolean }) {
  const { films: texts } = useTexts();
  const { percent } = useFormats();
  const ended = hasEnded(film);
  return (
    <section className={css.box} aria-label={texts.progress}>
      <p aria-live="polite">
        <Badge kind={film.status === 'failed' ? 'bad' : 'told'}>{texts.states[film.status]}</Badge>
      </p>
      {film.message || film.error ? <p>{film.message ?? film.error?.message}</p> : null}
      {film.error ? <p className={css.hint}>{film.error.suggestedAction}</p> : null}
      {ended ? null : (
        <>
          <Progress
            label={texts.progress}
            value={film.status === 'compiling' || film.status === 'storing' ? film.progress : undefined}
            text={percent(film.progress)}
          />
          <span>
            <Button icon={<Ban aria-hidden />} onPress={onCancel} isPending={cancelling}>
              {texts.cancel}
            </Button>
          </span>
        </>
      )}
    </section>
  );
}

function Naming({ film, onName }: { film: Shown; onName: (name: string | null) => void }) {
  const { films: texts } = useTexts();
  const [name, setName] = useState(film.name ?? '');
  const keep = () => name.trim() !== (film.name ?? '') && onName(name.trim() || null);
  return (
    <form
      className={css.box}
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <TextInput label={texts.name} hint={texts.nameless} value={name} onChange={setName} onBlur={keep} maxLength={120} />
    </form>
  );
}

function Facts({ film }: { film: Shown }) {
  const { films, common } = useTexts();
  const texts = films.facts;
  const { span, bytes, moment } = useFormats();
  const file = film.film;
  return (
    <section className={css.box}>
      <h2>{texts.title}</h2>
      <dl className={css.list}>
        <div>
          <dt>{texts.length}</dt>
          <dd>{span(Math.round((file?.seconds ?? film.seconds) * 10) / 10)}</dd>
        </div>
        {file ? (
          <>
            <div>
              <dt>{texts.format}</dt>
              <dd>
                {file.width} × {file.height}
              </dd>
            </div>
            <div>
              <dt>{texts.size}</dt>
              <dd>{bytes(file.bytes)}</dd>
            </div>
          </>
        ) : null}
        <div>
          <dt>{texts.price}</dt>
          <dd>{film.credits === 0 ? texts.free : film.charged ? common.credits(film.credits) : texts.notCharged}</dd>
        </div>
        <div>
          <dt>{texts.asked}</dt>
          <dd>{moment(film.created_at)}</dd>
        </div>
        {film.storyboard_id ? (
          <div>
            <dt>{texts.storyboard}</dt>
            <dd>
              <a href={`/studio/storyboards/${film.storyboard_id}`}>
                {film.storyboard_version ? texts.version(film.storyboard_version) : films.open}
              </a>
            </dd>
          </div>
        ) : null}
        <div>
          <dt>{texts.of}</dt>
          <dd>
            <ol className={css.made}>
              {film.scenes.map(({ video_id, start }, at) => (
                <li key={`${video_id} ${start} ${film.scenes.findIndex((each) => each.video_id === video_id)}`}>
                  <a href={`/studio/videos/${video_id}`}>{texts.scene(at + 1)}</a>
                </li>
              ))}
            </ol>
          </dd>
        </div>
      </dl>
    </section>
  );
}
