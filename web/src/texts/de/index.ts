import type { Texts } from '..';
import { account } from './account';
import { common } from './common';
import { configuring } from './configuring';
import { films } from './films';
import { images } from './images';
import { keys } from './keys';
import { library } from './library';
import { making } from './making';
import { operators } from './operators';
import { profile } from './profile';
import { prompts } from './prompts';
import { running } from './running';
import { settings } from './settings';
import { storyboards } from './storyboards';
import { videos } from './videos';

export const de: Texts = {
  account,
  common,
  films,
  images,
  keys,
  library,
  making,
  operators,
  profile,
  prompts,
  configuring,
  running,
  settings,
  storyboards,
  videos,
};
