import type { Rushes } from 'rushes';
import type { Config } from '@/platform/config';
import { remember, remembered } from '@/platform/stored';

const DEVICE = 'device'; // whose it is, its id, and when it was registered last
const SOON_MS = 3_000; // nobody waits longer to sign out
const AGAIN_MS = 7 * 24 * 3_600_000; // a token may change: it is told anew that often

interface Device {
  uid: string;
  id: string;
  at: number;
}

/** Whether this browser may be told anything: it cannot, it was forbidden to, it was not asked yet, it may. */
export type Allowed = 'unable' | 'denied' | 'default' | 'granted';

export function allowed({ firebase, emulators }: Config): Allowed {
  const able = 'Notification' in globalThis && 'serviceWorker' in navigator && (emulators || firebase.messagingSenderId);
  return able ? Notification.permission : 'unable';
}

/** This browser as one of their devices; none where it is somebody else's, or nobody's. */
export function deviceHere(uid: string | undefined): Device | null {
  const kept = read();
  return kept && kept.uid === uid ? kept : null;
}

function read(): Device | null {
  try {
    const kept = JSON.parse(remembered(DEVICE) ?? 'null') as Partial<Device> | null;
    return typeof kept?.uid === 'string' && typeof kept.id === 'string' && typeof kept.at === 'number' ? (kept as Device) : null;
  } catch {
    return null;
  }
}

/** Asks the browser, and registers it; false where somebody said no. Only while something is pressed. */
export async function turnOn(rushes: Rushes, config: Config, uid: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false;
  await register(rushes, config, uid);
  return true;
}

async function register(rushes: Rushes, config: Config, uid: string): Promise<void> {
  const { id } = await rushes.notices.addDevice({ token: await tokenOf(config), platform: 'web' });
  remember(DEVICE, JSON.stringify({ uid, id, at: Date.now() } satisfies Device));
}

/** Now and then, so that a token that has changed is known. */
export async function refresh(rushes: Rushes, config: Config, uid: string): Promise<void> {
  const kept = deviceHere(uid);
  if (kept && kept.at < Date.now() - AGAIN_MS && allowed(config) === 'granted') await register(rushes, config, uid);
}

/** This browser is told nothing more; where the service cannot be reached, its worker sees to it. */
export async function turnOff(rushes: Rushes, uid: string | undefined): Promise<void> {
  const kept = deviceHere(uid);
  remember(DEVICE, null);
  if (kept) await rushes.notices.removeDevice(kept.id, { retries: 0, signal: AbortSignal.timeout(SOON_MS) });
}

/** The name by which Firebase Cloud Messaging knows this browser; an emulator has none, so it gets one of that form. */
async function tokenOf(config: Config): Promise<string> {
  if (config.emulators) return `${crypto.randomUUID()}:APA91b${crypto.randomUUID().repeat(4)}`;
  const { messagingToken } = await import('./messaging');
  return messagingToken();
}
