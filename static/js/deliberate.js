// A key that is still held down from the page before presses nothing on this one: what is shown, is shown on purpose.
for (const form of document.querySelectorAll("form[data-deliberate]")) {
  form.addEventListener("keydown", (event) => event.repeat && event.preventDefault());
}
