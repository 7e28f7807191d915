// An app around the blocks of docs/concepts/direct-clients.md: signed in at the emulators, as its user; told by its environment.
import { connectAuthEmulator, getAuth, signInWithEmailAndPassword } from 'firebase/auth';
import { initializeApp } from 'firebase/app';
import { connectFirestoreEmulator, getFirestore } from 'firebase/firestore';

const told = process.env;
const app = initializeApp({ projectId: told.PROJECT, apiKey: 'local' });
const auth = getAuth(app);
connectAuthEmulator(auth, told.AUTH, { disableWarnings: true });
const [host, port] = new URL(told.FIRESTORE).host.split(':');
connectFirestoreEmulator(getFirestore(app), host, Number(port));
const { user } = await signInWithEmailAndPassword(auth, told.EMAIL, told.PASSWORD);

const shown = [];
let hear;
const heard = new Promise((done) => (hear = done));
const show = (documents) => shown.push(documents) === Number(told.LISTENERS) && hear();
Object.assign(globalThis, { user, show, imageId: told.IMAGE, promptId: told.PROMPT, otherPromptId: told.OTHER });
await import('blocks');
await heard;
console.log(JSON.stringify(shown.map((documents) => documents.length)));
process.exit(0);
