// Tells the server that somebody is here, warns a minute before the sign-in pauses, and then covers the page.
import { signInAgain } from "./sign-in-again.js";
import { renewToken } from "./token.js";

const WARNING = 60_000;
const TOLD_EVERY = 60_000;
const { person } = document.body.dataset;
const dialog = document.querySelector("dialog[data-idle]");
const counter = dialog.querySelector("[data-idle-seconds]");
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel("interleaf-alive") : null; // other tabs

let endsAt = Date.now() + Number(document.body.dataset.left) * 1000;
let toldAt = Date.now(); // asking for this page counted
let hereAt = 0; // when somebody was here
let unsaid = false; // and the server was not told yet
let covered = false;
let timer;

function goOn(seconds, tell = true) {
  endsAt = Date.now() + seconds * 1000;
  if (dialog.open) dialog.close();
  if (tell) others?.postMessage({ person, endsAt });
  watch();
}

async function sayAlive() {
  const field = document.querySelector('input[name="csrf_token"]');
  const ask = (token) => fetch("/alive", {
    method: "POST",
    body: new URLSearchParams({ csrf_token: token }),
    headers: { Accept: "application/json" },
  });
  let answer = await ask(field?.value ?? "");
  if (answer.status === 400) answer = await ask((await renewToken()).token);
  if (answer.status === 401) cover(); // ended from another place
  return answer.ok ? answer.json() : null;
}

async function tell() {
  toldAt = Date.now();
  unsaid = false;
  const told = await sayAlive().catch(() => null); // no network: the sign-in runs on as it did
  if (told?.person === person) goOn(told.left);
}

/** Tells the server at most once a minute, and never of what was long ago: the device may have slept meanwhile. */
function isHere() {
  if (covered || dialog.open) return;
  hereAt = Date.now();
  if (unsaid) return;
  unsaid = true;
  setTimeout(tellIfRecent, Math.max(0, toldAt + TOLD_EVERY - Date.now()));
}

function tellIfRecent() {
  if (Date.now() - hereAt < 2 * TOLD_EVERY) tell();
  else unsaid = false;
}

function warn() {
  const left = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
  counter.textContent = `${left} second${left === 1 ? "" : "s"}`;
  if (!dialog.open) dialog.showModal();
}

/** Whoever signs in there gets the page back only if it is theirs. */
async function cover() {
  if (covered || document.body.classList.contains("covered")) return;
  const place = document.activeElement;
  covered = true;
  clearTimeout(timer);
  if (dialog.open) dialog.close();
  document.body.classList.add("covered");
  await signInAgain({ covers: true });
  const told = await sayAlive().catch(() => null);
  if (told?.person !== person) return location.replace("/");
  covered = false;
  document.body.classList.remove("covered");
  place.focus({ preventScroll: true });
  goOn(told.left);
}

function watch() {
  clearTimeout(timer);
  const left = endsAt - Date.now();
  if (left <= 0) cover();
  else if (left <= WARNING) { warn(); timer = setTimeout(watch, 1000); }
  else timer = setTimeout(watch, left - WARNING);
}

dialog.querySelector("[data-stay]").addEventListener("click", tell);
dialog.addEventListener("cancel", (event) => { event.preventDefault(); tell(); });
for (const kind of ["keydown", "pointerdown", "input", "wheel"]) addEventListener(kind, isHere, { passive: true });
document.addEventListener("visibilitychange", () => { if (!document.hidden) watch(); });
others?.addEventListener("message", ({ data }) => {
  if (data.person !== person || data.endsAt <= Date.now()) return;
  if (covered) location.reload();
  else goOn((data.endsAt - Date.now()) / 1000, false);
});
others?.postMessage({ person, endsAt });
watch();
