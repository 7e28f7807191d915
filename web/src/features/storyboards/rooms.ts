// one part for both: what a first view must know of it is short
export { BoardView } from './board-view';
export { BoardsView } from './boards-view';
