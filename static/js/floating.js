// A button that stands just below the words that are selected, inside the window.
export function standBelow(button, range) {
  const box = range.getBoundingClientRect();
  button.hidden = false; // only what is shown has a parent to be placed in
  const frame = button.offsetParent.getBoundingClientRect();
  const left = Math.min(Math.max(box.left, 8), document.documentElement.clientWidth - button.offsetWidth - 8);
  button.style.left = `${left - frame.left}px`;
  button.style.top = `${box.bottom - frame.top + 12}px`;
}
