// Lays each note level with its mark at desk width, in order and never overlapping; below that, under its paragraph.
const wide = matchMedia("(min-width: 62rem)");
const column = document.querySelector("[data-leaves]");
const text = document.querySelector("[data-reading-text]");
const form = document.querySelector("[data-note-form]");
const elsewhere = column?.querySelector("[data-elsewhere]");
const leaves = column ? [...column.querySelectorAll("[data-leaf]")] : [];
const markOf = (leaf) => document.getElementById(leaf.dataset.mark ?? "");

function level() {
  const items = [...column.querySelectorAll(":scope > [data-leaf], :scope > [data-note-form]")];
  for (const item of items) item.style.marginBlockStart = "0";
  const shifts = [];
  let moved = 0;
  for (const item of items) {
    const box = item.getBoundingClientRect();
    const wish = wishOf(item);
    const natural = box.top + moved;
    const shift = wish === null ? 0 : Math.max(0, wish - natural);
    shifts.push([item, shift]);
    moved += shift;
  }
  for (const [item, shift] of shifts) item.style.marginBlockStart = `${shift}px`;
}

function wishOf(item) {
  if (item === form) return form.dataset.level ? Number(form.dataset.level) - scrollY : null;
  return markOf(item)?.getBoundingClientRect().top ?? null;
}

function underParagraphs() {
  const last = new Map();
  for (const leaf of leaves) {
    leaf.style.marginBlockStart = "";
    let block = markOf(leaf);
    if (!block) continue;
    while (block.parentElement !== text) block = block.parentElement;
    (last.get(block) ?? block).after(leaf);
    last.set(block, leaf);
  }
  if (form) form.style.marginBlockStart = "";
  if (elsewhere) elsewhere.hidden = Boolean(column.querySelector(":scope > [data-leaf]"));
}

function backToColumn() {
  if (elsewhere) elsewhere.hidden = true;
  for (const leaf of leaves) column.insertBefore(leaf, form?.parentElement === column ? form : null);
}

function arrange() {
  const focused = document.activeElement;
  backToColumn();
  if (wide.matches) {
    document.getElementById(form?.dataset.after ?? "")?.after(form); // a note is edited where it stands
    level();
  } else underParagraphs();
  // A field loses the focus when its leaf is moved, and what was in view may not be any more.
  if (!column.parentElement.contains(focused)) return;
  focused.focus({ preventScroll: true });
  focused.scrollIntoView({ block: "nearest", behavior: "instant" });
}

/** The form comes beside the words just selected: before the first note that stands lower. */
function bringForm(top) {
  if (!wide.matches || form.contains(document.activeElement)) return;
  form.dataset.level = String(top + scrollY);
  const next = leaves.find((leaf) => (markOf(leaf)?.getBoundingClientRect().top ?? Infinity) > top);
  column.insertBefore(form, next ?? null);
  level();
}

function light() {
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  const target = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  if (!target) return;
  if (target.matches("[data-leaf]")) markOf(target)?.classList.add("lit");
  else leaves.find((leaf) => leaf.dataset.mark === target.id)?.classList.add("lit");
}

if (column && text && leaves.length + Number(Boolean(form))) {
  const byPlace = (one, other) => {
    const [a, b] = [markOf(one), markOf(other)];
    if (!a || !b) return Number(!a) - Number(!b);
    return a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  };
  leaves.sort(byPlace);
  arrange();
  wide.addEventListener("change", arrange);
  new ResizeObserver(() => wide.matches && level()).observe(text);
  for (const leaf of [...leaves, form].filter(Boolean)) new ResizeObserver(() => wide.matches && level()).observe(leaf);
  document.fonts?.ready.then(arrange);
  form?.addEventListener("quoted", (event) => bringForm(event.detail.top));
  addEventListener("hashchange", light);
  light();
}
