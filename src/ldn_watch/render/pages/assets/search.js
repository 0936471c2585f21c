// The search page: the form, its URL and the results. Texts from outside are only ever put in as text.

import { Index } from "./search-index.js";

const PAGE = 10, EXCERPT = 260, MOST_AUTHORS = 4, MOST_TAGS = 6, PAUSE = 300;
const KEYS = ["q", "condition", "group", "study", "from", "to", "preprints", "children", "retracted", "sort", "exact", "all"];
const form = document.getElementById("search"), list = document.getElementById("results");
const told = document.getElementById("told"), notes = document.getElementById("notes"), more = document.getElementById("more");
const index = new Index("search");
const opened = index.open();
let turn = 0; // the number of the newest search: an older one that comes late shows nothing

const make = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter(Boolean));
  return made;
};
const counted = (count) => `${count.toLocaleString("en-GB")} citation${count === 1 ? "" : "s"}`;

// --- the URL and the form -------------------------------------------------------------------------

function readForm() {
  const asked = new URLSearchParams();
  for (const [key, value] of new FormData(form)) if (value.trim()) asked.set(key, value.trim());
  return asked;
}

function writeForm(asked) {
  for (const field of form.elements) {
    if (!KEYS.includes(field.name)) continue;
    if (field.type === "checkbox") field.checked = asked.get(field.name) === field.value;
    else field.value = asked.get(field.name) ?? "";
  }
  const details = form.querySelector("details");
  if ([...asked.keys()].some((key) => !["q", "exact", "all"].includes(key))) details.open = true;
}

const addressOf = (asked) => `search.html${asked.size ? `?${asked}` : ""}`;

// `way`: "push" where a reader may want to come back to what was there, "replace" while one types.
function go(asked, way) {
  const address = addressOf(asked);
  if (way === "push" && address !== addressOf(new URLSearchParams(location.search))) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  return run(asked);
}

// --- filters --------------------------------------------------------------------------------------

const FILTERS = {
  condition: (row, value) => row.conditions.some((one) => one.id === value),
  group: (row, value) => row.groups.has(value),
  study: (row, value) => row.study.id === value,
  from: (row, value) => row.year >= Number(value),
  to: (row, value) => row.year > 0 && row.year <= Number(value),
  preprints: (row) => !row.isPreprint,
  children: (row) => row.isChildren,
  retracted: (row) => row.isRetracted,
};

function filtered(rows, asked, without = "") {
  const wanted = Object.entries(FILTERS).filter(([key]) => key !== without && asked.has(key));
  return rows.filter((row) => wanted.every(([key, fits]) => fits(row, asked.get(key))));
}

// Each choice with how many citations it would leave.
function tell(rows, asked) {
  const counts = { condition: new Map(), group: new Map(), study: new Map() };
  const namesOf = { condition: (row) => row.conditions.map((one) => one.id), group: (row) => row.groups, study: (row) => [row.study.id] };
  for (const [key, count] of Object.entries(counts)) {
    for (const row of filtered(rows, asked, key)) for (const name of namesOf[key](row)) count.set(name, (count.get(name) ?? 0) + 1);
    for (const option of form.elements[key].querySelectorAll("option[value]:not([value=''])")) {
      const size = count.get(option.value) ?? 0;
      option.textContent = `${option.dataset.label} (${size.toLocaleString("en-GB")})`;
      option.hidden = !size && !option.selected;
    }
  }
}

function fill() {
  const option = (id, label) => {
    const made = make("option", { value: id, textContent: label });
    made.dataset.label = label;
    return made;
  };
  const byLabel = (a, b) => a.label.localeCompare(b.label, "en");
  const groups = new Map(index.conditions.map((one) => [one.group, one.groupLabel]));
  const sorted = [...groups].map(([id, label]) => ({ id, label })).sort(byLabel);
  form.elements.condition.append(...sorted.map((group) => {
    const conditions = index.conditions.filter((one) => one.group === group.id).sort(byLabel);
    return make("optgroup", { label: group.label }, ...conditions.map((one) => option(one.id, one.label)));
  }));
  form.elements.group.append(...sorted.map((one) => option(one.id, one.label)));
  form.elements.study.append(...[...index.studies].sort(byLabel).map((one) => option(one.id, one.label)));
}

