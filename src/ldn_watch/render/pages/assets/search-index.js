// The index of the search, read from static files: see docs/adr/0011-search-in-the-browser.md.
// In: the folder of the files, what a reader typed. Out: citations with their scores. Throws where a file
// cannot be loaded. Words are folded and parted as ldn_watch/webindex does it, by the rules in the table.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES = new Uint8Array(128);
for (let at = 0; at < 64; at += 1) VALUES[LETTERS.charCodeAt(at)] = at;

const STRENGTH = [1, 1.6, 2.4, 4]; // said once, said often, named (author, keyword, condition), in the title
const OTHER_FORM = 0.9, CORRECTED = 0.7, BEGINNING = 0.5;
const FEW = 3; // a word that so few citations have may be a misspelt one
const MOST_FORMS = 40;
const MOST = 1_000_000; // bytes that are loaded at most before the first result, whatever was typed
const OF_THE_PAGE = 60_000, FOR_TEXTS = 100_000, LEAST_FOR_WORDS = 300_000; // of them
const KNOWN = "known.txt", TEXTS = 2048, TEXT_UNIT = 1000;
const PREPRINT = 1, RETRACTED = 2, CHILDREN = 4;

export function* numbers(text) {
  let number = 0, scale = 1;
  for (let at = 0; at < text.length; at += 1) {
    const value = VALUES[text.charCodeAt(at)];
    number += (value & 31) * scale;
    if (value < 32) { yield number; number = 0; scale = 1; } else scale *= 32;
  }
}

// How many numbers a text holds: each ends with a letter of the lower half.
const length = (text) => text.match(/[A-Za-f]/g)?.length ?? 0;

// How many letters must be changed, put in, left out or swapped with the next; above `most`: most + 1.
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [], last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length];
}

// Known words with their ranks; each is told by how many letters it shares with the one before.
function knownWords(text) {
  let word = "";
  return [...text.matchAll(/([a-z])([a-z]*)([A-Z])/g)].map(([, shared, rest, rank]) => {
    word = word.slice(0, shared.charCodeAt(0) - 97) + rest;
    return [word, rank.charCodeAt(0) - 64];
  });
}

// Without the signs that make a text read backwards: a last wall, the index is made without them.
const plain = (text) => text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");

// The same letters in another order, as in chron and crohn, are one slip.
const inOrder = (word) => [...word].sort().join("");

// How many letters of one word the other has not.
const missing = (word, other) => [...word].reduce((rest, letter) => rest.replace(letter, ""), other).length + word.length - other.length;

// What one query may load. Files that are kept from an earlier one count too: or the same query would find
// other things in its turn.
class Room {
  constructor(bytes, sizes) {
    this.left = bytes;
    this.sizes = sizes;
    this.taken = new Set();
  }

  // Whether these files are loaded for the query: all of them, or none. `isSure`: in any case.
  take(names, isSure = false) {
    const fresh = [...new Set(names)].filter((name) => !this.taken.has(name));
    const bytes = fresh.reduce((sum, name) => sum + (this.sizes.get(name) ?? 0), 0);
    if (bytes > this.left && !isSure) return false;
    this.left -= bytes;
    for (const name of fresh) this.taken.add(name);
    return true;
  }
}

export class Index {
  constructor(folder) {
    this.folder = folder;
    this.files = new Map();
  }

  // The table, without which nothing can be told.
  async open() {
    const table = await this.load("table.json"), told = JSON.parse(table);
    if (told.version !== 2) throw new Error("the index is of another version than this page");
    this.rules = { ...told.rules, stop: new Set(told.rules.stop), heavy: new Set(told.rules.heavy) };
    this.conditions = told.conditions.map(([id, label, [group, groupLabel]]) => ({ id, label, group, groupLabel }));
    this.studies = told.studies.map(([id, label]) => ({ id, label }));
    this.sizes = new Map(Object.entries(told.shelves).map(([shelf, size]) => [`words/w-${shelf}.txt`, size]));
    this.sizes.set(KNOWN, told.known);
    [...numbers(told.texts)].forEach((size, at) => this.sizes.set(`texts/${at}.json`, size * TEXT_UNIT));
    this.room = MOST - OF_THE_PAGE - table.length;
    this.rows = this.readRows(told.rows);
    return this;
  }

