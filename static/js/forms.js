// Forms: the summary of errors gets the focus, text fields grow, nothing is sent twice, filters act at once.

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function growing(root) {
  if (CSS.supports("field-sizing", "content")) return;
  for (const area of root.querySelectorAll("textarea")) {
    area.addEventListener("input", () => grow(area));
    if (area.value) grow(area);
  }
}

/** A second press on "save" while the first one travels does nothing. */
function sentOnce(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sending === "true") return void event.preventDefault();
    form.dataset.sending = "true";
    form.setAttribute("aria-busy", "true");
    setTimeout(() => settle(form), 15000);
  });
}

function settle(form) {
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
}

export function startForms(root) {
  growing(root);
  root.querySelector("[data-autofocus]:not(.specimen *)")?.focus();
  for (const form of root.querySelectorAll('form[method="post" i]:not([data-once]):not([hx-post])')) {
    form.dataset.once = "";
    sentOnce(form);
  }
  for (const form of root.querySelectorAll("form[data-auto-submit]")) {
    form.addEventListener("change", (event) => event.target.matches("select, [type=checkbox], [type=radio]") && form.requestSubmit());
  }
}

// Back from the next page with the browser's button: the form may be sent again.
window.addEventListener("pageshow", () => document.querySelectorAll("[data-sending]").forEach(settle));
