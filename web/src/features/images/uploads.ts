import { useEffect } from 'react';
import { type Image, type ImageType, isRushesError, type Place, type Rushes } from 'rushes';
import { useServiceLimits } from '@/features/account/account';
import { useRushes } from '@/platform/service';
import { Store } from '@/platform/store';
import { session } from '@/session/session';
import { look, type PictureLimits, type Problem, UNKNOWN } from './checks';
import { uploadsThere } from './uploads-there';

export type UploadState = 'looking' | 'queued' | 'sending' | 'checking' | 'paused' | 'waiting' | 'failed' | 'done';

/** A file on its way. */
export interface Upload {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly collection: string;
  readonly state: UploadState;
  /** How much has been sent, of 0 to 1. */
  readonly sent: number;
  /** The image that it becomes, once there is a place for it. */
  readonly image?: string;
  /** What was found before anything was sent. */
  readonly problem?: Problem;
  /** What the service said. */
  readonly told?: string;
  /** Whether trying it again may help. */
  readonly again?: boolean;
  /** What a waiting one waits for. */
  readonly for?: 'connection' | 'turn';
}

/** What nobody but the queue needs of it. */
interface Work {
  file: File;
  type?: ImageType;
  ending?: AbortController;
  place?: Place | undefined;
  tries: number;
  timer?: ReturnType<typeof setTimeout> | undefined;
}

const AT_ONCE = 3;
const CALLS = 6; // that one takes at most, with what shows it; the studio's other calls count in the same minute
const MINUTE_MS = 60_000;
const TRIES = 2; // of sending, before it is said that the connection is lost
const AGAIN_MS = [2_000, 5_000, 10_000, 20_000, 30_000];
const TURN_S = 15;
const TITLE = 200; // letters that the service takes
const OVER: readonly UploadState[] = ['done', 'failed'];

