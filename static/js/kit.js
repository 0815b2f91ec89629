// Asks before the kit is left: it is shown once, so the box that says it is stored comes first.
const stored = document.querySelector("[data-kit-stored]");

addEventListener("beforeunload", (event) => {
  if (!stored.checked) event.preventDefault();
});
