// Offers sign-in inside the page when it has run out, so that nobody leaves the words they are writing.
import { renewToken } from "./token.js";

const dialog = document.querySelector("dialog[data-sign-in]");
const form = dialog?.querySelector("form");
const fault = dialog?.querySelector("[data-fault]");

function say(text) {
  fault.hidden = !text;
  fault.textContent = text;
}

async function attempt() {
  const { token } = await renewToken();
  const body = new URLSearchParams(new FormData(form));
  body.set("csrf_token", token);
  const answer = await fetch("/sign-in", { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.ok) {
    await renewToken();
    return "";
  }
  if (answer.status === 503) {
    const wait = Number(answer.headers.get("Retry-After")) || 5;
    return `Many people are signing in just now. Please try again in ${wait} seconds.`;
  }
  const told = await answer.json().catch(() => ({}));
  return told.error ?? "That did not work. Your words are still on this page; please try again.";
}

/** Remembers where the person was writing, and returns a function that puts them back there. */
function placeOfWriting() {
  const field = document.activeElement;
  const { selectionStart: start, selectionEnd: end } = field;
  return () => {
    // The browser returns focus by itself but, in Chromium, keys then reach the field without their letters.
    field.blur();
    field.focus({ preventScroll: true });
    if (start != null) field.setSelectionRange(start, end);
  };
}

/** Opens the dialog; resolves to true once the person is signed in, to false when they put it off. */
export function signInAgain() {
  const goBack = placeOfWriting();
  return new Promise((resolve) => {
    const done = (signedIn) => {
      form.onsubmit = dialog.oncancel = null;
      form.elements.password.value = "";
      dialog.close();
      goBack();
      resolve(signedIn);
    };
    form.onsubmit = async (event) => {
      event.preventDefault();
      const button = form.querySelector("button.main");
      button.setAttribute("aria-busy", "true");
      const trouble = await attempt().catch(() => "There is no connection just now. Your words are still on this page.");
      button.removeAttribute("aria-busy");
      say(trouble);
      if (trouble) form.elements.password.focus();
      else done(true);
    };
    dialog.oncancel = () => done(false);
    dialog.querySelector("[data-later]").onclick = () => done(false);
    say("");
    dialog.showModal();
  });
}
