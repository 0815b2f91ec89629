// Words that are selected in the text are offered to the forms that set words apart; a form is filled only when asked.
import { standBelow } from "./floating.js";
import { codePoints, readingText } from "./reading-text.js";

const CONTEXT = 32; // code points kept before and after, as the server's anchors do
const SETTLE = 180;

const root = document.querySelector("[data-reading-text]");
const forms = [...document.querySelectorAll("form[data-set-apart]")];
const bring = document.querySelector("[data-bring-here]");
let selected = null;

function quoted() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.commonAncestorContainer)) return null;
  const { text, place } = readingText(root);
  let start = place(range.startContainer, range.startOffset);
  let end = place(range.endContainer, range.endOffset);
  while (start < end && /\s/.test(text[start])) start += 1;
  while (end > start && /\s/.test(text[end - 1])) end -= 1;
  return start < end ? { text, start, end, range } : null;
}

function remember() {
  // What was selected stays on offer when a tap on the form lets go of it.
  const now = quoted();
  selected = now ?? selected;
  if (bring && now) standBelow(bring, now.range);
  else if (bring && document.activeElement !== bring) bring.hidden = true;
  for (const form of forms) form.querySelector("[data-selected]").hidden = !selected;
}

function fill(form, { text, start, end }) {
  const fields = form.elements;
  fields.quoted_words.value = text.slice(start, end);
  fields.quoted_words.dispatchEvent(new Event("input", { bubbles: true }));
  if (fields.sentence && !fields.sentence.value.trim()) {
    fields.sentence.value = text.slice(start, end).replace(/\s+/g, " "); // to be worded anew, or left as it is
    fields.sentence.dispatchEvent(new Event("input", { bubbles: true }));
  }
  fields.position_start.value = codePoints(text, start);
  fields.prefix.value = [...text.slice(Math.max(0, start - 2 * CONTEXT), start)].slice(-CONTEXT).join("");
  fields.suffix.value = [...text.slice(end, end + 2 * CONTEXT)].slice(0, CONTEXT).join("");
}

/** Takes the words to the form that brings them, where they are seen once more before they are brought. */
function bringThem() {
  const form = forms.find((each) => each.matches("[data-brings]"));
  if (!selected || !form) return;
  fill(form, selected);
  form.querySelector("details").open = true;
  bring.hidden = true;
  getSelection().removeAllRanges();
  form.scrollIntoView({ block: "center" });
  form.querySelector("button:not([type])").focus({ preventScroll: true });
}

function clearPlace(form) {
  for (const name of ["position_start", "prefix", "suffix"]) form.elements[name].value = "";
}

if (root && forms.length) {
  let timer;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(remember, SETTLE);
  });
  bring?.addEventListener("click", bringThem);
  bring?.addEventListener("pointerdown", (event) => event.preventDefault()); // on touch the selection stays
  for (const form of forms) {
    form.querySelector("[data-take-selected]").addEventListener("click", () => selected && fill(form, selected));
    form.elements.quoted_words.addEventListener("input", () => clearPlace(form));
  }
}
