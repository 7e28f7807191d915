import type { Video } from 'rushes';
import type { LiveVideo } from 'rushes/live';

/** A video as it is shown: of the API or of a listener. Edits tell in their document how far they are, per cent. */
export type Clip = Video & Partial<Pick<LiveVideo, 'deleted_at'>> & { progress?: number | null };
export type State = Video['state'];

const ENDED: readonly State[] = ['completed', 'failed', 'cancelled'];
const BEFORE_ORDER: readonly State[] = ['following', 'scheduled', 'waiting', 'queued'];

export const hasEnded = ({ state }: Pick<Clip, 'state'>): boolean => ENDED.includes(state);

/** Whether it can still be stopped: before its order is sent, an edit at any time, else where its provider can. */
export function canCancel(clip: Clip, stoppable: boolean): boolean {
  if (hasEnded(clip)) return false;
  return BEFORE_ORDER.includes(clip.state) || clip.edit !== null || (clip.state === 'processing' && stoppable);
}

/** What people call it: its name, else the beginning of its text. */
export function nameOf({ name, prompt }: Pick<Clip, 'name' | 'prompt'>): string {
  if (name) return name;
  const line = prompt.trim().split('\n')[0] ?? '';
  return line.length > 90 ? `${line.slice(0, 88).trimEnd()} …` : line;
}

/** A file's name that every system takes. */
export function fileNameOf(clip: Clip, ending: string): string {
  const plain = nameOf(clip)
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .toLowerCase();
  return `${plain || `rushes-${clip.id}`}.${ending}`;
}
