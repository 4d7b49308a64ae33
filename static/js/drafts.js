// Nothing typed is lost: forms with `data-guard` keep a draft in this tab until the server has saved it.
//
// The draft survives an expired session, a lost connection, an expired form token and an error page. It belongs to the
// person signed in, so that the next one on a shared computer does not see it, and goes when they sign out.
// It also keeps the form's `version`: restored after somebody else saved, the server shows both versions (409).
import { notice, person, phrase, signInUrl } from "./phrases.js";

const PREFIX = "draft:";
const SENT = "draft-sent";
const NEVER = new Set(["csrfmiddlewaretoken", "next"]);

function keyOf(form) {
  return `${PREFIX}${person}:${location.pathname}#${form.dataset.guard || form.id || "form"}`;
}

function fieldsOf(form) {
  // `data-passing` marks what is only tried and never saved.
  return [...form.elements].filter((field) => field.name && !NEVER.has(field.name) && !("passing" in field.dataset) && !["file", "password", "submit", "button"].includes(field.type) && field.tagName !== "FIELDSET");
}

function read(form) {
  const values = {};
  for (const field of fieldsOf(form)) {
    const checkable = field.type === "checkbox" || field.type === "radio";
    values[field.name] ??= [];
    if (!checkable || field.checked) values[field.name].push(...(field.multiple ? [...field.selectedOptions].map((option) => option.value) : [field.value]));
  }
  return values;
}

function write(form, values) {
  // Forms with rows that come and go make room first (workshop.js).
  form.dispatchEvent(new CustomEvent("draft:write", { bubbles: true, detail: values }));
  const rest = structuredClone(values);
  for (const field of fieldsOf(form)) {
    const wanted = rest[field.name];
    if (!wanted) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = wanted.includes(option.value);
    else if (wanted.length) field.value = wanted.shift();
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

/** What a person typed; hidden fields alone are no reason to ask anything. */
function typed(form, values) {
  const hidden = new Set(fieldsOf(form).filter((field) => field.type === "hidden").map((field) => field.name));
  return JSON.stringify(Object.entries(values).filter(([name]) => !hidden.has(name)));
}

/** Status of the page itself; browsers that do not tell are answered by what is on the page. */
function answered() {
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
  const sent = sessionStorage.getItem(SENT);
  if (!sent) return;
  if (wasSaved()) sessionStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
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
      if (!event.submitter?.hasAttribute("formaction")) sessionStorage.setItem(SENT, this.key);
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

/** Drafts go with the person who leaves. */
function forgetAll() {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}

export function startDrafts(root) {
  forgetSent();
  for (const form of root.querySelectorAll("form[data-guard]")) {
    const guard = new Guard(form);
    guard.restore();
    guard.watch();
  }
  for (const form of document.querySelectorAll("form[data-signs-out]")) form.addEventListener("submit", forgetAll);
}
