// Lets go of words kept on this device once a conflict about them has been settled on the server.
import { forget } from "./keep.js";

const SETTLING = "settling"; // holds the id of a reflection, for this tab

const form = document.querySelector("form[data-settles]");
const settling = sessionStorage.getItem(SETTLING);
if (form) {
  form.addEventListener("submit", () => sessionStorage.setItem(SETTLING, form.dataset.settles));
} else if (settling) {
  sessionStorage.removeItem(SETTLING);
  // Only the server's answer to that very form sends the browser on from there to here.
  const [arrival] = performance.getEntriesByType("navigation");
  const sentFrom = document.referrer && new URL(document.referrer).pathname;
  if (arrival?.redirectCount && sentFrom === `/reflections/${settling}`) forget(settling).catch(() => {});
}
