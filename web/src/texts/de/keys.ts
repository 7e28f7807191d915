import type { Texts } from '..';

export const keys: Texts['keys'] = {
  title: 'Schlüssel',
};