  readRows(text) {
    const rows = new Map(), next = numbers(text), read = () => next.next().value;
    let pmid = 0;
    for (let gap = read(); gap !== undefined; gap = read()) {
      pmid = pmid ? pmid - gap : gap;
      const year = read(), study = this.studies[read()], flags = read();
      const conditions = Array.from({ length: read() }, () => this.conditions[read()]);
      rows.set(pmid, {
        pmid, year: year && year + 1800, study, conditions, groups: new Set(conditions.map((one) => one.group)),
        isPreprint: Boolean(flags & PREPRINT), isRetracted: Boolean(flags & RETRACTED), isChildren: Boolean(flags & CHILDREN),
      });
    }
    return rows;
  }

  // A file is asked for once, and again the next time where it failed. The server is asked whether a kept
  // copy is still good: files of two days together would tell of citations that are not there.
  load(name) {
    if (!this.files.has(name)) {
      const answer = fetch(`${this.folder}/${name}`, { cache: "no-cache" }).then((got) => {
        if (!got.ok) throw new Error(`${name}: ${got.status}`);
        return got.text();
      });
      answer.catch(() => this.files.delete(name));
      this.files.set(name, answer);
    }
    return this.files.get(name);
  }

  fold(text) {
    const lowered = text.toLowerCase();
    if (/^[\x00-\x7f]*$/.test(lowered)) return lowered;
    let folded = "";
    for (const part of lowered.normalize("NFKD").toLowerCase()) {
      if (!/\p{M}/u.test(part)) folded += this.rules.letters[part] ?? part;
    }
    return folded;
  }

  isSearched(word) {
    const size = [...word].length;
    return size > 1 && size <= 40 && !this.rules.stop.has(word) && !(size < 4 && /^\p{Nd}+$/u.test(word));
  }

  words(text) {
    return (this.fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => this.isSearched(word));
  }

  shelf(word) {
    const named = (key, prefix) => (/^[a-z0-9]+$/.test(key) ? prefix + key : `${prefix}other`);
    if (word.startsWith("10.")) return named(word.replace(/[-_.;()/:<>[\]]+$/, "").slice(-1), "doi-");
    if (/^nct[0-9]+$/.test(word)) return `nct-${word.slice(-1)}`;
    return named(word.slice(0, this.rules.heavy.has(word.slice(0, 2)) ? 3 : 2), "");
  }

  // The file where a word stands if any citation has it.
  fileOf(word) {
    return `words/w-${this.shelf(word)}.txt`;
  }

  async linesOf(word) {
    const name = this.fileOf(word);
    return this.sizes.has(name) ? `\n${await this.load(name)}` : "";
  }

  // The posting list of exactly this word; "" where no citation has it.
  async postings(word) {
    const lines = await this.linesOf(word), at = lines.indexOf(`\n${word} `);
    return at < 0 ? "" : lines.slice(at + word.length + 2, lines.indexOf("\n", at + 1));
  }

  // The words that begin so, without the word itself.
  async beginningWith(start) {
    const lines = await this.linesOf(start), found = [];
    let at = lines.indexOf(`\n${start}`);
    while (at >= 0 && lines.startsWith(start, at + 1) && found.length < MOST_FORMS) {
      const word = lines.slice(at + 1, lines.indexOf(" ", at));
      if (word !== start) found.push(word);
      at = lines.indexOf("\n", at + 1);
    }
    return found;
  }

