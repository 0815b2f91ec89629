// Offers sign-in inside the page when it has run out, so that nobody leaves the words they are writing.
import { answerOf, usable, wordsFor } from "./passkeys.js";
import { renewToken } from "./token.js";

const dialog = document.querySelector("dialog[data-sign-in]");
const form = dialog?.querySelector("form");
const fault = dialog?.querySelector("[data-fault]");
const passkey = dialog?.querySelector("[data-again-passkey]");
const later = dialog?.querySelector("[data-later]");
const second = dialog?.querySelector("[data-code]");

function say(text) {
  fault.hidden = !text;
  fault.textContent = text;
}

/** Shows the field for the code in the place of e-mail and password, or these again. */
function askForCode(wanted) {
  for (const field of form.querySelectorAll(".field")) field.hidden = (field === second) !== wanted;
  const { email, password, code } = form.elements;
  email.required = password.required = !wanted;
  code.required = wanted;
  code.value = "";
  (wanted ? code : password).focus();
}

async function send(address, fields) {
  const { token } = await renewToken();
  const body = new URLSearchParams({ ...fields, csrf_token: token });
  return fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
}

/** What an answer means: signed in, a code wanted, or trouble in words. */
async function meaning(answer) {
  const told = await answer.json().catch(() => ({}));
  if (answer.status === 503) {
    const wait = Number(answer.headers.get("Retry-After")) || 5;
    return { trouble: `Many people are signing in just now. Please try again in ${wait} seconds.` };
  }
  if (told.signed_in) return { signedIn: true };
  if (told.code_wanted) return { codeWanted: true };
  if (told.reason === "signed_out") return { again: true, trouble: "The second step took too long. Please sign in once more." };
  return { trouble: told.error ?? "That did not work. Your words are still on this page; please try again." };
}

async function attempt() {
  const { email, password, code } = form.elements;
  const typed = second.hidden ? { email: email.value, password: password.value } : { code: code.value };
  const found = await meaning(await send(second.hidden ? "/sign-in" : "/second-factor", typed));
  if (found.signedIn) await renewToken();
  return found;
}

/** A passkey alone, or as the second step. */
async function attemptWithPasskey() {
  const address = second.hidden ? "/passkeys/sign-in" : "/passkeys/second-factor";
  try {
    const fields = await answerOf("get", `${address}/options`, (await renewToken()).token);
    const found = await meaning(await send(address, fields));
    if (found.signedIn) await renewToken();
    return found;
  } catch (error) {
    return { trouble: wordsFor(error), again: error.status === 401 };
  }
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

/** The way to help, which the cover lies over; in a window of its own, so that what was typed stays here. */
function offerHelp() {
  if (dialog.querySelector(".now")) return;
  const help = Object.assign(document.createElement("a"), { textContent: "Get help now", href: "/help", target: "_blank", className: "link now" });
  later.after(help);
}

let asking = null;

/** Opens the dialog; resolves to true once the person is signed in, to false when they put it off. One that covers the
 * page cannot be put off. */
export function signInAgain({ covers = false } = {}) {
  if (covers) {
    dialog.dataset.covers = "";
    offerHelp();
  }
  later.hidden = "covers" in dialog.dataset;
  asking ??= ask().finally(() => { asking = null; delete dialog.dataset.covers; });
  return asking;
}

function ask() {
  const goBack = placeOfWriting();
  return new Promise((resolve) => {
    const done = (signedIn) => {
      form.onsubmit = dialog.oncancel = null;
      form.elements.password.value = form.elements.code.value = "";
      dialog.close();
      goBack();
      resolve(signedIn);
    };
    const run = async (button, work) => {
      button.setAttribute("aria-busy", "true");
      const noConnection = { trouble: "There is no connection just now. Your words are still on this page." };
      const found = await work().catch(() => noConnection);
      button.removeAttribute("aria-busy");
      say(found.trouble ?? "");
      if (found.signedIn) done(true);
      else askForCode(Boolean(found.codeWanted) || (!second.hidden && !found.again));
    };
    form.onsubmit = (event) => {
      event.preventDefault();
      run(form.querySelector("button.main"), attempt);
    };
    passkey.hidden = !usable;
    passkey.onclick = () => run(passkey, attemptWithPasskey);
    dialog.oncancel = (event) => ("covers" in dialog.dataset ? event.preventDefault() : done(false));
    later.onclick = () => done(false);
    say("");
    dialog.showModal();
    askForCode(false);
    form.elements.email.focus();
  });
}
