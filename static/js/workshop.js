// The page of an indicator in the workshop: rows come and go without asking the server, the panel follows by itself.
//
// Stands in the head of the page, so that it listens before drafts.js puts a draft back: a draft may hold more rows
// than the page came with.

// As many as the server takes (indicators/forms/rule_rows.py).
const MOST_ROWS = 60;
let counter = 0;

const listOf = (rows) => rows.querySelector("[data-rows-list]");
const rowsIn = (rows) => [...listOf(rows).querySelectorAll(":scope > [data-row]")];

function addRow(rows) {
  const holder = document.createElement("div");
  counter += 1;
  holder.innerHTML = rows.querySelector("template").innerHTML.replaceAll("__n__", `n${counter}`);
  const row = holder.firstElementChild;
  listOf(rows).append(row);
  return row;
}

function changed(form) {
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** As many rows as a draft has values; the first field of a row tells. */
function fit(rows, values) {
  const name = rows.querySelector("template").content.querySelector("input, select")?.name;
  const wanted = values[name]?.length ?? 0;
  for (const row of rowsIn(rows).slice(wanted)) row.remove();
  while (rowsIn(rows).length < wanted) addRow(rows);
}

document.addEventListener("draft:write", (event) => {
  for (const rows of event.target.querySelectorAll("[data-rows]")) fit(rows, event.detail);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-row], [data-remove-row]");
  if (!button) return;
  event.preventDefault();
  const { form } = button;
  const rows = button.closest("[data-rows]");
  if (button.matches("[data-add-row]")) {
    if (rowsIn(rows).length >= MOST_ROWS) return;
    addRow(rows).querySelector("input, select").focus();
  } else {
    const before = rowsIn(rows);
    const place = before.indexOf(button.closest("[data-row]"));
    before[place].remove();
    (rowsIn(rows)[Math.min(place, before.length - 2)]?.querySelector("[data-remove-row]") ?? rows.querySelector("[data-add-row]")).focus();
  }
  changed(form);
});

// What the script does by itself needs no button.
for (const button of document.querySelectorAll("[data-script-instead]")) button.hidden = true;