  // Plural and singular, British and American: those that may exist.
  otherForms(word) {
    const forms = new Set([`${word}s`, `${word}es`, word.replace(/y$/, "ies"), word.replace(/ies$/, "y")]);
    if (/[^siu]s$/.test(word)) forms.add(word.slice(0, -1));
    if (/es$/.test(word)) forms.add(word.slice(0, -2));
    for (const [british, american] of this.rules.spellings) {
      forms.add(word.replace(british, american)).add(word.replace(american, british));
    }
    forms.delete(word);
    return [...forms].filter((form) => form.length > 2);
  }

  // The known word that one typed resembles most; the more common of two.
  async nearest(word, most, from = 0) {
    this.known ??= knownWords(await this.load(KNOWN));
    const letters = inOrder(word);
    let best = null;
    for (const [known, rank] of this.known) {
      if (rank < from || known === word || Math.abs(known.length - word.length) > most) continue;
      const isMixed = known.length === word.length && known[0] === word[0] && inOrder(known) === letters;
      const apart = isMixed ? 1 : distance(word, known, most);
      if (apart > most) continue;
      const cost = 10 * apart + 2 * missing(word, known) + (known[0] === word[0] ? 0 : 4) - rank / 2;
      if (!best || cost < best.cost) best = { word: known, cost };
    }
    return best?.word;
  }

  // What one word of a query is looked for as, as far as there is room: { typed, forms, isBegun, isAsTyped
  // (there was no room for all) }.
  plan(typed, room, isLast) {
    const forms = new Map([[typed, 1]]), isBegun = isLast && typed.length > 2;
    let isAsTyped = false;
    for (const form of this.otherForms(typed)) {
      if (room.take([this.fileOf(form)])) forms.set(form, OTHER_FORM);
      else isAsTyped = true;
    }
    return { typed, forms, isBegun, isAsTyped };
  }

  // What such a word is found as, and what it may have been meant to be.
  async look({ typed, forms, isBegun, ...rest }) {
    const lists = await this.listsOf(forms), beginnings = isBegun ? await this.beginningWith(typed) : [];
    return { typed, forms, beginnings, lists, ...rest };
  }

  // -> what it matches: PMID -> strength, the words, and what was put in its place.
  async match({ typed, forms, beginnings, lists, mended, isAsTyped }) {
    const more = new Map(beginnings.filter((form) => !forms.has(form)).map((form) => [form, BEGINNING]));
    if (mended) more.set(mended.word, CORRECTED);
    return { typed, mended, isAsTyped, ...this.weighed([...lists, ...(await this.listsOf(more))]) };
  }

  // A word that no or few citations have gets what it may have been meant to be: { word, isAlso }. One after
  // the other, by the order of the words: who comes first gets the room.
  async mend(one, room) {
    const { typed, lists, beginnings } = one, size = typed.length;
    const count = lists.reduce((sum, [, , postings]) => sum + length(postings), 0);
    one.mended = null;
    if (count > FEW || size < 4 || !/^[a-z]+$/.test(typed)) return;
    if (!room.take([KNOWN])) { one.isAsTyped = true; return; }
    const isAlso = count > 0 || beginnings.length > 0;
    const most = isAlso && size < 10 ? 1 : size < 6 ? 1 : size < 10 ? 2 : 3;
    const near = await this.nearest(typed, most, isAlso ? 5 : 0); // beside words that exist: from 16 citations on
    if (!near || this.otherForms(typed).includes(near) || near.startsWith(typed)) return;
    if (room.take([this.fileOf(near)])) one.mended = { word: near, isAlso };
    else one.isAsTyped = true;
  }

  async listsOf(forms) {
    const lists = await Promise.all([...forms].map(async ([form, factor]) => [form, factor, await this.postings(form)]));
    return lists.filter(([, , postings]) => postings);
  }

  weighed(lists) {
    const strengths = new Map();
    for (const [, factor, postings] of lists) {
      let pmid = 0;
      for (const number of numbers(postings)) {
        const gap = Math.floor(number / 4), strength = factor * STRENGTH[number % 4];
        pmid = pmid ? pmid - gap : gap;
        if (this.rows.has(pmid) && !(strengths.get(pmid) >= strength)) strengths.set(pmid, strength);
      }
    }
    const rarity = Math.log(1 + this.rows.size / (strengths.size || 1));
    return { strengths, rarity, words: lists.map(([word]) => word) };
  }

