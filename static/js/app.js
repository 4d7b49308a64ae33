// Behaviour of all pages. Every page works without it; here is what makes it kinder.
import { startAutosave } from "./autosave.js";
import { startClocks } from "./clock.js";
import { startDrafts } from "./drafts.js";
import { startFiles } from "./files.js";
import { startForms } from "./forms.js";
import { startIndicator } from "./indicator.js";
import { startKeys } from "./keys.js";
import { startMenus } from "./menus.js";
import { startProgress } from "./progress.js";
import { startRequests } from "./requests.js";

startMenus();
startRequests();
startFiles(document);
startDrafts(document);
startAutosave();
startForms(document);
startProgress(document);
startIndicator();
startKeys();
startClocks(document);

// What htmx brings in gets the same treatment.
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt === document.body) return;
  startFiles(event.detail.elt);
  startForms(event.detail.elt);
  startProgress(event.detail.elt);
});
