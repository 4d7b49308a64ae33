// Two versions of an answer side by side, to choose from; the server draws them (partials/answer/conflict.html).

function chosen(section) {
  const parts = {};
  for (const part of section.querySelectorAll("[data-fields]")) parts[part.dataset.fields] = part.querySelector("input:checked").value;
  return parts;
}

function all(section, side) {
  return Object.fromEntries([...section.querySelectorAll("[data-fields]")].map((part) => [part.dataset.fields, side]));
}

/** What the fields hold after the choice: `parts` says for each group of fields "theirs", "mine" or "both". */
function merged(parts, theirs, mine) {
  const values = { ...mine };
  for (const [names, side] of Object.entries(parts)) {
    for (const name of names.split(" ")) {
      if (side === "theirs" && theirs[name]) values[name] = theirs[name];
      if (side === "both") values[name] = [`${theirs[name]?.[0] ?? ""}\n\n${mine[name]?.[0] ?? ""}`.trim()];
    }
  }
  return values;
}

/** Lead there; somebody who is typing is not torn away by themselves. */
export function goToConflict() {
  const section = document.querySelector("[data-conflict]");
  section?.focus({ preventScroll: true });
  section?.scrollIntoView({ block: "start" });
}

export function dropConflict() {
  document.querySelector("[data-conflict]")?.remove();
}

/** Show both; `decide` is called with the values chosen and whether something of one's own was given up. */
export function showConflict(form, { html, theirs, mine }, decide) {
  dropConflict();
  const box = document.createElement("template");
  box.innerHTML = html;
  const section = box.content.firstElementChild;
  form.before(section);
  section.addEventListener("click", (event) => {
    const take = event.target.closest("[data-take]")?.dataset.take;
    if (!take) return;
    const parts = take === "chosen" ? chosen(section) : all(section, take);
    section.remove();
    decide(merged(parts, theirs, mine()), Object.values(parts).includes("theirs"));
  });
}
