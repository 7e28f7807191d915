import type { Texts } from '..';

export const images: Texts['images'] = {
  title: 'Bilder',
};
