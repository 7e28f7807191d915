import type { Texts } from '..';

export const library: Texts['library'] = {
  title: 'Papierkorb',
};
