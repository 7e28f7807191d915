import type { Store } from '@/platform/store';
import type { Picture } from './queries';

/** What a card asks of its wall. The same object as long as the view stands, so that no card is drawn anew for it. */
export interface WallActs {
  /** The id of the picture whose title is being edited. */
  readonly editing: Store<string | null>;
  readonly rename: (picture: Picture, title: string) => void;
  readonly menu: (picture: Picture, at: Element) => void;
  readonly focus: (id: string) => void;
  /** Somebody is near a card: what it opens can be loaded. */
  readonly near: () => void;
}