/** Uploads outside of any view: they go on while their person goes about in the studio, and after a lost connection. */
export class Uploads {
  readonly all = new Store<readonly Upload[]>([]);
  /** Tells each picture that has come. */
  readonly come = new Store<Image | null>(null);
  private readonly works = new Map<number, Work>();
  private rushes: Rushes | undefined;
  private uid: string | undefined;
  private next = 1;
  private perMinute = 16;
  private most = UNKNOWN;
  private stated = false; // whether it was asked, before a file came here, that whoever is seen in it agreed
  private begun: readonly number[] = []; // when, in the last minute
  private later: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.all.subscribe(() => uploadsThere.set(this.all.get().length > 0));
    addEventListener('online', () => this.connected());
    addEventListener('beforeunload', (event) => {
      if (this.all.get().some(({ state }) => !OVER.includes(state))) event.preventDefault();
    });
    session.subscribe(() => {
      if (session.get()?.uid !== this.uid) this.forget();
    });
  }

  /** Who uploads, and by which client. */
  as(rushes: Rushes): void {
    this.rushes = rushes;
    this.uid = session.get()?.uid;
  }

  /** What the service takes, and how many calls a minute: uploads begin so that others find room among them. */
  within(most: PictureLimits, calls: number, stated = false): void {
    this.most = most;
    this.stated = stated;
    this.perMinute = Math.max(AT_ONCE, Math.floor(calls / CALLS));
  }

  add(files: readonly File[], collection: string): void {
    const added = files.map((file): Upload => {
      this.works.set(this.next, { file, tries: 0 });
      this.next += 1;
      return { id: this.next - 1, name: file.name, bytes: file.size, collection, state: 'looking', sent: 0 };
    });
    this.all.set([...this.all.get().filter(({ state }) => state !== 'done' || this.going()), ...added]);
    void this.look(added);
  }

  pause(id: number): void {
    if (!['looking', 'queued', 'sending', 'waiting'].includes(this.of(id)?.state ?? '')) return;
    this.halt(id);
    this.change(id, { state: 'paused' });
    this.begin();
  }

  goOn(id: number): void {
    if (this.of(id)?.state === 'paused') this.queue(id);
  }

  /** The same file once more, to a new place. */
  retry(id: number): void {
    const [upload, work] = [this.of(id), this.works.get(id)];
    if (upload?.state !== 'failed' || !upload.again || !work) return;
    this.give(work);
    work.tries = 0;
    this.queue(id);
  }

  /** Ends it and takes it off the list; what the service has of it goes. */
  cancel(id: number): void {
    const [upload, work] = [this.of(id), this.works.get(id)];
    this.halt(id);
    this.works.delete(id);
    this.all.set(this.all.get().filter((each) => each.id !== id));
    if (upload && !OVER.includes(upload.state) && work) this.give(work);
    this.begin();
  }

  pauseAll(): void {
    for (const { id } of this.all.get()) this.pause(id);
  }

  goOnAll(): void {
    for (const { id } of this.all.get()) this.goOn(id);
  }

  retryAll(): void {
    for (const { id } of this.all.get()) this.retry(id);
  }

  cancelAll(): void {
    for (const { id } of this.all.get()) this.cancel(id);
  }

  private of(id: number): Upload | undefined {
    return this.all.get().find((each) => each.id === id);
  }

  private change(id: number, change: Partial<Upload>): void {
    this.all.set(this.all.get().map((each) => (each.id === id ? { ...each, ...change } : each)));
  }

  private going(): boolean {
    return this.all.get().some(({ state }) => !OVER.includes(state));
  }

  private async look(added: readonly Upload[]): Promise<void> {
    for (const { id } of added) {
      const work = this.works.get(id);
      if (!work) continue;
      const found = await look(work.file, this.most);
      if ('problem' in found) this.change(id, { state: 'failed', problem: found.problem });
      else {
        work.type = found.type;
        if (this.of(id)?.state === 'looking') this.queue(id);
      }
    }
  }

  private queue(id: number): void {
    const known = this.works.get(id)?.type !== undefined;
    this.change(id, { state: known ? 'queued' : 'looking', sent: 0 });
    this.begin();
  }

  /** One asks for its place after the other: all of them count in the same documents of the service. */
  private begin(): void {
    const all = this.all.get();
    const going = all.filter(({ state }) => state === 'sending' || state === 'checking');
    const next = all.find(({ state }) => state === 'queued');
    if (!next || !this.rushes || going.length >= AT_ONCE || !going.every(({ id }) => this.works.get(id)?.place)) return;
    const now = Date.now();
    this.begun = this.begun.filter((at) => at > now - MINUTE_MS);
    const [first] = this.begun;
    clearTimeout(this.later);
    if (first !== undefined && this.begun.length >= this.perMinute) {
      this.later = setTimeout(() => this.begin(), first + MINUTE_MS - now);
      return;
    }
    this.begun = [...this.begun, now];
    void this.send(next.id);
    this.begin();
  }

  private async send(id: number): Promise<void> {
    const [upload, work, rushes] = [this.of(id), this.works.get(id), this.rushes];
    if (!upload || !work?.type || !rushes) return;
    const ending = new AbortController();
    work.ending = ending;
    this.change(id, { state: 'sending' });
    try {
      const image = await rushes.images.upload(work.file, {
        collection: upload.collection,
        contentType: work.type,
        title: titleOf(work.file.name),
        ...(this.stated ? { likeness: true } : {}),
        retries: TRIES,
        signal: ending.signal,
        resume: work.place,
        onPlace: (place) => {
          work.place = place;
          this.change(id, { image: place.image.id });
          this.begin();
        },
        onProgress: ({ sent, total }) => {
          if (!ending.signal.aborted) this.change(id, { sent: sent / total, state: sent < total ? 'sending' : 'checking' });
        },
      });
      this.works.delete(id);
      this.change(id, { state: 'done', sent: 1 });
      this.come.set(image);
    } catch (error) {
      if (!ending.signal.aborted) this.broke(id, work, error);
    }
    this.begin();
  }

  private broke(id: number, work: Work, error: unknown): void {
    if (isRushesError(error, 'NETWORK_LOST')) {
      const delay = AGAIN_MS[Math.min(work.tries, AGAIN_MS.length - 1)] ?? 0;
      this.wait(id, work, 'connection', navigator.onLine ? delay : undefined);
    } else if (isRushesError(error) && error.retryable && !error.work && (error.status === 429 || work.tries < AGAIN_MS.length)) {
      const { reset_s: told } = error.details as { reset_s?: number };
      const delay = error.status === 429 ? (told ?? TURN_S) * 1_000 : (AGAIN_MS[work.tries] ?? 0);
      this.wait(id, work, 'turn', delay);
    } else {
      const known = isRushesError(error) ? error : null;
      const [what, todo] = [known?.message ?? '', known?.suggestedAction ?? ''];
      const told = what.includes(todo) ? what : `${what} ${todo}`;
      this.change(id, { state: 'failed', told, again: known ? known.retryable : true });
    }
  }

  /** Without a delay: until there is a connection. */
  private wait(id: number, work: Work, reason: 'connection' | 'turn', delay: number | undefined): void {
    work.tries += 1;
    this.change(id, { state: 'waiting', for: reason });
    if (delay !== undefined) work.timer = setTimeout(() => this.queue(id), delay);
  }

  private connected(): void {
    for (const each of this.all.get()) {
      if (each.state !== 'waiting' || each.for !== 'connection') continue;
      clearTimeout(this.works.get(each.id)?.timer);
      this.queue(each.id);
    }
  }

  private halt(id: number): void {
    const work = this.works.get(id);
    clearTimeout(work?.timer);
    work?.ending?.abort();
  }

  /** A place that is not wanted any more; if it cannot be given back now, it ends by itself. */
  private give(work: Work): void {
    const id = work.place?.image.id;
    work.place = undefined;
    if (id) void this.rushes?.images.delete(id).catch(() => undefined);
  }

  private forget(): void {
    for (const id of this.works.keys()) this.halt(id);
    this.works.clear();
    this.all.set([]);
    this.come.set(null);
  }
}

function titleOf(name: string): string {
  const title = name.replace(/\.[a-z0-9]{2,5}$/i, '').replace(/\p{Cc}+/gu, ' ');
  return [...title.trim()].slice(0, TITLE).join('');
}

export const uploads = new Uploads();

/** The studio's uploads, by the client that is in force and within what the service takes. */
export function useUploads(): Uploads {
  const rushes = useRushes();
  const limits = useServiceLimits().data;
  useEffect(() => uploads.as(rushes), [rushes]);
  useEffect(() => {
    if (limits)
      uploads.within(
        { bytes: limits.image_bytes, side: limits.image_side },
        limits.calls_per_minute.other ?? 0,
        limits.likeness_statement,
      );
  }, [limits]);
  return uploads;
}
