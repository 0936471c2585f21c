// Filters of a condition's or a group's page. The rows come from the page itself or, where the list is longer,
// from the pages of its years: the same markup that a reader without a script sees. What is asked for stands
// in the address, so that it can be sent on and the back button goes back.
"use strict";
const form = document.getElementById("filters");
if (form) {
  const STEP = 60;
  const reset = form.querySelector("[type=reset]");
  const found = document.getElementById("found");
  const results = document.getElementById("results");
  const list = document.getElementById("rows");
  const none = document.getElementById("none");
  const more = document.getElementById("more");
  const unfiltered = document.getElementById("unfiltered");
  const years = [...document.querySelectorAll("a[data-year]")];
  const several = new Option("Several kinds", "several");
  const fetched = new Map();
  let asked = 0;
  let waiting = [];

  const wanted = () => ({
    types: new URLSearchParams(location.search).getAll("type"),
    ...Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "type")),
  });

  const isAsked = (want) => want.types.length > 0 || Object.entries(want).some(([name, value]) => name !== "types" && value);

  const inYears = (year, want) => (!want.from || year >= want.from) && (!want.to || year <= want.to)
    && (/^\d{4}$/.test(year) || !(want.from || want.to));

  const ofMark = (marks, name, value) => !value || marks.includes(name) === (value === "only");

  function matches(row, want) {
    const marks = row.dataset.is.split(" ");
    return (!want.types.length || want.types.includes(row.dataset.type)) && inYears(row.dataset.year, want)
      && ["preprint", "retracted", "children", "mention"].every((name) => ofMark(marks, name, want[name]));
  }

  async function rowsOf(address) {
    const rows = [];
    for (let next = address; next;) {
      const answer = await fetch(next);
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      rows.push(...page.querySelectorAll(".rows > .row"));
      const link = page.querySelector("link[rel=next]");
      next = link ? new URL(link.getAttribute("href"), new URL(next, location)).href : "";
    }
    return rows;
  }

  const yearRows = (link) => {
    const address = link.href;
    if (!fetched.has(address)) fetched.set(address, rowsOf(address));
    fetched.get(address).catch(() => fetched.delete(address));
    return fetched.get(address);
  };

  // All rows that may match, and whether some could not be had (a page opened from a disk may not fetch).
  async function candidates(want) {
    const here = [...unfiltered.querySelectorAll(".row")];
    if (!years.length) return [here, false];
    const links = years.filter((link) => inYears(link.dataset.year, want)
      && (!want.types.length || link.dataset.kinds.split(" ").some((kind) => want.types.includes(kind))));
    try {
      return [(await Promise.all(links.map(yearRows))).flat(), false];
    } catch {
      return [here, true];
    }
  }

  function showMore() {
    list.append(...waiting.splice(0, STEP));
    more.hidden = !waiting.length;
  }

  async function show() {
    const want = wanted();
    const ticket = ++asked;
    const filtered = isAsked(want);
    reset.hidden = !filtered;
    if (!filtered) {
      results.hidden = true;
      unfiltered.hidden = false;
      found.textContent = "";
      return;
    }
    if (years.length) found.textContent = "Looking …";
    const [rows, isPart] = await candidates(want);
    if (ticket !== asked) return;
    waiting = rows.filter((row) => matches(row, want)).map((row) => document.importNode(row, true));
    const count = waiting.length;
    list.replaceChildren();
    showMore();
    none.hidden = count > 0;
    results.hidden = false;
    unfiltered.hidden = true;
    found.textContent = `${count} ${count === 1 ? "citation" : "citations"}${isPart ? " of those on this page; the pages of the years below have the rest" : ""}`;
  }

  function fill() {
    const query = new URLSearchParams(location.search);
    for (const field of form.elements) {
      if (!field.name) continue;
      const values = query.getAll(field.name);
      if (field.name === "type") {
        if (values.length > 1) field.add(several);
        else several.remove();
      }
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values.length > 1 ? several.value : values[0] || "";
      if (field.selectedIndex === -1) field.value = "";
    }
    show();
  }

  function go(query) {
    const text = query.toString();
    history.pushState(null, "", text ? `?${text}` : location.pathname);
    fill();
  }

  form.addEventListener("change", () => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    if (query.get("type") === several.value) {
      query.delete("type");
      new URLSearchParams(location.search).getAll("type").forEach((kind) => query.append("type", kind));
    }
    go(query);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    go(new URLSearchParams());
    form.elements[0].focus();
  });
  more.addEventListener("click", () => {
    const first = waiting[0];
    showMore();
    first?.querySelector("a")?.focus();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-filter]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(new URL(link.href).searchParams);
    form.scrollIntoView({ block: "start" });
  });
  addEventListener("popstate", fill);
  fill();
  if (!reset.hidden) form.scrollIntoView({ block: "start", behavior: "instant" });
}
