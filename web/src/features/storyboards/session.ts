import { isRushesError, type Rushes, type Storyboard } from 'rushes';
import { put, take } from '@/features/videos/making/tab';
import { Store } from '@/platform/store';
import { type Clash, type Content, changesOf, contentOf, merged, same, settled } from './content';

/** `waiting`: there was no answer, and it is tried again; `refused`: something in it has to be put right; `gone`: there is none any more. */
export type SaveState = 'saved' | 'dirty' | 'saving' | 'waiting' | 'refused' | 'conflict' | 'gone';

export interface Shown {
  /** As the service knows it: its version, and what its scenes were shot as. */
  board: Storyboard;
  /** As it stands here. */
  content: Content;
  state: SaveState;
  clashes: readonly Clash[];
  error: unknown;
  canUndo: boolean;
  canRedo: boolean;
}

interface Step {
  before: Content;
  after: Content;
  what: string | undefined;
  at: number;
}

interface Kept {
  base: Content;
  content: Content;
}

const STILL_MS = 1_200; // somebody paused
const LATEST_MS = 6_000; // somebody does not
const ONE_STEP_MS = 2_000;
const AGAIN_MS = [2_000, 5_000, 15_000, 30_000];
const MOST_STEPS = 300;

/**
 * A storyboard in somebody's hands: what they change is saved by itself, one request at a time, and merged with what another window or person
 * saved meanwhile. It lives as long as the page, so that what was done can be undone also after another view was open.
 */
