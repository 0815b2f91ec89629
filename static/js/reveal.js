// Lets a person look at the password they are typing.
for (const box of document.querySelectorAll("[data-reveal]")) {
  const field = box.querySelector("input");
  const button = box.querySelector("button");
  button.hidden = false;
  const show = (visible) => {
    field.type = visible ? "text" : "password";
    button.setAttribute("aria-pressed", String(visible));
    button.textContent = visible ? "Hide" : "Show";
  };
  button.addEventListener("click", () => show(field.type === "password"));
  // Password managers and the browser's history expect a password field when the form leaves.
  field.form?.addEventListener("submit", () => show(false));
}