  // The identifier that was typed or pasted: { pmid } or { doi }, else {}.
  identifier(query) {
    const pmid = /^\s*(?:pmid[:\s]*|https?:\/\/pubmed\.ncbi\.nlm\.nih\.gov\/)?(\d{1,9})\/?\s*$/i.exec(query);
    if (pmid && this.rows.has(Number(pmid[1]))) return { pmid: Number(pmid[1]) };
    const doi = /10\.\d{4,9}\/\S+/.exec(query);
    return doi ? { doi: doi[0].toLowerCase() } : {};
  }

  // { scores: PMID -> score, matches, room (bytes that are left), left (words that there was no room for),
  // isLoose (no citation has all the words), isEmpty (no word to look for) }. Words are taken as typed,
  // without mending or beginnings, where `isExact`; whatever it costs, all are looked for where `isWhole`.
  async find(query, { isExact = false, isWhole = false } = {}) {
    const { pmid, doi } = this.identifier(query);
    if (pmid) return { scores: new Map([[pmid, 1]]), matches: [], left: [], room: this.room };
    const words = doi ? [doi] : [...new Set(this.words(query))];
    const last = /[\p{L}\p{N}\p{M}]$/u.test(query) && !doi && words.at(-1);
    const room = new Room(isWhole ? Infinity : Math.max(LEAST_FOR_WORDS, this.room - FOR_TEXTS), this.sizes);
    const left = words.filter((word, at) => !room.take([this.fileOf(word)], at === 0));
    const kept = words.filter((word) => !left.includes(word));
    const matches = await (isExact || doi ? this.exactly(kept) : this.freely(kept, room, last));
    return { ...this.together(matches), matches, left, room: room.left + FOR_TEXTS };
  }

  together(matches) {
    const scores = this.scored(matches, (held) => held === matches.length);
    if (scores.size || matches.length < 2) return { scores, isEmpty: !matches.length };
    return { scores: this.scored(matches, (held) => held > 0), isLoose: true };
  }

  async freely(words, room, last) {
    const plans = words.map((word) => this.plan(word, room, word === last));
    const looked = await Promise.all(plans.map((one) => this.look(one)));
    for (const one of looked) await this.mend(one, room);
    return Promise.all(looked.map((one) => this.match(one)));
  }

  exactly(words) {
    return Promise.all(words.map(async (word) => (
      { typed: word, mended: null, ...this.weighed(await this.listsOf(new Map([[word, 1]]))) }
    )));
  }

  scored(matches, isEnough) {
    const scores = new Map(), held = new Map();
    for (const { strengths, rarity } of matches) {
      for (const [pmid, strength] of strengths) {
        scores.set(pmid, (scores.get(pmid) ?? 0) + strength * rarity);
        held.set(pmid, (held.get(pmid) ?? 0) + 1);
      }
    }
    return new Map([...scores].filter(([pmid]) => isEnough(held.get(pmid))));
  }

  // How many of these citations' texts there is room for: one at least.
  fitting(pmids, bytes) {
    const room = new Room(bytes, this.sizes), names = pmids.map((pmid) => this.textFile(pmid));
    const end = names.findIndex((name, at) => !room.take([name], at === 0));
    return end < 0 ? pmids.length : end;
  }

  textFile(pmid) {
    return `texts/${pmid % TEXTS}.json`;
  }

  // What a result shows.
  async text(pmid) {
    const told = JSON.parse(await this.load(this.textFile(pmid)))[pmid];
    if (!told) throw new Error(`no text of ${pmid}`);
    const [title, authors, journal, abstract] = told;
    return { title: plain(title), authors: authors.map(plain), journal: plain(journal), abstract: plain(abstract) };
  }
}
