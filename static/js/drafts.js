// Nothing typed is lost: forms with `data-guard` keep a draft in this tab until the server has saved it.
//
// The draft survives an expired session, a lost connection, an expired form token and an error page. It belongs to the
// person signed in, so that the next one on a shared computer does not see it, and goes when they sign out.
// It also keeps the form's `version`: restored after somebody else saved, the server shows both versions (409).
// Answers are saved while somebody types: autosave.js has them.
import { read, typed, write } from "./fields.js";
import { forget, forgetAll, keyOf, noteSent, sentBefore } from "./kept.js";
import { notice, phrase, signInUrl } from "./phrases.js";

/** Status of the page itself; browsers that do not tell are answered by what is on the page. */
export function answered() {
  const status = performance.getEntriesByType("navigation")[0]?.responseStatus;
  return status || (document.querySelector(".form-errors, .is-invalid") ? 422 : 200);
}

/**
 * Whether the server took what was sent: saving always ends in a redirect, to a page without trouble that is not the
 * page to sign in. After a lost connection the next page comes without one.
 */
function wasSaved() {
  const redirected = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  return redirected && answered() < 400 && !document.querySelector("[data-trouble]") && location.pathname !== new URL(signInUrl, location.href).pathname;
}

function forgetSent() {
  const sent = sentBefore();
  if (sent && wasSaved()) forget(sent);
}

class Guard {
  constructor(form) {
    this.form = form;
    this.key = keyOf(form);
    this.original = read(form);
    this.leaving = false;
    this.refused = false;
    this.timer = 0;
  }

  get dirty() {
    return this.refused || typed(this.form, read(this.form)) !== typed(this.form, this.original);
  }

  keep() {
    clearTimeout(this.timer);
    if (this.dirty) sessionStorage.setItem(this.key, JSON.stringify(read(this.form)));
    else sessionStorage.removeItem(this.key);
  }

  restore() {
    const stored = sessionStorage.getItem(this.key);
    if (!stored) return;
    // Refused by the server, which shows what was sent in the form again: still unsaved, nothing to put back.
    if (answered() >= 400) return void (this.refused = true);
    const values = JSON.parse(stored);
    if (typed(this.form, values) === typed(this.form, this.original)) return void sessionStorage.removeItem(this.key);
    write(this.form, values);
    this.form.prepend(notice("info", phrase("restored"), { name: "restored", actions: [[phrase("discard"), (box) => this.discard(box)]] }));
  }

  discard(box) {
    this.refused = false;
    sessionStorage.removeItem(this.key);
    write(this.form, this.original);
    sessionStorage.removeItem(this.key);
    clearTimeout(this.timer);
    box.remove();
  }

  watch() {
    const soon = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), 250);
    };
    this.form.addEventListener("input", soon);
    this.form.addEventListener("change", soon);
    this.form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      // A button with an address of its own saves something else: what is typed stays a draft.
      if (!event.submitter?.hasAttribute("formaction")) noteSent(this.key);
    });
    // Whatever form is sent, the page goes; the draft brings back what this one held.
    document.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      this.keep();
      this.leaving = true;
    });
    this.form.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.elt === this.form && event.detail.successful && event.detail.requestConfig.verb === "post") this.saved();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.leaving || !this.form.isConnected || !this.dirty) return;
      this.keep();
      event.preventDefault();
    });
    window.addEventListener("pageshow", () => (this.leaving = false));
  }

  saved() {
    this.refused = false;
    this.original = read(this.form);
    sessionStorage.removeItem(this.key);
  }
}

export function startDrafts(root) {
  forgetSent();
  for (const form of root.querySelectorAll("form[data-guard]")) {
    if (form.querySelector("[data-save-state]")) continue;
    const guard = new Guard(form);
    guard.restore();
    guard.watch();
  }
  for (const form of document.querySelectorAll("form[data-signs-out]")) form.addEventListener("submit", forgetAll);
}
