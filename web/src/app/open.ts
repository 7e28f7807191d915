import { Store } from '@/platform/store';

/** Whether the sheet of keys is there. */
export const helpOpen = new Store(false);
