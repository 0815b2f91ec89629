// Sends entries of a session's log; what the network does not take is kept on this device and sent again.
import { makeKeeper } from "./keep.js";
import { signInAgain } from "./sign-in-again.js";
import { renewToken } from "./token.js";

const AGAIN = 10_000;

/** Sends one entry once; its wait is told in seconds, so that a clock that is wrong here does no harm. */
async function post(form, entry, retried = false) {
  const waited = Math.round((Date.now() - entry.at) / 1000);
  const body = new URLSearchParams({ ...entry.fields, waited, csrf_token: form.elements.csrf_token.value });
  try {
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(20_000),
    });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok && told.saved) return "saved";
    if (told.reason === "look") return "look";
    if (answer.status === 401) return "signed_out";
    if (answer.status === 404) return "gone";
    if (answer.status !== 400 || retried) return "busy";
    return (await renewToken()).signedIn ? await post(form, entry, true) : "signed_out";
  } catch {
    return "offline";
  }
}

class Log {
  queue = [];
  typed = 0;

  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-log-status]");
    this.again = form.querySelector("[data-log-sign-in]");
    this.spares = (form.dataset.spares ?? "").split(" ").filter(Boolean);
    this.keeping = makeKeeper(form).then((keeper) => this.takeUp(keeper));
    form.addEventListener("submit", (event) => this.submit(event));
    form.addEventListener("input", () => { this.typed += 1; });
    this.again.addEventListener("click", async () => { if (await signInAgain()) this.send(); });
    addEventListener("online", () => this.send());
    addEventListener("beforeunload", (event) => { if (this.wouldLose()) event.preventDefault(); });
  }

  /** Whether leaving now drops an entry that is nowhere yet, or an observation that is still being typed. */
  wouldLose() {
    const observed = !this.native && this.typed && this.form.elements.observation.value.trim();
    return observed || this.queue.some((entry) => !entry.held);
  }

  say(text) { this.status.textContent = text; }

  async takeUp(keeper) {
    for (const kept of (await keeper?.find(false).catch(() => [])) ?? []) {
      this.queue.unshift({ fields: kept.fields, at: kept.at, id: kept.id, held: true });
    }
    if (this.queue.length) this.send();
    return keeper;
  }

  async submit(event) {
    this.native ||= !this.spares.length;
    if (this.native) return; // the page sends it itself
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(this.form));
    delete fields.csrf_token;
    fields.save = event.submitter?.value ?? "all";
    const entry = { fields, at: Date.now(), id: `${this.form.dataset.sessionLog}/${fields.record_id}`, held: false };
    this.queue.push(entry);
    this.begin();
    this.say("Sending");
    const keeper = await this.keeping;
    try {
      await keeper?.put({ fields, at: entry.at }, entry.id);
      entry.held = Boolean(keeper);
    } catch { entry.held = false; }
    this.send();
  }

  /** The form for the next entry: a new id, nothing observed, and what was just measured as the last. */
  begin() {
    const { elements } = this.form;
    [elements.record_id.value, elements.token.value] = this.spares.shift().split(/\.(.*)/s);
    elements.observation.value = elements.meant.value = elements.at.value = elements.day.value = "";
    for (const name of ["systolic", "diastolic", "pulse", "oxygen", "distress"]) {
      elements[`was_${name}`].value = elements[name].value;
    }
    this.typed = 0;
  }

  send() {
    this.running ??= this.run().finally(() => { this.running = null; });
    return this.running;
  }

  async run() {
    clearTimeout(this.timer);
    const keeper = await this.keeping;
    while (this.queue.length) {
      const entry = this.queue[0];
      const outcome = await post(this.form, entry);
      if (outcome === "look") return this.show(entry, keeper);
      if (outcome !== "saved") return this.wait(outcome);
      this.queue.shift();
      await keeper?.remove(entry.id).catch(() => {});
    }
    this.again.hidden = true;
    this.say("Saved");
    if (!this.typed) this.refresh();
  }

  /** Shows what was saved; a page that is only loaded again stays where the hand is. */
  refresh() {
    const { page } = this.form.dataset;
    if (location.pathname === page) location.reload();
    else location.href = page;
  }

  wait(outcome) {
    const many = this.queue.length === 1 ? "1 entry is" : `${this.queue.length} entries are`;
    const held = this.queue.every((entry) => entry.held) ? "kept on this device" : "still on this page";
    const why = {
      offline: "No connection", busy: "Trying again", signed_out: "Your sign-in has run out",
      gone: "This session is not open to you any more; copy what matters",
    };
    this.say(`Not saved yet. ${why[outcome]}: ${many} ${held}.`);
    this.again.hidden = outcome !== "signed_out";
    if (["offline", "busy"].includes(outcome)) this.timer = setTimeout(() => this.send(), AGAIN);
  }

  /** Something about an entry is asked: the page itself sends it, and the answer shows what was typed. */
  async show(entry, keeper) {
    this.queue.shift();
    await keeper?.remove(entry.id).catch(() => {});
    for (const [name, value] of Object.entries(entry.fields)) {
      if (name !== "save" && this.form.elements[name]) this.form.elements[name].value = value;
    }
    this.form.elements.waited.value = Math.round((Date.now() - entry.at) / 1000);
    this.native = true;
    const key = this.form.querySelector(`button[name=save][value="${entry.fields.save}"]`);
    setTimeout(() => this.form.requestSubmit(key));
  }
}

for (const form of document.querySelectorAll("form[data-session-log]")) new Log(form);
