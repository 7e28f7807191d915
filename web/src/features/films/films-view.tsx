import { useNavigate } from '@tanstack/react-router';
import { Film as FilmIcon, Plus, Star, Trash2 } from 'lucide-react';
import { useShortcut } from '@/platform/shortcuts';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, ButtonLink, IconButton } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { More } from '@/ui/more';
import { Badge, Empty, Progress, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import css from './films.module.css';
import { hasEnded, type Shown, useFilmChanges, useFilmLinks, useFilms } from './queries';

/** All films, the newest first, as they stand. */
export function FilmsView() {
  const { films: texts } = useTexts();
  const navigate = useNavigate();
  const list = useFilms();
  const { mark, remove } = useFilmChanges();
  const make = () => void navigate({ to: '/studio/films/new' });
  useShortcut('n', texts.make, make);
  return (
    <Room
      title={texts.title}
      actions={
        <Button look="main" icon={<Plus aria-hidden />} onPress={make}>
          {texts.make}
        </Button>
      }
    >
      {list.error && !list.films ? <ErrorNote error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.isPending ? <Skeleton shape="picture" count={4} /> : null}
      {list.films?.length === 0 ? (
        <Empty
          icon={<FilmIcon />}
          title={texts.none.title}
          action={
            <ButtonLink look="main" href="/studio/films/new">
              {texts.none.action}
            </ButtonLink>
          }
        >
          {texts.none.text}
        </Empty>
      ) : null}
      {list.films?.length ? (
        <ul className={css.films} aria-label={texts.title}>
          {list.films.map((film) => (
            <Card
              key={film.id}
              film={film}
              onFavourite={() => mark.mutate({ id: film.id, favourite: !film.favourite })}
              onDelete={() => remove.mutate(film.id)}
            />
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

/** What people call it: its name, else its title, else its date. */
export function useFilmName(): (film: Shown) => string {
  const { films: texts } = useTexts();
  const { moment } = useFormats();
  return (film) => film.name || film.title?.text || texts.nameOf(moment(film.created_at));
}

function Card({ film, onFavourite, onDelete }: { film: Shown; onFavourite: () => void; onDelete: () => void }) {
  const { films: texts, common } = useTexts();
  const { span, ago } = useFormats();
  const name = useFilmName()(film);
  const done = film.status === 'completed';
  const links = useFilmLinks(film.id, done && Boolean(film.film?.poster));
  return (
    <li className={css.film}>
      <span className={css.still}>
        {links.data?.poster ? (
          <img src={links.data.poster} alt="" loading="lazy" crossOrigin="anonymous" />
        ) : (
          <FilmIcon aria-hidden />
        )}
      </span>
      <div className={css.about}>
        <h2 dir="auto">
          <a href={`/studio/films/${film.id}`}>{name}</a>
        </h2>
        {done ? null : (
          <p>
            <Badge kind={film.status === 'failed' ? 'bad' : 'told'}>{texts.states[film.status]}</Badge>
          </p>
        )}
        {hasEnded(film) ? null : <Progress label={texts.progress} value={film.progress} />}
        <p className={css.facts}>
          <span>{span(Math.round((film.film?.seconds ?? film.seconds) * 10) / 10)}</span>
          <span>{texts.videos(film.scenes.length)}</span>
          <time dateTime={film.created_at}>{ago(film.created_at)}</time>
        </p>
      </div>
      <div className={css.acts}>
        <IconButton
          small
          label={`${film.favourite ? texts.unfavourite : texts.favourite}: ${name}`}
          aria-pressed={film.favourite}
          icon={<Star aria-hidden fill={film.favourite ? 'currentColor' : 'none'} />}
          onPress={onFavourite}
        />
        <IconButton small label={`${common.delete}: ${name}`} icon={<Trash2 aria-hidden />} onPress={onDelete} />
      </div>
    </li>
  );
}
