// Copies of what is typed, in the browser: under person and address, so that the next one on a shared computer does not see them.
//
// Forms that only the button saves keep theirs in the window (sessionStorage). Answers, which are saved while somebody types, keep
// theirs until the server has them, past a closed window or a crash (localStorage); after three days a copy is thrown away.
import { person } from "./phrases.js";

const PREFIX = "draft:";
const SENT = "draft-sent";
const OLDEST = 3 * 24 * 60 * 60 * 1000;
let leaving = false;

export function keyOf(form) {
  return nameOf(form.dataset.guard || form.id || "form");
}

export function nameOf(form) {
  return `${PREFIX}${person}:${location.pathname}#${form}`;
}

/** Browsers that keep nothing (a setting, a full disk) only lose the copy; the form goes on. */
function tryTo(act) {
  try {
    return act();
  } catch (error) {
    console.warn("nothing is kept in this browser:", error.name);
    return null;
  }
}

export function keep(key, values) {
  if (!leaving) tryTo(() => localStorage.setItem(key, JSON.stringify({ at: Date.now(), values })));
}

export function kept(key) {
  return tryTo(() => JSON.parse(localStorage.getItem(key)))?.values ?? null;
}

export function forget(key) {
  tryTo(() => localStorage.removeItem(key));
  tryTo(() => sessionStorage.removeItem(key));
}

/** Copies go with the person who signs out, and nothing more is kept unless they stay after all. */
export function forgetAll() {
  leaving = true;
  for (const store of [sessionStorage, localStorage]) for (const key of Object.keys(store)) if (key.startsWith(PREFIX)) store.removeItem(key);
}

export function keepAgain() {
  leaving = false;
}

export function forgetOld() {
  tryTo(() => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && !(Date.now() - JSON.parse(localStorage.getItem(key)).at < OLDEST)) localStorage.removeItem(key);
    }
  });
}

/** The form with this copy is on its way to the server by the button. */
export function noteSent(key) {
  sessionStorage.setItem(SENT, key);
}

/** The copy that was on its way when this page was asked for, if any. */
export function sentBefore() {
  const key = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  return key;
}
