import { getApp } from '@firebase/app';
import {
  collection,
  connectFirestoreEmulator,
  doc,
  initializeFirestore,
  limit,
  memoryLocalCache,
  onSnapshot,
  orderBy,
  query,
  where,
} from '@firebase/firestore';
import * as watch from 'rushes/live';
import type { Config } from './config';

/** The listeners' half of Firebase: loaded when the first view is there. */
export function connect(config: Config) {
  const firestore = initializeFirestore(getApp(), { localCache: memoryLocalCache() });
  if (config.emulators) {
    const { hostname, port } = new URL(`http://${config.emulators.firestore}`);
    connectFirestoreEmulator(firestore, hostname, Number(port));
  }
  return { watch, firestore, sdk: { collection, doc, limit, onSnapshot, orderBy, query, where } };
}
