// The time left to a deadline goes on while the page stands open. It is not announced: whoever listens hears it when they ask.
import { phrase } from "./phrases.js";

const MINUTE = 60000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

/** The two units that matter, in the words of the page's language: 3 days 4 hours. */
function leftWords(left) {
  const words = (number, unit) => new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }).format(number);
  const [days, hours, minutes] = [Math.floor(left / DAY), Math.floor((left % DAY) / HOUR), Math.floor((left % HOUR) / MINUTE)];
  if (days) return hours ? `${words(days, "day")} ${words(hours, "hour")}` : words(days, "day");
  if (hours) return minutes ? `${words(hours, "hour")} ${words(minutes, "minute")}` : words(hours, "hour");
  return words(Math.max(minutes, 1), "minute");
}

function tick(element) {
  const left = Date.parse(element.dataset.clock) - Date.now();
  element.textContent = left > 0 ? phrase("timeLeft", { left: leftWords(left) }) : phrase("timeOver");
}

/** Keep every clock of the page going, once a minute and when the page is looked at again. */
export function startClocks(root) {
  const clocks = [...root.querySelectorAll("[data-clock]")];
  if (!clocks.length || !phrase("timeLeft")) return;
  const all = () => { if (!document.hidden) clocks.forEach(tick); };
  setInterval(all, MINUTE);
  document.addEventListener("visibilitychange", all);
}
