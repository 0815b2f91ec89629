// Large keys beside a number: one tap changes it. Without this script the number is typed.
function moved(stepper, direction) {
  const field = stepper.querySelector("input");
  const step = Number(stepper.dataset.stepper);
  const now = Number.parseInt(field.value, 10);
  field.value = Number.isNaN(now) ? stepper.dataset.start : Math.max(0, now + direction * step);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const stepper of document.querySelectorAll("[data-stepper]")) {
  for (const [name, direction] of [["less", -1], ["more", 1]]) {
    const key = stepper.querySelector(`[data-${name}]`);
    key.hidden = false;
    key.addEventListener("click", () => moved(stepper, direction));
  }
}
