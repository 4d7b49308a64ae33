// Files travel by themselves, in parts (tus): each with its progress, to be paused, gone on with, tried again or cancelled. A broken
// connection costs what was on its way, never what has arrived; after a reload the same file, chosen again, goes on (decision 0024).
// Before it travels, the browser asks by the file's SHA-256 whether the region has it already.
import { fingerprint } from "./fingerprint.js";
import { person, sizeOf } from "./phrases.js";
import { askToSignIn, canAsk, token } from "./signin.js";

const AT_ONCE = 2;
// Small parts where the line is bad: a proxy that keeps a part to itself until it is whole loses no more than that.
const LARGEST_PART = 4 * 1024 * 1024;
const SMALLEST_PART = 256 * 1024;
const PAUSES = [500, 1000, 2000, 4000, 8000, 15000, 30000];
const TRY_AGAIN = new Set([0, 408, 409, 423, 425]);
const MINUTE = 60000;
const ENDED = new Set(["done", "refused", "cancelled"]);

let client = null;

/** The client of the protocol, fetched when the first file is chosen. */
async function tus(address) {
  client ??= import(address).catch((error) => {
    client = null;
    throw error;
  });
  await client;
  return window.tus;
}

const headers = () => ({ Accept: "application/json", "X-CSRFToken": token() });
const wait = (pause) => new Promise((resolve) => setTimeout(resolve, pause));

const make = (tag, values) => Object.assign(document.createElement(tag), values);

function button(words, act) {
  const made = make("button", { type: "button", className: "btn btn-sm btn-secondary", textContent: words });
  made.addEventListener("click", act);
  return made;
}

/** One file on its way, and its line on the page. */
class Sending {
  constructor(area, file) {
    this.area = area;
    this.file = file;
    this.sent = 0;
    this.part = LARGEST_PART;
    this.tries = 0;
    this.build();
    this.become("waiting", "waiting");
  }

  build() {
    const line = make("li", { className: "upload" });
    const name = make("p", { className: "upload-name", textContent: this.file.name });
    const acts = make("div", { className: "upload-acts" });
    const bar = make("progress", { className: "upload-bar", max: this.file.size, value: 0 });
    bar.setAttribute("aria-label", this.area.words("progress", { name: this.file.name }));
    const state = make("p", { className: "upload-state" });
    line.append(name, acts, bar, state);
    this.area.rows.append(line);
    Object.assign(this, { line, acts, bar, said: state });
  }

  // What the line says

  become(state, words, values = {}, buttons = []) {
    this.state = state;
    this.line.className = `upload is-${state}`;
    this.line.dataset.state = state;
    this.tell(words, values);
    const focused = this.acts.contains(document.activeElement);
    this.acts.replaceChildren(...buttons.map(([name, act]) => button(this.area.words(name), act)));
    if (focused) this.acts.querySelector("button")?.focus();
    this.bar.hidden = ENDED.has(state) || state === "known";
    if (state !== "sending" || !this.wasSending) this.area.aloud(`${this.file.name}: ${this.said.textContent}`);
    this.wasSending = state === "sending";
  }

  tell(words, values = {}) {
    const amounts = { sent: sizeOf(this.sent), size: sizeOf(this.file.size), name: this.file.name };
    this.said.textContent = this.area.box.dataset[words] === undefined ? words : this.area.words(words, { ...amounts, ...values });
  }

  end(state, words) {
    this.become(state, words, {}, state === "refused" ? [["dismissRow", () => this.line.remove()]] : []);
    this.area.next();
  }

  // The way

  async start() {
    this.become("checking", "checking", {}, [["cancel", () => this.cancel()]]);
    const found = await this.known();
    if (this.state !== "checking") return;
    if (found?.refused) return this.end("refused", found.refused);
    if (found?.here) return this.end("done", found.words);
    if (found?.known) return this.offer(found);
    await this.send();
  }

  async known() {
    this.sha256 = await fingerprint(this.file);
    if (!this.sha256) return null;
    try {
      const response = await fetch(`${this.area.box.dataset.knownUrl}?sha256=${this.sha256}`, { headers: headers() });
      return response.ok ? await response.json() : null;
    } catch {
      return null; // The upload itself will say what is the matter.
    }
  }

  /** The region has it: nothing travels. */
  offer(found) {
    this.become("known", found.words, {}, [["use", () => this.use(found)], ["leave", () => this.end("cancelled", "cancelled")]]);
    this.area.next();
  }

  async use(found) {
    const body = new URLSearchParams({ file: found.file, sha256: this.sha256 });
    try {
      const response = await fetch(this.area.box.dataset.useUrl, { method: "POST", body, headers: headers() });
      if (response.status === 401) return void this.signIn(() => this.use(found));
      const told = response.headers.get("Content-Type")?.includes("json") ? await response.json() : { message: (await response.text()).slice(0, 300) };
      this.end(response.ok ? "done" : "refused", told.message);
      if (response.ok) this.area.refresh();
    } catch {
      this.become("broken", "stopped", {}, [["retry", () => this.use(found)], ["cancel", () => this.end("cancelled", "cancelled")]]);
    }
  }

