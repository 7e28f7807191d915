// One page: sign in, upload a picture, have a prompt written, have a video made, and see all of it live.

import { initializeApp } from '@firebase/app';
import {
  connectAuthEmulator,
  createUserWithEmailAndPassword,
  getAuth,
  onAuthStateChanged,
  sendEmailVerification,
  signInWithCustomToken,
  signInWithEmailAndPassword,
  signOut,
  type User,
} from '@firebase/auth';
import {
  collection,
  connectFirestoreEmulator,
  doc,
  getFirestore,
  limit,
  onSnapshot,
  orderBy,
  query,
  where,
} from '@firebase/firestore';
import { type Image, isRushesError, Rushes } from 'rushes';
import { type LiveVideo, type Stop, watchAccount, watchVideos } from 'rushes/live';

interface Config {
  url: string;
  firebase: { projectId: string; apiKey: string; authDomain?: string };
  emulators?: { auth: string; firestore: string };
}

const config = (await (await fetch('config.json')).json()) as Config;
const firebase = initializeApp(config.firebase);
const auth = getAuth(firebase);
const firestore = getFirestore(firebase);
if (config.emulators) {
  connectAuthEmulator(auth, `http://${config.emulators.auth}`, { disableWarnings: true });
  const { hostname, port } = new URL(`http://${config.emulators.firestore}`);
  connectFirestoreEmulator(firestore, hostname, Number(port));
}
const language = navigator.language.startsWith('de') ? 'de' : 'en'; // of what the service says
const rushes = new Rushes({ url: config.url, auth, language });
const sdk = { collection, doc, limit, onSnapshot, orderBy, query, where };

const at = <E extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as E;
const alertUser = (words: string) => {
  at('alert').textContent = words;
};

/** Whatever goes wrong is said where people look. */
async function trying(work: () => Promise<void>): Promise<void> {
  alertUser('');
  try {
    await work();
  } catch (error) {
    if (isRushesError(error)) alertUser(`${error.message} ${error.suggestedAction}`);
    else alertUser(error instanceof Error ? error.message : String(error));
  }
}

// -- who

let stops: Stop[] = [];

onAuthStateChanged(auth, (user) => {
  for (const stop of stops) stop();
  stops = [];
  at('sign-in').hidden = user !== null;
  at('app').hidden = at('out').hidden = user === null;
  at('who').textContent = user?.email ?? '';
  at('credits').textContent = '';
  if (user) void trying(() => listen(user));
});

at<HTMLFormElement>('sign-in').onsubmit = (event) => {
  event.preventDefault();
  const [email, password] = [at<HTMLInputElement>('email').value, at<HTMLInputElement>('password').value];
  const isNew = (event.submitter as HTMLButtonElement | null)?.value === 'up';
  void trying(async () => {
    if (!isNew) await signInWithEmailAndPassword(auth, email, password);
    else await sendEmailVerification((await createUserWithEmailAndPassword(auth, email, password)).user);
  });
};
at('out').onclick = () => void signOut(auth);

// The link of `make run` ends in #as=…: whom the Auth emulator signs in for the asking. Firebase itself would not.
const asked = /^#as=(.+)$/.exec(location.hash)?.[1];
if (asked && config.emulators) {
  history.replaceState(null, '', location.pathname);
  const token = JSON.stringify({ uid: decodeURIComponent(asked) });
  await trying(async () => void (await signInWithCustomToken(auth, token)));
}

// -- live

/** From here on everything that changes shows itself: nobody asks again. */
async function listen({ uid }: User): Promise<void> {
  await rushes.account.get(); // the first call opens the account; before that there is nothing to listen to
  const live = { firestore, sdk, uid, language: language as 'de' | 'en' };
  const failed = (error: Error) => alertUser(error.message);
  stops.push(
    watchAccount(
      live,
      (account) => {
        at('credits').textContent = account ? `${account.balance} credits` : '';
      },
      failed,
    ),
    watchVideos(live, show, failed, { limit: 12 }),
  );
}

const shown = new Map<string, { state: string; item: HTMLLIElement }>();

