// Below desk width the note form is a sheet from below, so that the words it is about stay in view.
const narrow = matchMedia("(max-width: 61.99rem)");
const form = document.querySelector("[data-note-form]");

function open(range) {
  if (!narrow.matches) return;
  form.classList.add("from-below");
  document.body.classList.add("noting");
  form.querySelector("[data-close-sheet]").hidden = false;
  const top = range?.getBoundingClientRect().top;
  if (top !== undefined) scrollBy({ top: top - innerHeight * 0.12 });
}

function close() {
  if (!form.classList.contains("from-below")) return;
  form.classList.remove("from-below");
  document.body.classList.remove("noting");
  form.querySelector("[data-close-sheet]").hidden = true;
}

if (form) {
  form.addEventListener("note", (event) => open(event.detail.range));
  form.addEventListener("keydown", (event) => event.key === "Escape" && close());
  form.querySelector("[data-close-sheet]").addEventListener("click", close);
  narrow.addEventListener("change", close);
}
