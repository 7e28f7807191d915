import { getApp } from '@firebase/app';
import { getMessaging, getToken } from '@firebase/messaging';

/** Firebase Cloud Messaging by our own worker, which shows what comes. */
export async function messagingToken(): Promise<string> {
  const serviceWorkerRegistration = await navigator.serviceWorker.ready;
  return getToken(getMessaging(getApp()), { serviceWorkerRegistration });
}
