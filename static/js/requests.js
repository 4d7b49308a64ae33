// htmx: answers that are not what was hoped for are told in words, and nothing typed is lost.
import { announce, phrase, signInUrl, withdraw } from "./phrases.js";
import { askToSignIn, canAsk } from "./signin.js";

/** Answers that save themselves say so beside their button. */
const savesItself = () => document.querySelector("form [data-save-state]") !== null;

/** Sign in again: on this page where it can ask, else on the page to sign in and back. */
function wayIn() {
  if (!canAsk()) return `${signInUrl}?next=${encodeURIComponent(location.pathname + location.search)}`;
  return async (box) => (await askToSignIn()) && box.remove();
}

/** A plain sentence of the server, where it sent one. */
function sentence(xhr) {
  return xhr.getResponseHeader("Content-Type")?.startsWith("text/plain") ? xhr.responseText.slice(0, 500) : "";
}

function failed(event) {
  const { xhr } = event.detail;
  const { status } = xhr;
  if (status === 401) {
    announce("warning", phrase("sessionEnded"), { name: "session", actions: [[phrase("signIn"), wayIn()]] });
  } else if (status === 403) {
    announce("danger", sentence(xhr) || phrase("refused"), { name: "refused" });
  } else if (status === 413) {
    announce("danger", sentence(xhr) || phrase("tooLarge"), { name: "too-large" });
  } else {
    announce("danger", sentence(xhr) || phrase("failed", { status }), { name: "failed" });
  }
}

export function startRequests() {
  document.addEventListener("htmx:responseError", failed);
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => announce("warning", phrase("offline"), { name: "offline" }));
  }
  document.addEventListener("htmx:afterOnLoad", () => withdraw("offline"));
  window.addEventListener("offline", () => savesItself() || announce("warning", phrase("offline"), { name: "offline" }));
  window.addEventListener("online", () => withdraw("offline"));
}
