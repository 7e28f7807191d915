// The menu of a phone, the copy button of each block of code, and the search: all of it without a server.
const root = document.documentElement;
root.classList.add("js");

const menu = document.querySelector(".menu");
const nav = document.querySelector("nav");
menu.hidden = false;
menu.addEventListener("click", () => menu.setAttribute("aria-expanded", String(nav.classList.toggle("open"))));
nav.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });

for (const block of document.querySelectorAll(".code")) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: "Copy" });
  button.addEventListener("click", async () => {
    const { textContent } = block.querySelector("code");
    try {
      await navigator.clipboard.writeText(textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(block.querySelector("code"));
      button.textContent = "Selected";
    }
    button.classList.add("done");
    setTimeout(() => {
      button.textContent = "Copy";
      button.classList.remove("done");
    }, 1600);
  });
  block.append(button);
}

const box = document.querySelector(".search");
const input = box.querySelector("input");
const found = document.querySelector("#found");
const MOST = 12;
const WORTH = { Start: 2, Concepts: 2, Guides: 2, "Work on it": 0.5, Decisions: 0.3 }; // a word in a decision is seldom what is looked for
let parts;

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const loaded = () => {
  parts ??= fetch("/docs/search.json")
    .then((answer) => answer.json())
    .then((all) => all.map((part) => ({ ...part, page: folded(part.p), heading: folded(part.h), text: folded(part.t) })));
  return parts;
};

/** How well a part answers one word: whole words and beginnings of words count, its heading most. */
const weight = (part, word) => {
  const begins = new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "gu");
  const times = (text) => text.match(begins)?.length ?? 0;
  const heads = part.h ? times(part.heading) * 20 + times(part.page) * 6 : times(part.page) * 40;
  return heads + Math.min(times(part.text), 5);
};

const search = (all, asked) => {
  const words = folded(asked).split(/\s+/).filter(Boolean);
  const ranked = [];
  for (const part of all) {
    const weights = words.map((word) => weight(part, word));
    if (words.length && weights.every(Boolean)) {
      ranked.push({ part, rank: weights.reduce((sum, each) => sum + each) * (WORTH[part.s] ?? 1) });
    }
  }
  return ranked.sort((one, other) => other.rank - one.rank).slice(0, MOST).map(({ part }) => part);
};

/** The words around the first hit, each hit marked. */
const excerpt = (part, asked) => {
  const words = folded(asked).split(/\s+/).filter(Boolean);
  const first = Math.min(...words.map((word) => part.text.indexOf(word)).filter((place) => place >= 0), part.text.length);
  const at = part.t.lastIndexOf(" ", Math.max(0, first - 40)) + 1;
  const line = document.createElement("span");
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "i");
  const text = part.t.slice(at, at + 150).replace(/\s\S*$/, " …");
  for (const [index, piece] of text.split(pattern).entries()) {
    const node = index % 2 ? document.createElement("mark") : document.createTextNode(piece);
    if (index % 2) node.textContent = piece;
    line.append(node);
  }
  return line;
};

const show = async () => {
  const asked = input.value.trim();
  found.hidden = !asked;
  if (!asked) return;
  const hits = search(await loaded(), asked);
  if (asked !== input.value.trim()) return;
  found.replaceChildren(
    ...hits.map((part) => {
      const link = Object.assign(document.createElement("a"), { href: part.u });
      const where = Object.assign(document.createElement("small"), { textContent: part.h ? `${part.s} · ${part.p}` : part.s });
      const title = Object.assign(document.createElement("strong"), { textContent: part.h || part.p });
      link.append(where, title, excerpt(part, asked));
      return link;
    }),
  );
  if (!hits.length) found.append(Object.assign(document.createElement("p"), { textContent: `Nothing about “${asked}”.` }));
};

box.hidden = false;
input.addEventListener("focus", loaded);
input.addEventListener("input", show);
const leave = () => {
  found.hidden = true;
};
document.addEventListener("click", (event) => !box.contains(event.target) && leave());
found.addEventListener("click", leave);
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea");
  if (event.key === "/" && !typing && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    input.focus();
  } else if (event.key === "Escape") {
    leave();
    input.blur();
  } else if (box.contains(event.target) && ["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) {
    const links = [...found.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Enter" && at < 0) links[0]?.click();
    else if (event.key !== "Enter") {
      event.preventDefault();
      (links[at + (event.key === "ArrowDown" ? 1 : -1)] ?? input).focus();
    }
  }
});
