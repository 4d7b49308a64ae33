// Choosing files: names and sizes are shown at once; what is too large or empty is refused before it travels.
import { phrase, sizeOf, uploadLimit } from "./phrases.js";
import { startUploads } from "./uploads.js";

function refusal(file, limit) {
  if (file.size === 0) return phrase("fileEmpty", { name: file.name });
  if (file.size > limit) return phrase("fileTooLarge", { name: file.name, size: sizeOf(file.size), limit: sizeOf(limit) });
  return "";
}

function line(file, reason) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = reason || file.name;
  item.append(name);
  if (reason) {
    item.className = "is-refused";
  } else {
    const size = document.createElement("span");
    size.textContent = sizeOf(file.size);
    item.append(size);
  }
  return item;
}

function listFor(input) {
  const known = input.parentElement.querySelector(".file-chosen");
  if (known) return known;
  const list = document.createElement("ul");
  list.className = "file-chosen";
  list.setAttribute("aria-live", "polite");
  input.after(list);
  return list;
}

/** Keep what may be sent, say why the rest was left out. */
function sift(input) {
  const limit = Number(input.dataset.maxBytes) || uploadLimit;
  const judged = [...input.files].map((file) => [file, refusal(file, limit)]);
  listFor(input).replaceChildren(...judged.map(([file, reason]) => line(file, reason)));
  const refused = judged.filter(([, reason]) => reason);
  input.classList.toggle("is-invalid", refused.length > 0);
  if (!refused.length) return;
  const kept = new DataTransfer();
  for (const [file, reason] of judged) if (!reason) kept.items.add(file);
  input.files = kept.files;
}

function acceptDrops(area, input) {
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.classList.add("is-over");
  });
  area.addEventListener("dragleave", () => area.classList.remove("is-over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("is-over");
    const taken = new DataTransfer();
    const all = input.multiple ? [...input.files, ...event.dataTransfer.files] : [event.dataTransfer.files[0]];
    for (const file of all) if (file) taken.items.add(file);
    input.files = taken.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

export function startFiles(root) {
  for (const input of root.querySelectorAll('input[type="file"]:not([data-watched])')) {
    input.dataset.watched = "";
    const sending = startUploads(input);
    input.addEventListener("change", () => {
      sift(input);
      if (!sending) return;
      // What travels by itself has a line of its own.
      for (const item of listFor(input).querySelectorAll("li:not(.is-refused)")) item.remove();
      sending.take();
    });
    const area = input.closest(".file-drop");
    if (area) acceptDrops(area, input);
  }
}
