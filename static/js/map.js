// The hexagon map: one tab stop instead of 514, arrow keys to the nearest hexagon that way, the region's name in words,
// and on a touch screen the hexagon nearest to the finger. Without this file every hexagon is an ordinary link.
const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function readCells(picture) {
  return [...picture.querySelectorAll(".hexmap-cells a")].map((link) => {
    const use = link.querySelector("use");
    return { link, x: Number(use.getAttribute("x")), y: Number(use.getAttribute("y")), label: link.querySelector("title").textContent };
  });
}

// Straight ahead counts once, sideways thrice: so rows stay rows and the sea can be crossed.
function nextCell(cells, from, [right, down]) {
  let best = null;
  let least = Infinity;
  for (const cell of cells) {
    const ahead = (cell.x - from.x) * right + (cell.y - from.y) * down;
    const aside = Math.abs((cell.x - from.x) * down) + Math.abs((cell.y - from.y) * right);
    if (ahead > 0 && ahead + 3 * aside < least) {
      least = ahead + 3 * aside;
      best = cell;
    }
  }
  return best;
}

function nearestCell(picture, cells, event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
  let best = null;
  let least = 40;
  for (const cell of cells) {
    const distance = Math.hypot(cell.x - point.x, cell.y - point.y);
    if (distance < least) {
      least = distance;
      best = cell;
    }
  }
  return best;
}

function startMap(figure) {
  const picture = figure.querySelector("svg");
  const now = figure.querySelector("[data-hexmap-now]");
  const marker = figure.querySelector(".hexmap-marker");
  const cells = readCells(picture);
  if (cells.length === 0) return;
  const byLink = new Map(cells.map((cell) => [cell.link, cell]));
  const hint = now.textContent;
  let current = cells[0];
  let chosenByTouch = false;
  now.hidden = false;

  const show = (cell, withLink) => {
    marker.setAttribute("transform", `translate(${cell.x} ${cell.y}) scale(1.3)`);
    marker.removeAttribute("hidden");
    if (!withLink) {
      now.textContent = cell.label;
      return;
    }
    const link = document.createElement("a");
    link.href = cell.link.getAttribute("href");
    link.textContent = cell.label;
    now.replaceChildren(link);
  };
  const settle = (cell) => {
    current.link.setAttribute("tabindex", "-1");
    current = cell;
    current.link.setAttribute("tabindex", "0");
  };

  for (const cell of cells) cell.link.setAttribute("tabindex", "-1");
  settle(current);
  // A screen reader reads the link itself; speaking the line too would say everything twice.
  now.setAttribute("aria-live", "off");

  picture.addEventListener("pointerover", (event) => {
    const cell = byLink.get(event.target.closest("a"));
    if (cell && event.pointerType !== "touch") show(cell, false);
  });
  picture.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "touch" || chosenByTouch) return;
    if (picture.contains(document.activeElement)) {
      show(current, false);
    } else {
      marker.setAttribute("hidden", "");
      now.textContent = hint;
    }
  });
  // On the figure: Chromium makes a tab stop of an <svg> that listens for focus itself.
  figure.addEventListener("focusin", (event) => {
    const cell = byLink.get(event.target.closest("a"));
    if (!cell) return;
    settle(cell);
    show(cell, false);
  });
  figure.addEventListener("keydown", (event) => {
    const cell = byLink.get(event.target.closest("a"));
    if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
    let next = null;
    if (event.key in DIRECTIONS) next = nextCell(cells, cell, DIRECTIONS[event.key]);
    else if (event.key === "Home") next = cells[0];
    else if (event.key === "End") next = cells[cells.length - 1];
    else return;
    event.preventDefault();
    if (next) next.link.focus();
  });
  // Five pixels are no target for a finger: the first touch chooses, the line under the map leads on.
  picture.addEventListener("click", (event) => {
    if (event.pointerType !== "touch") return;
    const cell = nearestCell(picture, cells, event);
    if (!cell) return;
    event.preventDefault();
    chosenByTouch = true;
    show(cell, true);
  });
}

document.querySelectorAll("[data-hexmap]").forEach(startMap);
