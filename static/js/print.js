// Offers to print where there is a script to do it, and leaves nothing folded away on paper that belongs to it.
const button = document.querySelector("[data-print]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("[data-prints]")) folded.open = true;
});
