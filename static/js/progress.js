// Follow long work (components/job_progress.html): ask how far it is, more rarely when nothing moves, and go on when the network is lost.
const FIRST = 700;
const SLOWEST = 5000;
const SLOWEST_LOST = 30000;

function fill(text, values) {
  return text.replace(/%\((\w+)\)s/g, (whole, key) => values[key] ?? whole);
}

/** Loads the page again, once for each job, so that a page that shows a finished job does not turn in circles. */
function reloadOnce(url) {
  const key = `job-finished:${url}`;
  if (sessionStorage.getItem(key)) return;
  sessionStorage.setItem(key, "1");
  location.reload();
}

class Follower {
  constructor(box) {
    this.box = box;
    this.bar = box.querySelector("progress");
    this.words = box.querySelector("[data-progress-text]");
    this.wait = FIRST;
    this.seen = "";
  }

  say(text) {
    if (text && this.words.textContent !== text) this.words.textContent = text;
  }

  later() {
    setTimeout(() => this.ask(), this.wait);
  }

  async ask() {
    if (!this.box.isConnected) return;
    if (document.hidden) return void document.addEventListener("visibilitychange", () => this.ask(), { once: true });
    let response;
    try {
      response = await fetch(this.box.dataset.progressUrl, { headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "error" });
      if (response.status === 401 || response.status === 403) return this.stop(this.box.dataset.progressSession);
      if (response.status === 404) return reloadOnce(this.box.dataset.progressUrl);
      if (!response.ok) throw new Error(response.status);
      this.show(await response.json());
    } catch {
      this.lost();
    }
  }

  show(job) {
    this.box.classList.remove("is-lost");
    this.bar.max = job.total || 1;
    if (job.state === "running" && !job.total) this.bar.removeAttribute("value");
    else this.bar.value = job.done;
    if (job.finished) return this.finish(job);
    const counted = fill(this.box.dataset.progressCount, { done: job.done, total: job.total });
    this.say(job.state === "queued" ? this.box.dataset.progressWaiting : `${job.label}: ${counted}`);
    this.wait = counted === this.seen ? Math.min(this.wait * 1.4, SLOWEST) : FIRST;
    this.seen = counted;
    this.later();
  }

  finish(job) {
    this.box.classList.toggle("is-failed", job.state === "failed");
    this.say(job.error || this.box.dataset.progressFinished);
    this.bar.value = job.state === "failed" ? job.done : this.bar.max;
    setTimeout(() => reloadOnce(this.box.dataset.progressUrl), job.error ? 2500 : 400);
  }

  lost() {
    this.box.classList.add("is-lost");
    this.say(this.box.dataset.progressLost);
    this.wait = Math.min(Math.max(this.wait * 2, 2000), SLOWEST_LOST);
    this.later();
  }

  stop(text) {
    this.box.classList.add("is-lost");
    this.box.classList.remove("is-live");
    this.say(text);
  }
}

export function startProgress(root) {
  for (const box of root.querySelectorAll('[data-progress-url]:not(.is-live, [data-progress-url=""])')) {
    box.classList.add("is-live");
    new Follower(box).ask();
  }
}
