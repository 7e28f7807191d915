import { Store } from '@/platform/store';

/** Whether there are uploads to show; what shows them is loaded then. */
export const uploadsThere = new Store(false);
