// one part for all three: what a first view must know of it is short
export { FilmView } from './film-view';
export { FilmsView } from './films-view';
export { NewFilmView } from './new-view';
