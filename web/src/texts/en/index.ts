import { account } from './account';
import { common } from './common';
import { images } from './images';
import { keys } from './keys';
import { library } from './library';
import { making } from './making';
import { prompts } from './prompts';
import { videos } from './videos';

export const en = { account, common, images, keys, library, making, prompts, videos };