// --- results --------------------------------------------------------------------------------------

const newest = (a, b) => b.year - a.year || b.pmid - a.pmid;

async function run(asked) {
  const mine = (turn += 1);
  list.setAttribute("aria-busy", "true");
  try {
    await opened;
    const query = asked.get("q") ?? "", how = { isExact: asked.has("exact"), isWhole: asked.has("all") };
    const found = query ? await index.find(query, how) : null;
    if (mine !== turn) return;
    const all = found && !found.isEmpty ? [...found.scores.keys()].map((pmid) => index.rows.get(pmid)) : [...index.rows.values()];
    const rows = filtered(all, asked);
    const byScore = (a, b) => found.scores.get(b.pmid) - found.scores.get(a.pmid) || newest(a, b);
    rows.sort(found && !found.isEmpty && asked.get("sort") !== "new" ? byScore : newest);
    tell(all, asked);
    await show(rows, query, found, asked, mine);
  } catch (error) {
    if (mine === turn) fail(error);
  } finally {
    if (mine === turn) list.removeAttribute("aria-busy");
  }
}

async function show(rows, query, found, asked, mine) {
  const isMark = marker(found);
  let shown = index.fitting(rows.slice(0, PAGE).map((row) => row.pmid), found?.room ?? index.room);
  const first = await items(rows.slice(0, shown), isMark);
  if (mine !== turn) return;
  list.replaceChildren(...first);
  told.textContent = sentence(rows.length, query, found, asked);
  notes.replaceChildren(...remarks(query, found, asked));
  more.hidden = rows.length <= shown;
  more.onclick = async () => {
    const next = await items(rows.slice(shown, shown + PAGE), isMark);
    if (mine !== turn) return;
    list.append(...next);
    shown += PAGE;
    more.hidden = rows.length <= shown;
    next[0].querySelector("a").focus();
  };
}

function sentence(count, query, found, asked) {
  const isFiltered = Object.keys(FILTERS).some((key) => asked.has(key));
  const isTyped = query && !found.isEmpty && !found.left.length && !found.matches.some((one) => one.mended && !one.mended.isAlso);
  const what = `${count ? counted(count) : "No citation"}${isTyped ? ` for “${query}”` : ""}`;
  return `${what}${isFiltered ? " with these filters" : ""}${query ? "" : ", newest first"}.`;
}

// What was not looked for, or not in every way, so that little is loaded; and how it is.
function left(found, asked) {
  const quoted = (words) => words.map((word) => `“${word}”`).join(", ");
  const typed = found?.matches.filter((one) => one.isAsTyped).map((one) => one.typed) ?? [];
  const whole = new URLSearchParams(asked);
  whole.set("all", "1");
  const made = [];
  if (found?.left.length) made.push(`Not looked for: ${quoted(found.left)}.`);
  if (typed.length) made.push(`Looked for as typed, without other spellings: ${quoted(typed)}.`);
  if (!made.length) return [];
  const link = make("a", { href: addressOf(whole), textContent: "Search for every word in full" });
  return [make("p", {}, `So as to load little, not all was looked for. ${made.join(" ")} `, link, " (loads more).")];
}

// What was searched for instead, and what a reader can do.
function remarks(query, found, asked) {
  const made = left(found, asked);
  const mended = found?.matches.filter((one) => one.mended) ?? [];
  const exact = new URLSearchParams(asked);
  exact.set("exact", "1");
  for (const { typed, mended: { word, isAlso } } of mended) {
    made.push(make("p", {}, isAlso ? "Also showing results for " : "Showing results for ", make("strong", { textContent: word }), isAlso ? "." : `: no citation has “${typed}”.`));
  }
  if (mended.length) made.push(make("p", {}, make("a", { href: addressOf(exact), textContent: "Search only for what I typed" })));
  if (found?.isEmpty) made.push(make("p", { textContent: "These words are in nearly every citation, or too short to look for: all citations are shown." }));
  if (found?.isLoose && found.scores.size) made.push(make("p", { textContent: "No citation has all of these words; these have some of them." }));
  if (found && !found.scores.size && !found.isEmpty) made.push(make("p", { textContent: "Try fewer or other words, a condition’s name, an author, a PMID or a DOI." }));
  return made;
}

