// A filter over the list of conditions. Without it the list is there all the same, by group.
"use strict";
(function () {
  const list = document.getElementById("conditions");
  if (!list) { return; }
  // Accents and case do not matter: "Sjogren" finds "Sjögren".
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const groups = Array.from(list.querySelectorAll("details"), (details) => ({
    details,
    name: fold(details.querySelector("summary").textContent),
    wasOpen: details.open,
    items: Array.from(details.querySelectorAll("li"), (item) => ({ item, text: fold(item.textContent) })),
  }));
  const field = document.createElement("p");
  field.className = "field";
  field.innerHTML = '<label for="filter">Find a condition</label>' +
    '<input id="filter" type="search" autocomplete="off" aria-controls="conditions">' +
    '<span id="found" role="status"></span>';
  list.before(field);
  const input = field.querySelector("input");
  const found = field.querySelector("#found");
  const show = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const group of groups) {
      const whole = words.length > 0 && words.every((word) => group.name.includes(word));
      let here = 0;
      for (const one of group.items) {
        const fits = whole || words.every((word) => one.text.includes(word));
        one.item.hidden = !fits;
        here += fits ? 1 : 0;
      }
      group.details.hidden = here === 0;
      group.details.open = words.length > 0 ? here > 0 : group.wasOpen || group.details.querySelector(":checked") !== null;
      count += here;
    }
    found.textContent = words.length ? (count === 1 ? "1 condition" : count + " conditions") : "";
  };
  input.addEventListener("input", show);
  // Enter in the filter is no wish to send the form.
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); } });
  // Who ticks a condition wants "only the conditions that I tick".
  list.addEventListener("change", (event) => {
    const chosen = document.querySelector('input[name="scope"][value="chosen"]');
    if (event.target.checked && chosen) { chosen.checked = true; }
  });
})();
