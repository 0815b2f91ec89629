// Words typed without a sign-in stay on the page until the server has them: asks first whether it can be reached.
import { renewToken } from "./token.js";

for (const form of document.querySelectorAll("form[data-now]")) {
  const status = form.querySelector("[data-status]");
  const field = form.elements.text;
  let sending = false;
  field.addEventListener("input", () => { status.textContent = "Not saved yet"; });
  addEventListener("beforeunload", (event) => { if (field.value.trim() && !sending) event.preventDefault(); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    try {
      await renewToken();
      form.submit();
    } catch {
      sending = false;
      status.textContent = "Not saved yet. No connection; your words are still on this page. Press Save once more.";
    }
  });
}
