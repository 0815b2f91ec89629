// Sends a draft once and says, in one word, what became of it.
import { renewToken } from "./token.js";

const KEEPALIVE_LIMIT = 60_000; // browsers refuse keepalive bodies over 64 KiB in all

function bodyOf(form) {
  const body = new URLSearchParams(new FormData(form));
  const decided = [...form.querySelectorAll("[name=audience]")].find((choice) => choice.defaultChecked);
  body.set("audience", decided?.value ?? "only_me"); // a choice just made is not decided before Save
  return body;
}

async function post(form) {
  const body = bodyOf(form).toString();
  return fetch(form.dataset.draftUrl, {
    method: "POST",
    body,
    keepalive: body.length < KEEPALIVE_LIMIT,
    signal: AbortSignal.timeout?.(20_000),
    headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" },
  });
}

const OUTCOMES = { 401: "signed_out", 409: "conflict", 413: "too_long", 400: "form_token", 404: "gone" };

/** Returns { kind, ... }: saved, signed_out, conflict, too_long, gone, busy (the server) or offline. */
export async function sendDraft(form, retried = false) {
  try {
    const answer = await post(form);
    const told = await answer.json().catch(() => ({}));
    if (answer.ok && told.draft_version !== undefined) {
      form.elements.draft_version.value = told.draft_version;
      if (told.base_version !== undefined) form.elements.base_version.value = told.base_version;
      return { ...told, kind: "saved" };
    }
    const kind = OUTCOMES[answer.status] ?? "busy";
    if (kind !== "form_token") return { ...told, kind };
    if (retried) return { kind: "busy" };
    const { signedIn } = await renewToken();
    return signedIn ? await sendDraft(form, true) : { kind: "signed_out" };
  } catch {
    return { kind: "offline" };
  }
}

/** Nothing to keep: no words, and none are kept yet. */
export function isBlank(form) {
  const { title, text, base_version: saved, draft_version: drafted } = form.elements;
  return saved.value === "0" && drafted.value === "0" && !title.value.trim() && !text.value.trim();
}
