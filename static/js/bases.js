// The picker of legal bases: a search box that hides what does not fit, and the list of what is ticked kept up to date.

function words(text) {
  return text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
}

function search(picker, query) {
  const wanted = words(query);
  let found = 0;
  for (const instrument of picker.querySelectorAll("[data-bases-instrument]")) {
    const title = instrument.querySelector("summary").textContent.toLocaleLowerCase();
    let here = 0;
    for (const choice of instrument.querySelectorAll(".form-check")) {
      const text = `${title} ${choice.textContent.toLocaleLowerCase()}`;
      choice.hidden = !wanted.every((word) => text.includes(word));
      here += choice.hidden ? 0 : 1;
    }
    instrument.hidden = here === 0;
    // Searching opens what it finds; an empty box leaves open only what holds something ticked.
    instrument.open = wanted.length > 0 ? here > 0 : instrument.querySelector(":checked") !== null;
    found += here;
  }
  for (const root of picker.querySelectorAll("[data-bases-root]")) root.hidden = !root.querySelector("[data-bases-instrument]:not([hidden])");
  const note = picker.querySelector("[data-bases-found]");
  note.textContent = wanted.length ? (found ? String(found) : note.dataset.none) : "";
}

function tell(picker) {
  const ticked = [...picker.querySelectorAll(".form-check input:checked")];
  picker.querySelector("[data-bases-count]").textContent = ticked.length;
  const names = ticked.map((input) => {
    const chip = document.createElement("span");
    chip.className = "bases-chip";
    chip.textContent = input.closest(".form-check").querySelector("b").textContent;
    return chip;
  });
  picker.querySelector("[data-bases-names]").replaceChildren(...names);
}

for (const picker of document.querySelectorAll("[data-bases]")) {
  const box = picker.querySelector("[data-bases-search]");
  const query = box.querySelector("[data-bases-query]");
  box.hidden = false;
  query.addEventListener("input", () => search(picker, query.value));
  // Enter looks, it does not send the form.
  query.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  picker.addEventListener("change", () => tell(picker));
  picker.closest("form")?.addEventListener("change", (event) => event.target === picker.closest("form") && tell(picker));
}
