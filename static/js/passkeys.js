// Passkeys: asks the device to make or use one, and sends what it answers with the form on the page.
import { renewToken } from "./token.js";

const CLOSED = "The passkey was not used: the question was closed, or waited too long. You can try again.";
const WORDS = {
  InvalidStateError: "This device already holds a passkey for your account.",
  NotSupportedError: "This device cannot make a passkey that fits here.",
  SecurityError: "This address and your passkeys do not belong together.",
  TypeError: "There is no connection just now. Please try again in a moment.",
};

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

/** What the server would ask of the device. Throws an Error whose message may be shown. */
async function ask(address, token) {
  const send = (csrf) =>
    fetch(address, { method: "POST", body: new URLSearchParams({ csrf_token: csrf }), headers: { Accept: "application/json" } });
  let answer = await send(token);
  if (answer.status === 400) answer = await send((await renewToken()).token);
  if (answer.ok) return answer.json();
  const told = await answer.json().catch(() => ({}));
  const words = told.error ?? "That did not work. Nothing was changed; please try again.";
  throw Object.assign(new Error(words), { told: true, status: answer.status });
}

function prepared(options) {
  const known = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));
  const first = options.extensions?.prf?.eval.first;
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.excludeCredentials && { excludeCredentials: known(options.excludeCredentials) }),
    ...(options.allowCredentials && { allowCredentials: known(options.allowCredentials) }),
    ...(first && { extensions: { prf: { eval: { first: bytes(first) } } } }),
  };
}

function written(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

const outputOf = (credential) => credential.getClientExtensionResults().prf?.results?.first;

/** Many devices give the output only when a passkey is used: then the new one is used once, for that alone. */
async function outputOfNew(made, asked) {
  const results = made.getClientExtensionResults().prf;
  if (results?.results?.first || !results?.enabled) return results?.results?.first;
  const again = {
    challenge: crypto.getRandomValues(new Uint8Array(32)), // its answer is sent to nobody
    rpId: asked.rp.id,
    userVerification: "required",
    allowCredentials: [{ type: "public-key", id: made.rawId, transports: made.response.getTransports?.() ?? [] }],
    extensions: asked.extensions,
  };
  return navigator.credentials.get({ publicKey: again }).then(outputOf, () => undefined);
}

/** Makes or uses a passkey, and gives the fields that its form sends. */
export async function answerOf(kind, address, token) {
  const publicKey = prepared(await ask(address, token));
  const making = kind === "create";
  const credential = await (making ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
  const output = making ? await outputOfNew(credential, publicKey) : outputOf(credential);
  return { credential: written(credential), prf: output ? text(output) : "" };
}

/** Why it did not work, in words for the person. */
export const wordsFor = (error) => (error.told ? error.message : WORDS[error.name] ?? CLOSED);

const byName = !/^[\d.]+$|:/.test(location.hostname); // a bare address cannot have passkeys

export const usable = Boolean(window.PublicKeyCredential && navigator.credentials && byName);

async function send(form) {
  const fault = form.querySelector("[data-fault]");
  const button = form.querySelector("button");
  fault.hidden = true;
  button.setAttribute("aria-busy", "true");
  try {
    const fields = await answerOf(form.dataset.passkey, form.dataset.options, form.elements.csrf_token.value);
    for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
    form.submit();
  } catch (error) {
    if (error.status === 401 || error.status === 403) location.reload(); // the page knows who has to prove what
    button.removeAttribute("aria-busy");
    fault.textContent = wordsFor(error);
    fault.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.querySelector("[aria-busy]")) send(form);
  });
}
for (const part of document.querySelectorAll(usable ? "[data-with-passkeys]" : "[data-without-passkeys]")) part.hidden = false;
// Coming back to a page of the browser's memory: nothing of an earlier answer stays in it.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.elements.credential.value = form.elements.prf.value = "";
    form.querySelector("button").removeAttribute("aria-busy");
  }
});
