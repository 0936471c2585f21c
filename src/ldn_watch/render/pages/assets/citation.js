"use strict";
// Copies the reference. Without a script the text can be selected: the button is then not shown (site.js).
for (const button of document.querySelectorAll("button[data-copies]")) {
  const source = document.getElementById(button.dataset.copies);
  const status = document.getElementById("copied");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent);
      status.textContent = "Copied.";
    } catch {
      // No permission, or a page opened from a disk: select it, so that one key copies it.
      getSelection().selectAllChildren(source);
      status.textContent = "Selected: press Ctrl+C or ⌘C to copy.";
    }
  });
}