  async send() {
    try {
      const { Upload } = await tus(this.area.client);
      this.upload = new Upload(this.file, this.options());
      const [before] = await this.upload.findPreviousUploads();
      if (before) this.upload.resumeFromPreviousUpload(before);
      if (this.state === "checking") this.go();
    } catch {
      this.stop();
    }
  }

  options() {
    return {
      endpoint: this.area.box.dataset.url,
      chunkSize: this.part,
      retryDelays: PAUSES,
      removeFingerprintOnSuccess: true,
      metadata: { filename: this.file.name },
      // Another person at the same computer begins anew.
      fingerprint: (file, options) => Promise.resolve(["kkpham", person, options.endpoint, file.name, file.size, file.lastModified].join("|")),
      onBeforeRequest: (request) => this.before(request),
      onAfterResponse: (request, response) => this.after(request, response),
      onShouldRetry: () => this.mayRetry(),
      onProgress: (sent) => this.progress(sent),
      onChunkComplete: () => this.better(),
      onSuccess: () => this.finish(),
      onError: (error) => this.failed(error),
    };
  }

  before(request) {
    this.status = 0;
    for (const [name, value] of Object.entries(headers())) request.setHeader(name, value);
  }

  /** Asked how far an upload is, only “there is none” means to begin anew: after a session or a server that is away it goes on. */
  after(request, response) {
    this.status = response.getStatus();
    const isLost = this.status === 404 || this.status === 410;
    if (request.getMethod() === "HEAD" && this.status >= 400 && !isLost) throw new Error(`${this.status} when asked how far the upload is`);
  }

  go() {
    clearTimeout(this.later);
    this.become("sending", "going", {}, [["pause", () => this.pause()], ["cancel", () => this.cancel()]]);
    this.upload.start();
  }

  progress(sent) {
    this.sent = this.bar.value = sent;
    if (this.state === "broken") this.become("sending", "going", {}, [["pause", () => this.pause()], ["cancel", () => this.cancel()]]);
    else if (this.state === "sending") this.tell("going");
  }

  /** The line holds: larger parts again. */
  better() {
    this.part = Math.min(LARGEST_PART, this.part * 2);
    this.upload.options.chunkSize = this.part;
  }

  mayRetry() {
    const { status } = this;
    this.part = Math.max(SMALLEST_PART, this.part / 4);
    this.upload.options.chunkSize = this.part;
    const may = TRY_AGAIN.has(status) || status >= 500;
    if (may && this.state === "sending") this.become("broken", "broken", {}, [["pause", () => this.pause()], ["cancel", () => this.cancel()]]);
    return may;
  }

  failed(error) {
    const response = error.originalResponse;
    const { status } = this;
    if (status === 401) return void this.signIn(() => this.go());
    if (!status || TRY_AGAIN.has(status)) return this.stop();
    const isPlain = response?.getHeader("Content-Type")?.startsWith("text/plain");
    if (status >= 500 || !isPlain) return this.stop("failed", { status });
    this.end("refused", response.getBody().slice(0, 300));
  }

  stop(words = "stopped", values = {}) {
    this.become("broken", words, values, [["retry", () => this.again()], ["cancel", () => this.cancel()]]);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.state === "broken" && this.again(), MINUTE);
    this.area.next();
  }

  again() {
    if (this.arrived) return void this.finish();
    // Whatever still waits to be tried by itself is tried now.
    this.upload?.abort();
    return this.upload ? this.go() : this.start();
  }

  pause() {
    this.upload?.abort();
    this.become("paused", "paused", {}, [["resume", () => this.go()], ["cancel", () => this.cancel()]]);
    this.area.next();
  }

  cancel() {
    // What has arrived is thrown away on the server; should that fail, its sweep does it.
    clearTimeout(this.later);
    this.upload?.abort(true).catch(() => {});
    this.end("cancelled", "cancelled");
  }

  async signIn(then) {
    const ask = async () => {
      const who = canAsk() ? await askToSignIn() : null;
      if (who?.key === person) then();
    };
    const again = canAsk() ? [["retry", ask]] : [];
    this.become("broken", "session", {}, [...again, ["cancel", () => this.cancel()]]);
    await ask();
  }

  /** All bytes are there: what becomes of the file? Asked until the server says. */
  async finish() {
    this.arrived = true;
    this.sent = this.bar.value = this.file.size;
    this.become("judging", "judging");
    for (const pause of [...PAUSES, 0]) {
      try {
        const response = await fetch(this.upload.url, { method: "POST", headers: headers() });
        if (response.status === 401) return void this.signIn(() => this.finish());
        if (response.ok) return this.told(await response.json());
        if (response.status < 500) return this.end("refused", (await response.text()).slice(0, 300));
      } catch {
        // The link broke; what became of the file is kept for whoever asks again.
      }
      await wait(pause);
    }
    this.stop();
  }

  told({ outcome, message }) {
    this.end(outcome === "refused" ? "refused" : "done", message);
    if (outcome !== "refused") this.area.refresh();
  }

  get isOnItsWay() {
    return ["waiting", "checking", "sending", "judging"].includes(this.state);
  }
}