function show(videos: LiveVideo[]): void {
  const list = at('videos');
  at('none').hidden = videos.length > 0;
  for (const video of videos) {
    const known = shown.get(video.id);
    if (known?.state !== video.state) shown.set(video.id, { state: video.state, item: drawn(video) });
  }
  list.replaceChildren(...videos.flatMap(({ id }) => shown.get(id)?.item ?? []));
}

function drawn(video: LiveVideo): HTMLLIElement {
  const item = document.createElement('li');
  const words = document.createElement('small');
  words.textContent = video.name ?? video.prompt;
  if (video.state === 'completed') item.append(player(video), words);
  else {
    const still = document.createElement('div');
    still.className = 'still';
    still.textContent = video.message ?? video.state;
    item.append(still, words);
    if (video.state === 'queued' || video.state === 'waiting' || video.state === 'scheduled') item.append(canceller(video));
  }
  return item;
}

function player({ id }: LiveVideo): HTMLVideoElement {
  const video = Object.assign(document.createElement('video'), { controls: true, preload: 'metadata', playsInline: true });
  const load = () =>
    trying(async () => {
      const { playback, poster } = await rushes.videos.links(id);
      Object.assign(video, { src: playback, poster: poster ?? '' });
    });
  void load();
  video.onerror = () => {
    video.onerror = null; // a link is good for an hour: one more try, by a new one
    void load();
  };
  return video;
}

function canceller({ id }: LiveVideo): HTMLButtonElement {
  const button = Object.assign(document.createElement('button'), { textContent: 'Cancel' });
  button.onclick = () => void trying(async () => void (await rushes.videos.cancel(id)));
  return button;
}

// -- making

let picture: Promise<Image> | undefined;

at<HTMLInputElement>('picture').onchange = () => {
  const file = at<HTMLInputElement>('picture').files?.[0];
  picture = undefined;
  at<HTMLButtonElement>('write').disabled = true;
  if (!file) return;
  const bar = at<HTMLProgressElement>('upload');
  bar.hidden = false;
  void trying(async () => {
    picture = upload(file, (share) => {
      bar.value = share;
    });
    await picture.finally(() => {
      bar.hidden = true;
    });
    at<HTMLButtonElement>('write').disabled = false;
  });
};

async function upload(file: File, onShare: (share: number) => void): Promise<Image> {
  const { items } = await rushes.collections.list().page();
  const place = items[0] ?? (await rushes.collections.create({ name: 'From the page' }));
  const onProgress = ({ sent, total }: { sent: number; total: number }) => onShare(sent / total);
  return rushes.images.upload(file, { collection: place.id, title: file.name.slice(0, 100), onProgress });
}

at('write').onclick = () =>
  void trying(async () => {
    const button = at<HTMLButtonElement>('write');
    button.disabled = true;
    try {
      const { id } = await (picture ?? Promise.reject(new Error('Choose a picture first.')));
      const prompt = await rushes.prompts.create({ image_id: id, config: { language } }).wait();
      at<HTMLTextAreaElement>('prompt').value = prompt.prompt_text ?? '';
      await tellPrice();
    } finally {
      button.disabled = false;
    }
  });

const wish = async () => ({
  prompt: at<HTMLTextAreaElement>('prompt').value.trim(),
  seconds: Number(at<HTMLSelectElement>('seconds').value),
  ...(picture ? { first_frame: (await picture).id } : {}),
});

let asks = 0; // prices are told in the order of the questions, whichever answer comes first

async function tellPrice(): Promise<void> {
  asks += 1;
  const turn = asks;
  const { credits } = await rushes.videos.quote(await wish());
  if (turn === asks) at('price').textContent = `${credits} credits`;
}
at('prompt').onchange = at('seconds').onchange = () => {
  if (at<HTMLTextAreaElement>('prompt').value.trim()) void trying(tellPrice);
};

at<HTMLFormElement>('make').onsubmit = (event) => {
  event.preventDefault();
  const button = at<HTMLButtonElement>('go');
  button.disabled = true;
  void trying(async () => {
    try {
      const accepted = await rushes.videos.create({ ...(await wish()), queue: true });
      asks += 1;
      at('price').textContent = `${accepted.credits} credits charged`;
    } finally {
      button.disabled = false;
    }
  });
};
