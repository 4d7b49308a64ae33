// Saving while somebody types (decision 0023): forms that hold components of partials/answer/save_state.html.
//
// A second after the last key the form goes to `data-url`; one request at a time, each with the version the person saw. Until the
// server says "saved" a copy lies in the browser (kept.js) and goes out by itself: when the connection is back, after signing in
// again, or when the page is opened anew. What cannot be saved is said beside the button, and stays in the fields.
import { goToConflict, showConflict } from "./conflict.js";
import { answered } from "./drafts.js";
import { read, typed, write } from "./fields.js";
import { forget, forgetOld, keep, keepAgain, kept, keyOf, nameOf, noteSent } from "./kept.js";
import { announce, notice, person, phrase } from "./phrases.js";
import { SaveState } from "./savestate.js";
import { askToSignIn, token, whoIsThere } from "./signin.js";

const PAUSE = 1000;
const LONGEST_PAUSE = 10000;
const PATIENCE = 20000;
// Browsers let a request outlive its page only when it is small.
const SMALL = 60000;
const windows = "BroadcastChannel" in window ? new BroadcastChannel("answers") : null;

class Autosave {
  constructor(box) {
    this.state = new SaveState(box);
    this.form = box.closest("form");
    this.url = box.dataset.url;
    this.key = keyOf(this.form);
    this.saved = read(this.form);
    // Why what is typed cannot go out at the moment: offline, invalid, missing, stale, session, refused, failed; empty when nothing is in the way.
    this.trouble = "";
    this.flying = null;
    this.tries = 0;
    // Whether the browser has a copy of this window's.
    this.hasCopy = false;
  }

  get dirty() {
    return this.unsent || typed(this.form, read(this.form)) !== typed(this.form, this.saved);
  }

  /** A choice between two versions, or a refusal, is somebody's to deal with first. */
  get halted() {
    return this.trouble === "stale" || this.trouble === "refused";
  }

  // Keeping a copy

  keep() {
    clearTimeout(this.keeping);
    if (this.dirty || this.trouble === "missing") keep(this.key, read(this.form));
    else if (this.hasCopy) forget(this.key);
    this.hasCopy = this.dirty || this.trouble === "missing";
  }

  restore() {
    const values = kept(this.key);
    if (answered() >= 400) {
      // The server shows in the form what was sent by the button: not saved yet. Before two versions the person chooses.
      this.unsent = true;
      this.trouble = document.querySelector(".stale[data-trouble]") ? "stale" : "invalid";
      return;
    }
    if (!values) return;
    if (typed(this.form, values) === typed(this.form, this.saved)) return void forget(this.key);
    this.hasCopy = true;
    write(this.form, values);
    this.form.prepend(notice("info", this.state.words("restored"), { name: "restored" }));
    this.save();
  }

  // Saving

  soon(pause) {
    clearTimeout(this.timer);
    if (this.halted) return void this.form.dispatchEvent(new CustomEvent("preview", { bubbles: true }));
    this.since ??= Date.now();
    this.timer = setTimeout(() => this.save(), Date.now() - this.since > LONGEST_PAUSE ? 0 : pause);
  }

  save() {
    clearTimeout(this.timer);
    if (this.flying) {
      this.again = true;
      return this.flying;
    }
    if (this.halted || !this.dirty) return null;
    this.since = undefined;
    this.flying = this.send().finally(() => {
      this.flying = null;
      if (this.again) this.soon(0);
      this.again = false;
    });
    return this.flying;
  }

