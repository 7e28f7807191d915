import type { TrashItem } from 'rushes';

type Kind = TrashItem['kind'];

export const library = {
  title: 'Trash',
  hint: 'What you delete lies here for a while and comes back as it was. What lies here still counts towards your storage.',
  kind: 'Kind',
  all: 'All',
  kinds: {
    video: 'Videos',
    image: 'Pictures',
    collection: 'Collections',
    prompt: 'Prompts',
    storyboard: 'Storyboards',
    film: 'Films',
  } satisfies Record<Kind, string>,
  kindOf: {
    video: 'Video',
    image: 'Picture',
    collection: 'Collection with its pictures',
    prompt: 'Prompt',
    storyboard: 'Storyboard',
    film: 'Film',
  } satisfies Record<Kind, string>,
  deletedAt: (when: string) => `Deleted ${when}`,
  goesAt: (when: string) => `Goes for good on ${when}`,
  restore: 'Restore',
  restored: (count: number) => (count === 1 ? 'It is back.' : `${count} things are back.`),
  erase: 'Erase',
  erased: (count: number) => (count === 1 ? 'Erased for good.' : `${count} things erased for good.`),
  empty: 'Empty the trash',
  emptyTitle: 'Empty the trash?',
  eraseTitle: (count: number) => (count === 1 ? 'Erase it for good?' : `Erase ${count} things for good?`),
  eraseText: 'This cannot be undone. Links to it end, and its files are deleted.',
  withSelected: 'With what is selected',
  none: 'Select nothing',
  nothing: 'The trash is empty',
  noneOf: 'Nothing of this kind lies here',
  nothingHint: 'What you delete comes here first.',
  keys: { restore: 'Restore from the trash', erase: 'Erase for good' },
  /** What helps where something does not come back. */
  hints: {
    COLLECTION_IN_TRASH: 'Restore the collection here first.',
    IMAGE_IN_TRASH: 'Restore the picture here first.',
  } as Record<string, string>,
};
