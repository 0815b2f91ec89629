// Single keys of the queue and the reading page: j and k walk, r goes on, ? tells; quote.js has n. They can be turned off.
import { OFF, areOff } from "./keys-off.js";

const dialog = document.querySelector("[data-shortcuts]");
const off = dialog.querySelector("[data-shortcuts-off]");
const items = [...document.querySelectorAll("[data-queue-item]")];

const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog");

function walk(by) {
  if (!items.length) return pressFirst(by > 0 ? "[data-next]" : "[data-previous]");
  const here = items.indexOf(document.activeElement);
  const there = here < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(Math.max(here + by, 0), items.length - 1);
  items[there].focus();
}

function pressFirst(selector) {
  document.querySelector(selector)?.click();
}

const KEYS = {
  j: () => walk(1),
  k: () => walk(-1),
  r: () => pressFirst("[data-reviewed], [data-next]"),
  "?": () => dialog.open || dialog.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = KEYS[event.key];
  if (!act || (off.checked && event.key !== "?")) return;
  event.preventDefault();
  act();
});

off.checked = areOff();
off.addEventListener("change", () => (off.checked ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF)));
document.querySelector("[data-shortcuts-offer]").hidden = false;
document.querySelector("[data-shortcuts-show]").addEventListener("click", () => dialog.showModal());