  post(values) {
    const body = new URLSearchParams(Object.entries(values).flatMap(([name, given]) => given.map((value) => [name, value])));
    body.set("person", person);
    return fetch(this.url, {
      method: "POST",
      body,
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      keepalive: String(body).length < SMALL,
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  async send() {
    const values = read(this.form);
    this.keep();
    if (!this.trouble) this.state.tell("saving", this.state.words("saving"));
    try {
      const response = await this.post(values);
      const isJson = response.headers.get("Content-Type")?.includes("json");
      await this.judge(response.status, isJson ? await response.json() : { words: (await response.text()).slice(0, 300) }, isJson, values);
    } catch {
      // No connection, or it broke before the answer was here.
      this.tryLater();
    }
  }

  judge(status, answer, isJson, values) {
    if (status === 200) return this.took(answer, values);
    if (status === 401) return this.signIn();
    if (status === 409) return this.choose(answer);
    if (status === 422) return this.wrong(answer);
    // Without JSON: the form's token is too old, as after signing in in another window. A fresh one, once.
    if (status === 403 && !isJson && !this.renewed) return this.renew();
    if (status >= 500 || status === 429) return this.tryLater();
    // A refusal stands; what the server could not take otherwise may be better after the next change.
    this.trouble = status === 403 ? "refused" : "failed";
    this.state.tell("trouble", this.state.words("not", { why: answer.words }));
  }

  took(answer, values) {
    this.unsent = this.renewed = this.declined = false;
    this.tries = 0;
    this.saved = values;
    this.setVersion(answer.version);
    this.mark([]);
    this.trouble = answer.missing.length ? "missing" : "";
    if (answer.points) document.getElementById("nilai").innerHTML = answer.points;
    this.form.querySelector(".save-bar-note")?.setAttribute("hidden", "");
    this.tellSaved(answer);
    this.keep();
    windows?.postMessage({ key: this.key, values, version: answer.version, words: answer.words });
    if (this.dirty) this.soon(PAUSE);
  }

  tellSaved(answer) {
    if (!answer.missing.length) return void this.state.tell("saved", answer.words);
    const what = answer.missing.map((fault) => `${fault.label}: ${fault.text}`).join(" ");
    this.state.tell("partly", `${answer.words ? `${answer.words}. ` : ""}${this.state.words("missing", { what })}`);
  }

  setVersion(version) {
    this.form.elements.version.value = version;
    this.saved = { ...this.saved, version: [String(version)] };
  }

  // What can be in the way

  wrong(answer) {
    this.trouble = "invalid";
    this.mark(answer.faults);
    const what = answer.faults.map((fault) => (fault.label ? `${fault.label}: ${fault.text}` : fault.text)).join(" ");
    this.state.tell("trouble", `${answer.words}. ${what}`);
  }

  mark(faults) {
    const wrong = new Set(faults.map((fault) => fault.field));
    for (const field of this.form.querySelectorAll("[name]")) {
      if (field.type === "hidden" || field.type === "radio") continue;
      field.classList.toggle("is-invalid", wrong.has(field.name));
      if (wrong.has(field.name)) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }

  tryLater() {
    this.trouble = "offline";
    this.tries += 1;
    this.state.tell("offline", this.state.words("offline"));
    const pause = Math.min(60, 2 ** this.tries) * 1000;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause * (0.8 + Math.random() * 0.4));
  }

  async renew() {
    this.renewed = true;
    await whoIsThere();
    this.again = true;
  }

  signIn() {
    this.trouble = "session";
    this.state.tell("trouble", this.state.words("session"), [phrase("signIn"), () => this.ask()]);
    // Not awaited: the request is over, and whoever closes the dialog types on without being asked again.
    if (!this.declined) this.ask();
  }

  async ask() {
    const who = await askToSignIn();
    this.declined = !who;
    if (!who) return;
    if (who.key === person) return void this.save();
    // Nobody's words are saved under another name; they wait for the one who typed them.
    this.trouble = "refused";
    this.state.tell("trouble", this.state.words("other", { who: who.name }));
  }

  choose(answer) {
    this.trouble = "stale";
    this.state.tell("trouble", answer.words, [this.state.words("show"), goToConflict]);
    const theirs = { ...read(this.form), ...answer.theirs, version: [String(answer.version)] };
    showConflict(this.form, { html: answer.html, theirs, mine: () => read(this.form) }, (values, gaveUp) => {
      const before = read(this.form);
      this.trouble = "";
      this.unsent = false;
      this.saved = theirs;
      write(this.form, values);
      this.setVersion(answer.version);
      this.keep();
      if (gaveUp) this.offerBack(before);
      if (this.dirty) this.save();
      else this.state.tell("saved", this.state.words("taken"));
    });
  }

  /** What somebody gave up for another version can be had back while the page is open. */
  offerBack(values) {
    const { version: _old, ...typedThen } = values;
    const back = (box) => {
      box.remove();
      write(this.form, typedThen);
    };
    this.form.prepend(notice("info", this.state.words("given"), { name: "given-up", actions: [[this.state.words("back"), back]] }));
  }

  // Events

  watch() {
    const { form } = this;
    const type = (pause) => (event) => {
      if (event.target.type === "file") return;
      keepAgain();
      clearTimeout(this.keeping);
      this.keeping = setTimeout(() => this.keep(), 200);
      if (this.dirty) this.soon(pause);
    };
    form.addEventListener("input", type(PAUSE));
    form.addEventListener("change", type(150));
    form.addEventListener("focusout", () => this.dirty && this.soon(0));
    document.addEventListener("submit", (event) => this.beforeLeaving(event), { capture: true });
    document.addEventListener("click", (event) => {
      if (!event.target.closest("[data-forgets]")) return;
      this.leaving = true;
      forget(this.key);
    });
    window.addEventListener("online", () => {
      this.tries = 0;
      if (this.trouble === "offline") this.save();
    });
    window.addEventListener("pagehide", () => this.lastWord());
    window.addEventListener("pageshow", () => (this.leaving = false));
    document.addEventListener("visibilitychange", () => this.trouble !== "session" && this.save());
    window.addEventListener("beforeunload", (event) => {
      if (this.leaving) return;
      this.keep();
      if (this.trouble && (this.dirty || this.trouble === "missing")) event.preventDefault();
    });
    windows?.addEventListener("message", ({ data }) => this.follow(data));
  }

  /** Another window of the same person saved this answer: follow, unless something else is typed here. */
  follow({ key, values, version, words }) {
    if (key !== this.key || this.dirty || this.flying) return;
    this.saved = values;
    write(this.form, values);
    this.setVersion(version);
    this.state.tell("saved", words);
  }

  /** Another form, or this one by its button: wait for what is on its way, so that it does not come too late or meet itself. */
  beforeLeaving(event) {
    const sent = event.target;
    if (event.defaultPrevented || sent.closest("dialog") || sent.matches("[hx-post], [hx-get]")) return;
    const isOwn = sent === this.form && !event.submitter?.hasAttribute("formaction");
    const ready = this.flying ?? (isOwn || this.trouble ? null : this.save());
    if (ready && sent.dataset.waited !== "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      sent.dataset.waited = "true";
      const { submitter } = event;
      const patience = new Promise((resolve) => setTimeout(resolve, 4000));
      return void Promise.race([ready, patience]).then(() => sent.requestSubmit(submitter));
    }
    delete sent.dataset.waited;
    clearTimeout(this.timer);
    this.keep();
    if (isOwn) noteSent(this.key);
    this.leaving = isOwn || !this.trouble;
  }

  lastWord() {
    if (!this.dirty || this.halted || this.flying || this.leaving) return;
    keep(this.key, read(this.form));
    this.post(read(this.form)).catch(() => {});
  }
}

/** The time to answer is over, but something typed here was never saved: it can still be copied. */
function showLeftOver() {
  const key = nameOf("jawaban");
  const values = kept(key);
  const text = values ? Object.entries(values).filter(([name]) => name !== "version").flatMap(([, given]) => given).filter((value) => value.length > 2).join("\n") : "";
  if (!text) return;
  announce("warning", phrase("leftOver"), { name: "left-over", actions: [[phrase("discard"), (box) => (forget(key), box.remove())]] });
  const area = document.createElement("textarea");
  area.className = "form-control";
  area.readOnly = true;
  area.value = text;
  area.setAttribute("aria-label", phrase("leftOver"));
  document.querySelector('[data-notice="left-over"] [data-text]').after(area);
}

export function startAutosave() {
  forgetOld();
  const box = document.querySelector("form [data-save-state]");
  if (!box) return void (document.querySelector("[data-answer-closed]") && showLeftOver());
  const autosave = new Autosave(box);
  autosave.watch();
  autosave.restore();
}