/** The place where files are dropped. */
class Area {
  constructor(box, input) {
    this.box = box;
    this.input = input;
    this.rows = box.querySelector("[data-upload-rows]");
    this.client = new URL(box.dataset.client, location.href).href;
    this.list = [];
    for (const part of box.querySelectorAll("[data-without-uploads]")) part.hidden = true;
    for (const part of box.querySelectorAll("[data-with-uploads]")) part.hidden = false;
  }

  words(name, values = {}) {
    return (this.box.dataset[name] ?? "").replace(/%\((\w+)\)s/g, (whole, key) => values[key] ?? whole);
  }

  aloud(text) {
    this.box.querySelector("[data-upload-aloud]").textContent = text;
  }

  /** Take what was chosen out of the field: it travels by itself, not with the form. */
  take() {
    const files = [...this.input.files];
    this.input.value = "";
    for (const file of files) {
      this.list.push(new Sending(this, file));
      for (const line of this.rows.querySelectorAll("[data-waits]")) if (line.dataset.waits === `${file.size}:${file.name}`) line.remove();
    }
    this.showLast();
    this.next();
  }

  isLastSeen() {
    const { top, bottom } = this.list.at(-1)?.line.getBoundingClientRect() ?? { top: -1 };
    return top >= 0 && bottom <= window.innerHeight;
  }

  showLast() {
    this.list.at(-1)?.line.scrollIntoView({ block: "nearest" });
  }

  next() {
    const busy = this.list.filter((sending) => ["checking", "sending", "judging"].includes(sending.state)).length;
    const waiting = this.list.filter((sending) => sending.state === "waiting");
    for (const sending of waiting.slice(0, Math.max(0, AT_ONCE - busy))) sending.start();
    if (!this.list.some((sending) => sending.isOnItsWay)) this.box.dispatchEvent(new CustomEvent("uploads:quiet"));
  }

  async refresh() {
    try {
      const response = await fetch(this.box.dataset.listUrl, { headers: headers() });
      if (!response.ok) return;
      const text = await response.text();
      const isSeen = this.isLastSeen();
      document.querySelector("[data-evidence-list]").innerHTML = text;
      // The list above has grown: whoever looks at the lines keeps them in view.
      if (isSeen) this.showLast();
      // The self score counts evidence.
      this.box.closest("form").dispatchEvent(new CustomEvent("preview", { bubbles: true }));
    } catch {
      // The list is right again when the page is opened anew.
    }
  }

  /** What this person began here before and did not finish. */
  async showUnfinished() {
    try {
      const response = await fetch(this.box.dataset.url, { headers: headers() });
      if (!response.ok) return;
      for (const found of (await response.json()).unfinished) this.showOne(found);
    } catch {
      // Without a connection there is nothing to go on with.
    }
  }

  showOne({ url, name, size, received }) {
    const line = make("li", { className: "upload is-unfinished" });
    line.dataset.waits = `${size}:${name}`;
    const title = make("p", { className: "upload-name", textContent: name });
    const acts = make("div", { className: "upload-acts" });
    const state = make("p", { className: "upload-state", textContent: this.words("unfinished", { sent: sizeOf(received), size: sizeOf(size) }) });
    const discard = async () => {
      const response = await fetch(url, { method: "DELETE", headers: { ...headers(), "Tus-Resumable": "1.0.0" } }).catch(() => null);
      if (response?.ok || response?.status === 404) line.remove();
    };
    acts.append(button(this.words("discard"), discard));
    line.append(title, acts, state);
    this.rows.append(line);
  }

  /** Saving waits for the files that are on their way, so that leaving the page does not break them off. */
  holdBack(event) {
    if (event.defaultPrevented || event.target.closest("dialog") || !this.list.some((sending) => sending.isOnItsWay)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter, target } = event;
    this.aloud(this.words("saveWaits"));
    if (this.held) return;
    this.held = make("p", { className: "upload-state", textContent: this.words("saveWaits") });
    this.rows.after(this.held);
    this.box.addEventListener("uploads:quiet", () => {
      this.held.remove();
      this.held = null;
      // Files that could not be taken keep the page: somebody should read why.
      if (this.list.every((sending) => ["done", "cancelled"].includes(sending.state))) target.requestSubmit(submitter);
    }, { once: true });
  }
}

/** The area behind a field of files that sends by itself, or null. */
export function startUploads(input) {
  const box = input.closest("[data-uploads]");
  if (!box || !window.fetch || !window.DataTransfer) return null;
  const area = new Area(box, input);
  document.addEventListener("submit", (event) => area.holdBack(event), { capture: true });
  window.addEventListener("online", () => area.list.filter((sending) => sending.state === "broken" && sending.said.textContent !== area.words("session")).forEach((sending) => sending.again()));
  window.addEventListener("beforeunload", (event) => {
    if (area.list.some((sending) => sending.isOnItsWay)) event.preventDefault();
  });
  if (box.closest("form")) area.showUnfinished();
  return area;
}

