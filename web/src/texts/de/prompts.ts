import type { Texts } from '..';

export const prompts: Texts['prompts'] = {
  title: 'Prompts',
};
