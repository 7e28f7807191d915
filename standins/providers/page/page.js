"use strict";
// Prompts and messages are strangers' words: they come in as text, never as markup.
const place = (id) => document.getElementById(id);
const shown = new Map(); // operation id → its card, and what it was made from
const opened = new Set(); // operations whose whole prompt is wanted

function element(name, { text, kind, ...rest } = {}, ...inside) {
  const made = Object.assign(document.createElement(name), rest);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  made.append(...inside);
  return made;
}

function button(text, onclick, rest = {}) {
  return element("button", { type: "button", text, onclick, ...rest });
}

function age(seconds) {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} s ago`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min ago` : `${Math.round(seconds / 3600)} h ago`;
}

async function ask(path, options = {}) {
  const answer = await fetch(path, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error?.message ?? `${answer.status}`);
  return body;
}

async function act(path, options) {
  try {
    await ask(path, options);
    place("said").textContent = "";
  } catch (error) {
    place("said").textContent = error.message;
  }
  await refresh();
}

function prompt(operation) {
  const long = operation.prompt.length > 240 || operation.prompt.split("\n").length > 3;
  const short = long && !opened.has(operation.id);
  const text = element("p", { text: operation.prompt || "(no prompt)", kind: short ? "prompt short" : "prompt", dir: "auto" });
  if (!long) return [text];
  const toggle = button(short ? "Show all of it" : "Show less", () => {
    if (!opened.delete(operation.id)) opened.add(operation.id);
    shown.delete(operation.id);
    refresh();
  }, { kind: "plain", id: `all-${operation.id}` });
  toggle.setAttribute("aria-expanded", String(!short));
  return [text, toggle];
}

function card(operation) {
  const state = operation.vanished ? `${operation.state}, vanished` : operation.state;
  const running = operation.state === "rendering";
  const facts = [operation.wire, operation.model, `${operation.seconds} s`, operation.size.replace("x", "×")];
  if (Object.keys(operation.fault).length) facts.push(`ordered: ${JSON.stringify(operation.fault)}`);
  facts.push(...operation.uris);
  const made = element("li", { kind: operation.state },
    element("div", { kind: "head" }, element("span", { text: state, kind: "state" }), element("span", { kind: "facts age" })),
    ...prompt(operation), element("p", { text: facts.join(" · "), kind: "facts" }));
  const outcome = operation.outcome;
  if (outcome?.message || outcome?.category) {
    made.append(element("p", { text: [outcome.category, outcome.message].filter(Boolean).join(": "), kind: "outcome" }));
  }
  const actions = { finish: "Finish now", fail: "Fail", block: "Block", vanish: "Forget" };
  const possible = Object.entries(actions).filter(([action]) => (action === "vanish" ? !operation.vanished : running));
  if (possible.length) made.append(element("p", { kind: "actions" }, ...possible.map(([action, text]) => {
    const push = () => act(`/_local/operations/${operation.id}/${action}`, { method: "POST" });
    return button(text, push, { id: `${action}-${operation.id}`, ariaLabel: `${text}: ${operation.prompt.slice(0, 60)}` });
  })));
  return made;
}

function list(into, made) {
  const focused = document.activeElement?.id;
  if (made.length !== into.children.length || made.some((each, at) => each !== into.children[at])) into.replaceChildren(...made);
  if (focused && document.activeElement?.id !== focused) place(focused)?.focus();
}

function show({ now, operations }) {
  const cards = operations.map((operation) => {
    const source = JSON.stringify(operation);
    if (shown.get(operation.id)?.source !== source) shown.set(operation.id, { source, made: card(operation) });
    const { made } = shown.get(operation.id);
    made.querySelector(".age").textContent = age(now - operation.created);
    return made;
  });
  list(place("operations"), cards);
  place("none").hidden = cards.length > 0;
  place("count").textContent = cards.length ? `(${cards.length})` : "";
}

let waiting = "";
function showRules(faults) {
  const open = faults.filter((rule) => rule.times !== 0);
  if (JSON.stringify(open) === waiting) return;
  waiting = JSON.stringify(open);
  place("no-rules").hidden = open.length > 0;
  list(place("rules"), open.map(({ id, times, used, ...rule }) => element("li", {},
    element("code", { text: JSON.stringify(rule) }),
    element("p", { kind: "facts", text: `${times === null ? "always" : `${times} more`}, used ${used}×` }),
    button("Remove", () => act(`/_local/faults/${id}`, { method: "DELETE" }), { id: `remove-${id}` }))));
}

const body = (rule) => JSON.stringify(rule);
const curl = (rule) => `curl ${location.origin}/_local/faults -d '${body(rule).replaceAll("'", String.raw`'\''`)}'`;
const order = (rule) => act("/_local/faults", { method: "POST", body: body(rule) });

async function showExamples() {
  const { examples } = await ask("/_local/faults/examples");
  place("examples").replaceChildren(...examples.map(({ name, says, rule }) => element("li", {},
    element("div", { kind: "head" }, element("strong", { text: name }),
      button("Order once", () => order(rule), { ariaLabel: `Order once: ${name}` })),
    element("p", { kind: "facts", text: says }),
    element("pre", {}, element("code", { text: curl(rule) })))));
}

function ruleOfOnesOwn() {
  const given = Object.fromEntries(new FormData(place("order")));
  const match = Object.fromEntries(["wire", "call", "prompt_contains"].filter((name) => given[name]).map((name) => [name, given[name]]));
  const times = given.times === "" ? null : Number(given.times);
  return { ...(Object.keys(match).length ? { match } : {}), ...(times === 1 ? {} : { times }), do: JSON.parse(given.do) };
}

function preview() {
  try {
    place("preview").textContent = curl(ruleOfOnesOwn());
  } catch {
    place("preview").textContent = "What happens is no JSON yet.";
  }
}

async function refresh() {
  try {
    const [operations, { faults }] = await Promise.all([ask("/_local/operations"), ask("/_local/faults")]);
    show(operations);
    showRules(faults);
    if (place("said").textContent === "The simulator does not answer.") place("said").textContent = "";
  } catch {
    place("said").textContent = "The simulator does not answer.";
  }
}

place("order").addEventListener("input", preview);
place("order").addEventListener("submit", (event) => {
  event.preventDefault();
  try {
    order(ruleOfOnesOwn());
  } catch {
    preview();
  }
});
preview();
showExamples();
refresh();
setInterval(refresh, 1000);
