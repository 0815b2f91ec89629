// Selecting words of a reflection, by mouse, touch or keyboard, makes them the quoted words of the note form.
import { standBelow } from "./floating.js";
import { areOff } from "./keys-off.js";
import { codePoints, readingText } from "./reading-text.js";

const CONTEXT = 32; // code points kept before and after, as the server's anchors do
const SETTLE = 180;

const root = document.querySelector("[data-reading-text]");
const form = document.querySelector("[data-note-form]");
const button = document.querySelector("[data-quote-here]");
const fields = form?.elements;
let filling = false;

function selectedRange() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(root) || form.contains(range.startContainer)) return null;
  const inside = range.cloneRange();
  if (!root.contains(range.startContainer)) inside.setStart(root, 0);
  if (!root.contains(range.endContainer)) inside.setEnd(root, root.childNodes.length);
  return inside;
}

function quoteOf(range) {
  const { text, place } = readingText(root);
  let start = place(range.startContainer, range.startOffset);
  let end = place(range.endContainer, range.endOffset);
  while (start < end && /\s/.test(text[start])) start += 1;
  while (end > start && /\s/.test(text[end - 1])) end -= 1;
  return start < end ? { text, start, end } : null;
}

function fill({ text, start, end }) {
  filling = true;
  fields.quoted_words.value = text.slice(start, end);
  fields.position_start.value = codePoints(text, start);
  fields.prefix.value = [...text.slice(Math.max(0, start - 2 * CONTEXT), start)].slice(-CONTEXT).join("");
  fields.suffix.value = [...text.slice(end, end + 2 * CONTEXT)].slice(0, CONTEXT).join("");
  fields.quoted_words.dispatchEvent(new Event("input", { bubbles: true }));
  filling = false;
}

function clearPlace() {
  for (const name of ["position_start", "prefix", "suffix"]) fields[name].value = "";
  globalThis.CSS?.highlights?.delete("quoted");
}

function take(range, quote) {
  fill(quote);
  globalThis.CSS?.highlights?.set("quoted", new Highlight(range));
  form.dispatchEvent(new CustomEvent("quoted", { detail: { top: range.getBoundingClientRect().top } }));
}

function selected() {
  const range = selectedRange();
  const quote = range && quoteOf(range);
  if (!quote) {
    if (document.activeElement !== button) button.hidden = true;
    return;
  }
  // A note already being written keeps its quote until the button says otherwise.
  if (!fields.note.value.trim()) take(range, quote);
  button.onclick = () => {
    take(range, quote);
    button.hidden = true;
    getSelection().removeAllRanges();
    form.dispatchEvent(new CustomEvent("note", { detail: { range } }));
    fields.note.focus();
  };
  standBelow(button, range);
}

/** `n` takes the selected words, or begins a note on the whole, wherever no field has the focus. */
function onKey(event) {
  if (areOff() || event.key !== "n" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  selected();
  if (!button.hidden && selectedRange()) button.click();
  else {
    form.dispatchEvent(new CustomEvent("note", { detail: {} }));
    fields.note.focus();
  }
}

/** Browsers begin no selection on a link, so while the mouse is down the link of a mark is none. */
function onPress(event) {
  const link = event.pointerType === "mouse" && event.target.closest("mark a");
  if (!link) return;
  const href = link.getAttribute("href");
  link.removeAttribute("href");
  const restore = () => link.setAttribute("href", href);
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, restore, { once: true });
}

if (root && form && button) {
  let timer;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(selected, SETTLE);
  });
  document.addEventListener("keydown", onKey);
  root.addEventListener("pointerdown", onPress);
  root.addEventListener("click", (event) => selectedRange() && event.target.closest("mark a") && event.preventDefault());
  // On touch the button takes the press before the selection can fall away.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  fields.quoted_words.addEventListener("input", () => filling || clearPlace());
}
