// Turns the prompts beside a page in place: one at a time, another, or none.
const box = document.querySelector("[data-prompts]");
const prompts = [...box.querySelectorAll("[data-prompt]")];
const shown = box.querySelector("[name=prompt]");
const buttons = box.querySelector("[data-prompt-buttons]");
const again = box.querySelector("[data-show-prompts]");
const skip = box.querySelector("[data-skip]");
let here = Math.max(0, prompts.findIndex((prompt) => prompt.dataset.prompt === shown.value));

function show(index) {
  const none = index === null;
  here = none ? here : index % prompts.length;
  prompts.forEach((prompt, place) => { prompt.hidden = none || place !== here; });
  buttons.hidden = none;
  again.hidden = !none;
  shown.value = none ? "hidden" : prompts[here].dataset.prompt;
  if (skip) skip.value = prompts[here].dataset.prompt;
}

function turns(selector, turn) {
  box.querySelector(selector)?.addEventListener("click", (event) => {
    event.preventDefault(); // without this script the form is sent and the page comes back with another prompt
    turn();
  });
}

turns("[data-another]", () => show(here + 1));
turns("[data-hide-prompts]", () => { show(null); again.focus(); });
turns("[data-show-prompts]", () => { show(here); box.querySelector("[data-another], [data-hide-prompts]").focus(); });
