// Saves what is being written as a draft: after a pause, on leaving the page, and before Save.
import { isBlank, sendDraft } from "./draft.js";
import { makeKeeper } from "./keep.js";
import { offerKept } from "./kept.js";
import { signInAgain } from "./sign-in-again.js";

const PAUSE = 2000;
const KEEP_PAUSE = 400; // the device keeps sooner than the network is asked
const LONGEST_WAIT = 60_000;
const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

class Autosave {
  typed = 0; // counts changes; what is saved is the count that reached the server
  saved = 0;
  tries = 0;
  submitting = false;

  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-status]");
    this.again = form.querySelector("[data-sign-in-again]");
    this.conflict = form.querySelector("[data-show-conflict]");
    this.keeping = this.prepare();
    form.addEventListener("input", (event) => event.target.name !== "audience" && this.changed());
    form.addEventListener("submit", (event) => this.submit(event));
    this.again.addEventListener("click", () => this.flush({ ask: true }));
    document.addEventListener("visibilitychange", () => document.hidden && this.leave());
    addEventListener("pagehide", () => this.leave());
    addEventListener("online", () => this.flush());
    addEventListener("beforeunload", (event) => this.atRisk && event.preventDefault());
  }

  async prepare() {
    const keeper = await makeKeeper(this.form);
    if (keeper) await offerKept(this.form, keeper).catch(() => {});
    const { title, text } = this.form.elements;
    const early = title.value !== title.defaultValue || text.value !== text.defaultValue; // typed before this script came
    if (!isBlank(this.form) && (early || "givenBack" in this.form.dataset)) queueMicrotask(() => this.changed());
    return keeper;
  }

  get dirty() { return this.typed > this.saved; }
  get atRisk() { return this.dirty && !this.submitting && (this.tries > 0 || this.stuck) && !this.held; }

  say(text) { if (this.status.textContent !== text) this.status.textContent = text; }

  changed() {
    this.typed += 1;
    this.held = false;
    if (!this.stuck) this.say("Not saved yet");
    clearTimeout(this.keepTimer);
    clearTimeout(this.timer);
    if (isBlank(this.form)) { this.saved = this.typed; return this.forget(); }
    this.keepTimer = setTimeout(() => this.keep(), KEEP_PAUSE);
    this.timer = setTimeout(() => this.flush({ ask: this.stuck !== "signed_out" }), PAUSE);
  }

  async forget() { await (await this.keeping)?.remove().catch(() => {}); }

  async keep() {
    const { title, text, session_id: session, moment } = this.form.elements;
    const count = this.typed;
    const keeper = await this.keeping;
    if (!keeper) return;
    try {
      await keeper.put({
        title: title.value, text: text.value, isNew: "new" in this.form.dataset, session: session.value, moment: moment.value,
      });
      this.held = count === this.typed;
      if (count <= this.saved) await keeper.remove();
    } catch { this.held = false; }
  }

  leave() {
    if (!this.dirty || this.submitting) return;
    this.keep();
    this.flush({ leaving: true });
  }

  flush(how = {}) {
    this.running ??= this.run(how).finally(() => { this.running = null; });
    return this.running;
  }

  async run({ ask = false, leaving = false }) {
    clearTimeout(this.timer);
    while (this.dirty) {
      const count = this.typed;
      if (!leaving) await this.keep();
      const outcome = await sendDraft(this.form);
      if (outcome.kind === "saved") await this.acknowledge(count, outcome);
      else if (outcome.kind === "signed_out" && ask && await signInAgain()) this.stuck = null;
      else return this.failed(outcome);
    }
    return "saved";
  }

  async acknowledge(count, outcome) {
    this.saved = count;
    this.tries = 0;
    this.stuck = null;
    this.again.hidden = this.conflict.hidden = true;
    if ("new" in this.form.dataset) {
      history.replaceState(null, "", this.form.dataset.editUrl);
      delete this.form.dataset.new;
    }
    if (this.dirty) return;
    this.say(outcome.saved_text ?? `Saved as a draft, ${clock()}`);
    await this.forget();
  }

  failed({ kind, limit }) {
    const held = this.held ? "kept on this device" : "still on this page";
    const longest = (limit ?? Number(this.form.dataset.limit)).toLocaleString("en");
    const told = {
      signed_out: `Your sign-in has run out; ${held}.`,
      conflict: `Changed in another place; ${held}.`,
      too_long: `The text is longer than ${longest} characters or the title than 200; your words are ${held}. Shorten it and it is saved.`,
      gone: "This page is no longer there; copy your words before you leave.",
      busy: `Trying again; ${held}.`,
      offline: `No connection; ${held}.`,
    };
    this.say(`Not saved yet. ${told[kind]}`);
    this.stuck = ["busy", "offline"].includes(kind) ? null : kind;
    this.again.hidden = kind !== "signed_out";
    this.conflict.hidden = kind !== "conflict";
    if (!this.stuck) {
      this.tries += 1;
      this.timer = setTimeout(() => this.flush(), Math.min(PAUSE * 2 ** this.tries, LONGEST_WAIT));
    }
    return kind;
  }

  async submit(event) {
    if (this.submitting) return;
    if (!this.dirty && !this.running) { this.submitting = true; return; }
    event.preventDefault();
    const { submitter } = event;
    await this.running;
    const outcome = await this.flush({ ask: true });
    if (["offline", "signed_out", "gone"].includes(outcome)) return;
    this.submitting = true;
    // not within the task of the event itself: a form that is being submitted ignores requestSubmit
    setTimeout(() => this.form.requestSubmit(submitter));
  }
}

for (const form of document.querySelectorAll("form[data-draft-url]")) new Autosave(form);
