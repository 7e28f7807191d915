"use strict";
// Google's Firebase Auth emulator out of firebase-tools, as one part of the local stack. It runs by itself, follows the
// stack's movable clock, and keeps its accounts: each change is in DATA_DIR/auth.jsonl before its request is answered.
//
// Environment: PORT, DATA_DIR, PROJECT (demo-rushes), CLOCK_FILE (eight bytes: microseconds ahead, little-endian), and
// ENDS_WITH_STDIN=1 to stop when standard input closes.

const fs = require("fs");
const path = require("path");

const REAL_NOW = Date.now;
const EMULATOR = path.join(__dirname, "node_modules", "firebase-tools", "lib", "emulator", "auth");

function say(severity, message, fields = {}) {
  const time = new Date(REAL_NOW()).toISOString();
  process.stdout.write(JSON.stringify({ time, severity, message, ...fields }) + "\n");
}

function required(name) {
  const value = process.env[name];
  if (value) return value;
  process.stderr.write(`${name} is not set\n`);
  process.exit(2);
}

/** Every `new Date()` and `Date.now()` of this process from here on reads the clock that the whole stack shares. */
function followClock(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const descriptor = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_CREAT, 0o600);
  const offset = Buffer.alloc(8);
  Date.now = () => {
    const got = fs.readSync(descriptor, offset, 0, 8, 0);
    return REAL_NOW() + (got === 8 ? Number(offset.readBigInt64LE() / 1000n) : 0);
  };
  globalThis.Date = new Proxy(Date, {
    construct: (target, given, made) => Reflect.construct(target, given.length ? given : [target.now()], made),
    apply: (target) => new target(target.now()).toString(),
  });
}

/** The changes of all projects, one JSON line each, the newest of a key last: [project, kind, key, value or null]. */
class Journal {
  constructor(file) {
    this.file = file;
    this.latest = new Map();
    for (const line of fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n") : []) this.#take(line);
    this.#compact();
    this.descriptor = fs.openSync(file, "a", 0o600);
  }

  #take(line) {
    let entry;
    try {
      entry = JSON.parse(line);
    } catch {
      return; // the half-written end of a process that was killed: its request was never answered
    }
    const [project, kind, key, value] = entry;
    const name = JSON.stringify([project, kind, key]);
    if (kind === "cleared") {
      for (const [known, [owner, of]] of this.latest) if (owner === project && of === "user") this.latest.delete(known);
    } else if (value === null) this.latest.delete(name);
    else this.latest.set(name, entry);
  }

  #compact() {
    const fresh = `${this.file}.fresh`;
    fs.writeFileSync(fresh, [...this.latest.values()].map((entry) => JSON.stringify(entry) + "\n").join(""), { mode: 0o600 });
    fs.renameSync(fresh, this.file);
  }

  add(project, kind, key, value) {
    fs.writeSync(this.descriptor, JSON.stringify([project, kind, key, value]) + "\n");
  }

  /** Fill `states` with what the journal knows. */
  restore(states, Project) {
    for (const [project, kind, key, value] of this.latest.values()) {
      if (!states.has(project)) states.set(project, new Project(project));
      const state = states.get(project);
      if (kind === "oob") state.oobs.set(key, value);
      if (kind === "config") state._config = value;
      if (kind !== "user") continue;
      state.users.set(key, value);
      state.updateUserByLocalId(key, { passkeyInfo: value.passkeyInfo }, { upsertProviders: [...(value.providerUserInfo ?? [])] });
    }
    return this.latest.size;
  }

  /** From now on, whatever changes a project's accounts, codes or settings is written down within the same call. */
  follow(Project) {
    const after = (name, write) => {
      const original = Project.prototype[name];
      Project.prototype[name] = function (...given) {
        const result = original.apply(this, given);
        write(this.projectId, this, result, ...given);
        return result;
      };
    };
    after("updateUserByLocalId", (project, _state, user) => this.add(project, "user", user.localId, user));
    after("deleteUser", (project, _state, _none, user) => this.add(project, "user", user.localId, null));
    after("deleteAllAccounts", (project) => this.add(project, "cleared", "", null));
    after("createOob", (project, _state, oob) => this.add(project, "oob", oob.oobCode, oob));
    after("deleteOobCode", (project, _state, _found, code) => this.add(project, "oob", code, null));
    after("updateConfig", (project, state) => this.add(project, "config", "", state.config));
  }
}

/** exegesis compiles every validator of 80 paths at start (some 10 s); asked lazily it compiles those that are used. */
function compileLazily() {
  const exegesis = require(require.resolve("exegesis-express", { paths: [EMULATOR] }));
  const { middleware } = exegesis;
  exegesis.middleware = (document, options) => middleware(document, { ...options, lazyCompileValidationSchemas: true });
}

function stopWith(server) {
  const stop = () => {
    server.close();
    process.exit(0); // nothing to save: every answered change is in the journal
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  if (process.env.ENDS_WITH_STDIN === "1") process.stdin.on("close", stop).on("error", stop).resume();
}

async function main() {
  const port = Number(required("PORT"));
  const folder = required("DATA_DIR");
  if (process.env.CLOCK_FILE) followClock(process.env.CLOCK_FILE);
  fs.mkdirSync(folder, { recursive: true });
  compileLazily();
  const { createApp } = require(path.join(EMULATOR, "server.js"));
  const { SingleProjectMode } = require(path.join(EMULATOR, "index.js"));
  const { AgentProjectState } = require(path.join(EMULATOR, "state.js"));
  const states = new Map();
  const journal = new Journal(path.join(folder, "auth.jsonl"));
  const restored = journal.restore(states, AgentProjectState);
  journal.follow(AgentProjectState);
  const app = await createApp(process.env.PROJECT || "demo-rushes", SingleProjectMode.NO_WARNING, states);
  const server = app.listen(port, "127.0.0.1", () => say("INFO", "auth emulator ready", { port, restored }));
  server.on("error", (error) => {
    say("ERROR", error.message);
    process.exit(1);
  });
  stopWith(server);
}

main().catch((error) => {
  say("ERROR", error.stack);
  process.exit(1);
});
