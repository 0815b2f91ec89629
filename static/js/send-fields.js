// Sends the fields of a form as they are, without leaving the page, and says in words what became of them.
import { renewToken } from "./token.js";

const KEPT = "Your words are kept on this device.";
const WHY = {
  401: `Your sign-in has run out. ${KEPT}`,
  404: "This page is not open to you any more; copy your words before you leave.",
  409: "It was changed in another place. Press a button below to see both.",
};

/** Returns { saved, told } or { why }, with what was told if anything; the version that was written is the one the form carries from then on. */
export async function sendFields(form, leaving = false, retried = false) {
  try {
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: leaving,
      headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(20_000),
    });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok && told.version !== undefined) {
      form.elements.version.value = told.version;
      return { saved: true, told };
    }
    if (told.reason === "form_token" && !retried) {
      return (await renewToken()).signedIn ? await sendFields(form, leaving, true) : { why: WHY[401] };
    }
    return { told, why: told.error ?? WHY[answer.status] ?? `Trying again later. ${KEPT}` };
  } catch {
    return { why: `No connection. ${KEPT}` };
  }
}
