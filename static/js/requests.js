// htmx: answers that are not what was hoped for are told in words, and nothing typed is lost.
import { announce, phrase, signInUrl, withdraw } from "./phrases.js";

/** A plain sentence of the server, where it sent one. */
function sentence(xhr) {
  return xhr.getResponseHeader("Content-Type")?.startsWith("text/plain") ? xhr.responseText.slice(0, 500) : "";
}

function failed(event) {
  const { xhr } = event.detail;
  const { status } = xhr;
  if (status === 401) {
    const back = `${signInUrl}?next=${encodeURIComponent(location.pathname + location.search)}`;
    announce("warning", phrase("sessionEnded"), { name: "session", actions: [[phrase("signIn"), back]] });
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
  window.addEventListener("offline", () => announce("warning", phrase("offline"), { name: "offline" }));
  window.addEventListener("online", () => withdraw("offline"));
}
