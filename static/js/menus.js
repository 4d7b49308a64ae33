// Menus are <details>: the browser opens them. Here: closing them, and notices.

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.dropdown-details[open]")) if (menu !== except) menu.open = false;
}

export function startMenus() {
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.dropdown-details")));
  document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details.dropdown-details")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest("details.dropdown-details[open]");
    closeMenus();
    menu?.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest(".notice").remove());
  for (const button of document.querySelectorAll("[data-dismiss]")) button.hidden = false;
  // On phones the rooms stand in a row that scrolls: the one we are in comes into view.
  const row = document.querySelector(".work-nav");
  const here = row?.querySelector("[aria-current]");
  if (here && row.scrollWidth > row.clientWidth) row.scrollLeft = here.offsetLeft - row.clientWidth / 2 + here.offsetWidth / 2;
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