export class BoardSession {
  readonly shown: Store<Shown>;
  private base: Content;
  private past: Step[] = [];
  private future: Step[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending = false;
  private tries = 0;
  private dirtySince = 0;

  constructor(
    private readonly rushes: Rushes,
    board: Storyboard,
  ) {
    this.base = contentOf(board);
    const kept = take<Kept>(this.slot(board.id));
    const { content, clashes } = kept ? merged(kept.base, kept.content, this.base) : { content: this.base, clashes: [] };
    const state = clashes.length ? 'conflict' : same(content, this.base) ? 'saved' : 'dirty';
    this.shown = new Store<Shown>({ board, content, state, clashes, error: null, canUndo: false, canRedo: false });
    if (state === 'dirty') this.later();
    if (typeof addEventListener === 'function') {
      addEventListener('online', () => this.flush());
      addEventListener('pagehide', () => this.flush());
    }
  }

  get version(): number {
    return this.shown.get().board.version;
  }

  /** One step of somebody's work; steps at the same thing within a moment are one (`what`). */
  edit(change: (content: Content) => Content, what?: string): void {
    const before = this.shown.get().content;
    const after = change(before);
    if (after === before || same(after, before)) return;
    const last = this.past.at(-1);
    if (last && what && last.what === what && last.after === before && Date.now() - last.at < ONE_STEP_MS) {
      this.past[this.past.length - 1] = { ...last, after, at: Date.now() };
    } else {
      this.past = [...this.past.slice(1 - MOST_STEPS), { before, after, what, at: Date.now() }];
    }
    this.future = [];
    this.become(after);
  }

  /** What others did meanwhile stays. */
  undo(): void {
    const step = this.past.pop();
    if (!step) return;
    this.future.push(step);
    this.become(merged(step.after, step.before, this.shown.get().content).content);
  }

  redo(): void {
    const step = this.future.pop();
    if (!step) return;
    this.past.push(step);
    this.become(merged(step.before, step.after, this.shown.get().content).content);
  }

  /** The storyboard as the service has just told it. */
  heard(board: Storyboard): void {
    if (board.version < this.version || this.sending) return; // an answer that is overtaken; what is being sent will be answered
    if (board.version === this.version) {
      this.put({ board });
      return;
    }
    this.takeIn(board);
  }

  /** These are to be as on the other side; all others stay as they are here. */
  settle(theirs: readonly Clash[]): void {
    const { content } = this.shown.get();
    const after = settled(content, theirs);
    this.put({ clashes: [], state: 'dirty' });
    if (after !== content) this.past.push({ before: content, after, what: undefined, at: Date.now() });
    this.become(after);
    this.flush();
  }

  /** Whatever is not saved, now. */
  flush(): void {
    clearTimeout(this.timer);
    void this.save();
  }

  /** Once all is saved; false where something stands against it. */
  async rest(): Promise<boolean> {
    this.flush();
    for (;;) {
      const { state } = this.shown.get();
      if (state === 'saved') return true;
      if (state !== 'saving' && state !== 'dirty') return false;
      await new Promise<void>((resolve) => {
        const stop = this.shown.subscribe(() => {
          stop();
          resolve();
        });
      });
    }
  }

  private slot(id = this.shown.get().board.id): string {
    return `board.${id}`;
  }

  private put(more: Partial<Shown>): void {
    this.shown.set({ ...this.shown.get(), ...more, canUndo: this.past.length > 0, canRedo: this.future.length > 0 });
  }

  private become(content: Content): void {
    const { state } = this.shown.get();
    const saved = same(content, this.base);
    if (!saved && !this.dirtySince) this.dirtySince = Date.now();
    const next = state === 'conflict' || state === 'gone' ? state : this.sending ? 'saving' : saved ? 'saved' : 'dirty';
    this.put({ content, state: next, error: null });
    this.keep();
    if (next === 'dirty') this.later();
  }

  /** Until it is saved the tab remembers it, also when the page is loaded anew. */
  private keep(): void {
    const { content } = this.shown.get();
    put(this.slot(), same(content, this.base) ? null : { base: this.base, content });
  }

  private later(wait?: number): void {
    clearTimeout(this.timer);
    const left = Math.max(0, LATEST_MS - (Date.now() - this.dirtySince));
    this.timer = setTimeout(() => void this.save(), wait ?? Math.min(STILL_MS, left));
  }

  private async save(): Promise<void> {
    const { content: sent, board, state } = this.shown.get();
    if (this.sending || state === 'conflict' || state === 'gone') return;
    const changes = changesOf(this.base, sent);
    if (!Object.keys(changes).length) {
      this.dirtySince = 0;
      this.put({ state: 'saved', error: null });
      this.keep();
      return;
    }
    this.sending = true;
    this.put({ state: 'saving' });
    try {
      const told = await this.rushes.storyboards.update(
        board.id,
        { expected_version: board.version, ...changes },
        { retries: 0 },
      );
      this.tries = 0;
      this.sending = false;
      this.dirtySince = 0;
      this.taken(sent, told);
    } catch (error) {
      this.sending = false;
      this.failed(error);
    }
  }

  private taken(sent: Content, board: Storyboard): void {
    this.base = contentOf(board);
    const { content } = this.shown.get();
    const next = content === sent ? this.base : merged(sent, content, this.base).content; // what was typed meanwhile stays
    const saved = same(next, this.base);
    this.put({ board, content: next, state: saved ? 'saved' : 'dirty', error: null });
    this.keep();
    if (!saved) {
      this.dirtySince = Date.now();
      this.later();
    }
  }

  private failed(error: unknown): void {
    const current = isRushesError(error, 'VERSION_CONFLICT') ? (error.details as { current?: Storyboard }).current : undefined;
    if (current) {
      this.takeIn(current);
      return;
    }
    if (isRushesError(error, 'NOT_FOUND')) {
      this.put({ state: 'gone', error });
      return;
    }
    const passes = !isRushesError(error) || error.status === 0 || error.status === 429 || error.status >= 500;
    this.put({ state: passes ? 'waiting' : 'refused', error });
    if (!passes) return;
    this.later(AGAIN_MS[Math.min(this.tries, AGAIN_MS.length - 1)]);
    this.tries += 1;
  }

  /** Another version than the one that this was made on. */
  private takeIn(board: Storyboard): void {
    const theirs = contentOf(board);
    const { content, clashes: open } = this.shown.get();
    const { content: next, clashes } = merged(this.base, content, theirs);
    this.base = theirs;
    const about = ({ scene, field }: Clash) => `${scene} ${field}`;
    const anew = new Set(clashes.map(about));
    const all = [...open.filter((each) => !anew.has(about(each))), ...clashes];
    const state = all.length ? 'conflict' : same(next, theirs) ? 'saved' : 'dirty';
    this.put({ board, content: next, clashes: all, state, error: null });
    this.keep();
    if (state === 'dirty') this.later(300);
  }
}

const sessions = new Map<string, BoardSession>();

/** The one of this storyboard; begun with what the service told first. */
export function sessionOf(rushes: Rushes, uid: string, board: Storyboard): BoardSession {
  const key = `${uid} ${board.id}`;
  const known = sessions.get(key);
  if (known && known.shown.get().state !== 'gone') return known;
  const begun = new BoardSession(rushes, board);
  sessions.set(key, begun);
  return begun;
}
