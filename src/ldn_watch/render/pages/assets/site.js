// What every page can do with a script: say that there is one, and copy what a button names. Loaded before
// the body, so that what needs a script does not appear late and move the rest.
"use strict";
document.documentElement.classList.add("scripted");
addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const said = document.getElementById(button.dataset.said || "");
  try {
    await navigator.clipboard.writeText(new URL(button.dataset.copy, location).href);
    if (said) said.textContent = "Copied.";
  } catch {
    if (said) said.textContent = "Your browser did not let us copy; copy the link by hand.";
  }
});
