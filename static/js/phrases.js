// Sentences for people. They live in templates/partials/phrases.html, where they can be translated.
const source = document.getElementById("phrases");

/** The sentence called `name` with its %(placeholders)s filled in. */
export function phrase(name, values = {}) {
  const text = source?.dataset[name] ?? "";
  return text.replace(/%\((\w+)\)s/g, (whole, key) => values[key] ?? whole);
}

/** Who is signed in (a number), or an empty string. */
export const person = source?.dataset.person ?? "";
export const signInUrl = source?.dataset.signInUrl ?? "";
export const uploadLimit = Number(source?.dataset.uploadLimit) || Infinity;

/** A size people read: 1,4 MB. */
export function sizeOf(bytes) {
  const [amount, unit] = bytes < 1048576 ? [bytes / 1024, "KB"] : [bytes / 1048576, "MB"];
  return `${new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(amount)} ${unit}`;
}

/**
 * Build a notice like components/alert.html. `actions` are [words, address or function].
 * `name` makes it replace an earlier notice of the same name.
 */
export function notice(kind, text, { actions = [], name = "" } = {}) {
  const fragment = document.getElementById("notice-template").content.cloneNode(true);
  const box = fragment.querySelector(".notice");
  box.classList.add(`notice--${kind}`);
  box.setAttribute("role", kind === "danger" ? "alert" : "status");
  if (name) box.dataset.notice = name;
  box.querySelector("[data-text]").textContent = text;
  const row = box.querySelector(".notice-actions");
  for (const [words, target] of actions) row.append(action(words, target, box));
  if (!actions.length) row.remove();
  return box;
}

function action(words, target, box) {
  const link = document.createElement(typeof target === "string" ? "a" : "button");
  link.className = "btn btn-sm btn-secondary";
  link.textContent = words;
  if (typeof target === "string") {
    link.href = target;
  } else {
    link.type = "button";
    link.addEventListener("click", () => target(box));
  }
  return link;
}

/** Show a notice at the top of the page, in view, in place of an earlier one of that name. */
export function announce(kind, text, options = {}) {
  const region = document.querySelector(".messages");
  if (!region || !text) return;
  const name = options.name ?? text;
  for (const old of region.querySelectorAll("[data-notice]")) if (old.dataset.notice === name) old.remove();
  const box = notice(kind, text, { ...options, name });
  region.prepend(box);
  box.scrollIntoView({ block: "nearest" });
}

/** Take an announced notice away again. */
export function withdraw(name) {
  for (const old of document.querySelectorAll(".messages [data-notice]")) if (old.dataset.notice === name) old.remove();
}
