// The line that says whether what is typed is saved. Seen at once; read aloud only when something changes for the reader.

// What a screen reader is told: "saving" and every further "saved" would only be chatter.
const QUIET = new Set(["saving", "typing"]);

export class SaveState {
  constructor(box) {
    this.box = box;
    this.line = box.querySelector("[data-line]");
    this.aloud = box.querySelector("[data-aloud]");
    this.button = box.querySelector("[data-act]");
    this.button.addEventListener("click", () => this.act?.());
  }

  words(name, values = {}) {
    return (this.box.dataset[name] ?? "").replace(/%\((\w+)\)s/g, (whole, key) => values[key] ?? whole);
  }

  /** Say `text`; `action` is [words, function] for a button beside it. */
  tell(state, text, action = null) {
    const before = this.box.dataset.state;
    this.box.dataset.state = state;
    this.box.hidden = false;
    this.line.textContent = text;
    if (!QUIET.has(state) && !(state === "saved" && this.told === "saved")) {
      this.aloud.textContent = text;
      this.told = state;
    }
    this.act = action?.[1] ?? null;
    this.button.hidden = !action;
    this.button.textContent = action?.[0] ?? "";
    return before;
  }
}
