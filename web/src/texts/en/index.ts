import { account } from './account';
import { common } from './common';
import { films } from './films';
import { images } from './images';
import { keys } from './keys';
import { library } from './library';
import { making } from './making';
import { prompts } from './prompts';
import { settings } from './settings';
import { storyboards } from './storyboards';
import { videos } from './videos';

export const en = { account, common, films, images, keys, library, making, prompts, settings, storyboards, videos };
