// The page of an indicator: comments leave their field once they are written, warnings come without noise.

/** Once the server has taken what was typed the field is empty; before the guard of drafts looks (hence in the capture phase). */
function emptyWhenTaken(event) {
  const form = event.detail.elt;
  if (!(form instanceof HTMLFormElement) || !("empties" in form.dataset) || !event.detail.successful) return;
  for (const field of form.querySelectorAll("textarea")) {
    field.value = "";
    field.classList.remove("is-invalid");
    field.removeAttribute("aria-invalid");
  }
  form.querySelector(".field-error")?.remove();
}

/** What is only a hint may fail without anybody being told. */
function keepQuiet(root) {
  for (const quiet of root.querySelectorAll("[data-quiet]")) {
    for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) quiet.addEventListener(name, (event) => event.stopPropagation());
  }
}

export function startIndicator() {
  document.addEventListener("htmx:afterRequest", emptyWhenTaken, { capture: true });
  keepQuiet(document);
}
