// From one indicator to the next by keyboard: Alt+Page Down and Alt+Page Up follow the links marked rel="next" and rel="prev".
//
// No single letter moves anybody (WCAG 2.1.4), an open dialog keeps the keys for itself, and what is typed is safe: the link
// is followed as if it had been clicked, so drafts and autosave have their word first.

const LINKS = { PageDown: "next", PageUp: "prev" };

function follow(event) {
  const rel = LINKS[event.key];
  if (!rel || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat || event.isComposing) return;
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const link = document.querySelector(`[data-keys] a[rel="${rel}"]`);
  if (!link) return;
  event.preventDefault();
  // A field tells that it changed when it is left; clicking a link would leave it too.
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  link.click();
}

export function startKeys() {
  if (!document.querySelector("[data-keys]")) return;
  for (const hint of document.querySelectorAll("[data-keys-hint]")) hint.hidden = false;
  document.addEventListener("keydown", follow);
}