const items = (rows, isMark) => Promise.all(rows.map((row) => item(row, isMark)));

async function item(row, isMark) {
  const text = await index.text(row.pmid).catch(() => ({ title: `PMID ${row.pmid}`, authors: [], journal: "", abstract: "" }));
  const { authors } = text, shown = authors.slice(0, MOST_AUTHORS).join(", ");
  const link = make("a", { href: `citations/${row.pmid}.html` }, ...marked(text.title, isMark));
  const isTold = /^\W*retracted/i.test(text.title);
  return make("li", { className: row.isRetracted ? "entry is-retracted" : "entry" },
    make("h2", {}, row.isRetracted && !isTold && make("strong", { className: "grave", textContent: "Retracted: " }), link),
    shown && make("p", { className: "soft" }, ...marked(shown, isMark), authors.length > MOST_AUTHORS ? ` and ${authors.length - MOST_AUTHORS} more` : ""),
    make("p", { className: "soft" }, text.journal ? `${text.journal}. ` : "", `PMID ${row.pmid}`),
    make("p", { className: "tags" }, ...tags(row)),
    text.abstract && make("p", { className: "excerpt" }, ...marked(excerpt(text.abstract, isMark), isMark)),
  );
}

function tags(row) {
  const tag = (label, kind = "") => make("span", { className: `tag ${kind}`.trim(), textContent: label });
  return [
    row.isRetracted && tag("Retracted", "grave"),
    row.study.id !== "other" && tag(row.study.label, "kind"),
    row.isPreprint && tag("Preprint", "kind"),
    row.isChildren && tag("Children or adolescents", "kind"),
    ...row.conditions.slice(0, MOST_TAGS).map((one) => tag(one.label)),
    row.conditions.length > MOST_TAGS && tag(`${row.conditions.length - MOST_TAGS} more`),
  ];
}

// --- the words that were found --------------------------------------------------------------------

function marker(found) {
  const wanted = new Set((found?.matches ?? []).flatMap((one) => one.words));
  return (word) => wanted.size > 0 && index.words(word).some((one) => wanted.has(one));
}

// The text in pieces, the matching words as <mark>.
function marked(text, isMark) {
  const pieces = [];
  let last = 0;
  for (const { 0: word, index: at } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    if (!isMark(word)) continue;
    pieces.push(text.slice(last, at), make("mark", { textContent: word }));
    last = at + word.length;
  }
  return [...pieces, text.slice(last)];
}

// The part of an abstract that holds most of the words, from the beginning of a word on.
function excerpt(text, isMark) {
  const places = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].filter(([word]) => isMark(word)).map((one) => one.index);
  const within = (start) => places.filter((at) => at >= start && at < start + EXCERPT - 60).length;
  const best = places.reduce((held, at) => (within(at) > within(held) ? at : held), places[0] ?? 0);
  const from = best < 80 ? 0 : text.indexOf(" ", best - 60) + 1;
  const end = from + EXCERPT >= text.length ? text.length : text.lastIndexOf(" ", from + EXCERPT);
  const to = end > from ? end : from + EXCERPT;
  return `${from ? "… " : ""}${text.slice(from, to)}${to < text.length ? " …" : ""}`;
}

function fail(error) {
  console.warn("search:", error.message);
  list.replaceChildren();
  notes.replaceChildren();
  more.hidden = true;
  told.replaceChildren("The search could not be loaded. ", make("a", { href: "index.html#feeds", textContent: "The plain lists by condition are here" }), "; or try again later.");
}

// --- beginning ------------------------------------------------------------------------------------

let pause = 0;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  go(readForm(), "push");
});
form.elements.q.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => go(readForm(), "replace"), PAUSE);
});
form.addEventListener("change", (event) => {
  if (event.target !== form.elements.q) go(readForm(), "push");
});
form.addEventListener("reset", () => setTimeout(() => {
  writeForm(new URLSearchParams());
  go(new URLSearchParams(), "push");
}));
addEventListener("popstate", () => {
  const asked = new URLSearchParams(location.search);
  writeForm(asked);
  run(asked);
});

opened.then(fill, () => {}).then(() => {
  const asked = new URLSearchParams([...new URLSearchParams(location.search)].filter(([key, value]) => KEYS.includes(key) && value));
  writeForm(asked);
  run(asked);
});
