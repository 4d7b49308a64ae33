// Sign in without leaving the page: a dialog, for a session that ended while somebody was typing.
//
// The page must hold the template of accounts/partials/sign_in_here.html; the server's side is accounts/views/session.py.
import { signInUrl } from "./phrases.js";

const ASKS = { Accept: "application/json" };
let asking = null;

/** The token forms are sent with; signing in gives a new one. */
export function token() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? decodeURIComponent(cookie.slice("csrftoken=".length)) : (document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
}

function keepToken(fresh) {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = fresh;
}

/** Who is signed in ({key, name} or null); brings a fresh token for every form of the page. */
export async function whoIsThere() {
  const response = await fetch(signInUrl, { headers: ASKS, cache: "no-store" });
  const found = await response.json();
  keepToken(found.token);
  return found.person;
}

async function signIn(form) {
  const body = new URLSearchParams(new FormData(form));
  const response = await fetch(signInUrl, { method: "POST", body, headers: { ...ASKS, "X-CSRFToken": token() } });
  // Locked after too many wrong passwords: the page that says so is for people who left.
  if (response.status === 429) return { errors: [form.dataset.locked] };
  const found = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
  if (!response.ok) return { errors: found.errors ?? [form.dataset.failed] };
  keepToken(found.token);
  return found;
}

function open(dialog) {
  const form = dialog.querySelector("form");
  const trouble = dialog.querySelector("[data-errors]");
  return new Promise((resolve) => {
    let person = null;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      trouble.textContent = "";
      form.setAttribute("aria-busy", "true");
      const found = await signIn(form).catch(() => ({ errors: [form.dataset.offline] }));
      form.removeAttribute("aria-busy");
      if (found.errors) return void (trouble.textContent = found.errors.join(" "));
      person = found.person;
      dialog.close();
    });
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(person);
    });
    dialog.showModal();
    (form.elements.username.value ? form.elements.password : form.elements.username).focus();
  });
}

async function ask(source) {
  // Signed in again in another window, perhaps.
  const present = await whoIsThere();
  if (present) return present;
  document.body.append(source.content.cloneNode(true));
  return open(document.querySelector("dialog.sign-in-here"));
}

/** Whether this page can ask. */
export function canAsk() {
  return document.getElementById("sign-in-here") !== null;
}

/** Ask, once at a time; the person who signed in, or null when they closed the dialog or nobody could be reached. */
export function askToSignIn() {
  const before = document.activeElement;
  asking ??= ask(document.getElementById("sign-in-here"))
    .catch(() => null)
    .finally(() => {
      asking = null;
      before?.focus?.();
    });
  return asking;
}
