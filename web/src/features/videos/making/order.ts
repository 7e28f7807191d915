import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { isRushesError, type Rushes, type VideoBatchRow, type VideoRequest } from 'rushes';
import { useRushes } from '@/platform/service';
import { put, take } from './tab';

/** What is bought: one video, several of one wish, or a file's. */
export type Goods =
  | { kind: 'video'; wish: VideoRequest; name: string; tags: string[] }
  | { kind: 'several'; rows: VideoBatchRow[]; name: string; tags: string[] }
  | { kind: 'file'; text: string };

/** Something that was ordered and not answered yet, by its key: asked for again by the same key, it is made and paid once. */
export interface Order {
  key: string;
  goods: Goods;
  at: number;
  /** Nobody knows whether it was taken. */
  lost: boolean;
}

/** What came of it: a video with its place in the line, or a batch. */
export type Bought = { video: string; place: number | null } | { batch: string; videos: string[] };

const FRESH_MS = 10 * 60_000; // within it, a page that was loaded anew asks by itself
const KEPT_MS = 47 * 3_600_000; // the service knows a key for two days

/** No answer came, or one that does not say whether it was done. */
export function isLost(error: unknown): boolean {
  return !isRushesError(error) || error.status === 0 || error.status >= 500;
}

export async function place(rushes: Rushes, { key, goods }: Order): Promise<Bought> {
  if (goods.kind === 'video') {
    const { video, place } = await rushes.request('POST /videos', { body: { ...goods.wish, queue: true }, idempotencyKey: key });
    return { video: video.id, place };
  }
  const batch = await rushes.batches.create(goods.kind === 'file' ? goods.text : goods.rows, { idempotencyKey: key });
  return { batch: batch.id ?? '', videos: batch.videos.flatMap(({ id }) => (id ? [id] : [])) };
}

export interface Ordering {
  /** The one that waits for its answer, or whose answer was lost. */
  open: Order | null;
  pending: boolean;
  /** It was asked for before this page was loaded, or is asked for once more. */
  resumed: boolean;
  error: unknown;
  order: (goods: Goods) => void;
  /** The one whose answer was lost, once more. */
  again: () => void;
  /** Let it be: what came of it will be seen in the library. */
  drop: () => void;
  /** What it was refused with is said no longer: something else is being asked for. */
  forgive: () => void;
}

/**
 * Orders are sent one at a time, each with a key of its own that this tab keeps until it is answered: a second press, a lost answer and a page
 * that is loaded anew all come to the same order.
 */
export function useOrder(name: string, done: (bought: Bought, goods: Goods, here: boolean) => void): Ordering {
  const rushes = useRushes();
  const slot = `order.${name}`;
  const [open, setOpen] = useState(() => found(slot));
  const [pending, setPending] = useState(false);
  const [resumed, setResumed] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const sending = useRef(false);
  const here = useRef(true);
  const finished = useRef(done);
  useEffect(() => {
    finished.current = done;
  });
  const keep = (order: Order | null) => {
    put(slot, order);
    setOpen(order);
  };
  const send = async (order: Order, again = false) => {
    if (sending.current) return; // the same press twice
    sending.current = true;
    keep(order);
    setPending(true);
    setResumed(again);
    setError(null);
    try {
      const bought = await place(rushes, order);
      keep(null);
      finished.current(bought, order.goods, here.current);
    } catch (failure) {
      const lost = isLost(failure);
      const late = isRushesError(failure) && failure.status === 429; // an earlier try of it may have come through
      keep(lost || late ? { ...order, lost } : null);
      setError(failure);
    } finally {
      sending.current = false;
      setPending(false);
    }
  };
  const order = (goods: Goods) => {
    const same = open && JSON.stringify(open.goods) === JSON.stringify(goods);
    if (open?.lost && !same) return; // first it must be known what became of that one
    void send(same ? open : { key: newKey(), goods, at: Date.now(), lost: true });
  };
  const resume = useEffectEvent(() => {
    if (open?.lost && Date.now() - open.at < FRESH_MS) void send(open, true);
  });
  useEffect(() => {
    here.current = true;
    resume();
    return () => {
      here.current = false;
    };
  }, []);
  return {
    open,
    pending,
    resumed,
    error,
    order,
    again: () => void (open && send(open, true)),
    drop: () => {
      keep(null);
      setError(null);
    },
    forgive: () => setError((known: unknown) => (isLost(known) ? known : null)),
  };
}

function found(place: string): Order | null {
  const order = take<Order>(place);
  return order && Date.now() - order.at < KEPT_MS ? order : null;
}

const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
