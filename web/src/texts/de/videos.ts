import type { Texts } from '..';

export const videos: Texts['videos'] = {
  title: 'Videos',
};
