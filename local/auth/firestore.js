"use strict";
// Download Google's Firestore emulator into FIREBASE_EMULATORS_PATH, as `firebase setup:emulators:firestore` does.

const { downloadEmulator } = require("firebase-tools/lib/emulator/download.js");

downloadEmulator("firestore").catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
