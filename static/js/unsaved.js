// Asks before a page with an unsaved note or reply is left, also by another button of the same page.
const forms = [...document.querySelectorAll("form[data-unsaved]")];
let leaving = null;

// Words that were given back stand in the page from the start and are not sent yet either; where words are carried on,
// only what was changed counts.
const isUnsent = (form, field) => form.dataset.unsaved === "changed" ? field.value !== field.defaultValue : field.value.trim();
const hasWords = (form) => form.dataset.unsaved === "always" || [...form.querySelectorAll("textarea:not(.quoted)")].some((field) => isUnsent(form, field));
for (const form of forms) form.addEventListener("submit", () => { leaving = form; });

addEventListener("beforeunload", (event) => {
  if (forms.some((form) => form !== leaving && hasWords(form))) event.preventDefault();
  leaving = null;
});
