// Keeps what is typed into the fields of a form on this device, as ciphertext, until the server has saved it. A form that
// saves itself is sent when a field is left, after a pause, and when the page is left.
import { forget, makeKeeper } from "./keep.js";
import { sendFields } from "./send-fields.js";

const PAUSE = 400;
const SEND_PAUSE = 8000; // each time is a version of its own
const SETTLING = "settling-fields"; // what a form of this tab was sent for
const form = document.querySelector("form[data-kept-fields]");
const panel = document.querySelector("[data-kept]");

class KeptFields {
  held = true; // whether all that was typed lies on the device or came with the page
  sent = false;
  typed = 0; // counts changes; what is saved is the count that reached the server
  saved = 0;

  constructor() {
    this.fields = [...form.querySelectorAll("textarea")];
    this.status = form.querySelector("[data-status]");
    this.keeping = this.prepare();
    form.addEventListener("input", (event) => event.target.matches("textarea") && this.changed());
    if ("savesItself" in form.dataset) form.addEventListener("change", () => this.send());
    form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.leave());
    addEventListener("pagehide", () => this.leave());
    addEventListener("online", () => this.send());
    addEventListener("beforeunload", (event) => { if (!this.held && !this.sent) event.preventDefault(); });
  }

  get words() { return Object.fromEntries(this.fields.map((field) => [field.name, field.value])); }

  async prepare() {
    const keeper = await makeKeeper(form);
    if (keeper) await this.offer(keeper).catch(() => {});
    if ("givenBack" in form.dataset || this.fields.some((field) => field.value !== field.defaultValue)) queueMicrotask(() => this.changed());
    return keeper;
  }

  changed() {
    this.held = false;
    this.typed += 1;
    this.status.textContent = "Not saved yet";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
    clearTimeout(this.sendTimer);
    this.sendTimer = setTimeout(() => this.send(), SEND_PAUSE);
  }

  leave() {
    this.keep();
    this.send(true);
  }

  /** A form that is being sent by itself waits for that, so that its own words are not taken for somebody else's. */
  submit(event) {
    this.sent = true;
    if (this.sending) {
      event.preventDefault();
      const { submitter } = event;
      this.sending.finally(() => form.requestSubmit(submitter));
    } else sessionStorage.setItem(SETTLING, form.dataset.keptFields);
  }

  send(leaving = false) {
    if (!("savesItself" in form.dataset) || this.sent || this.sending || this.typed === this.saved) return;
    this.sending = this.run(leaving).finally(() => { this.sending = null; });
  }

  async run(leaving) {
    const count = this.typed;
    const { saved, why } = await sendFields(form, leaving);
    if (!saved) { this.status.textContent = `Not saved yet. ${why}`; return; }
    this.saved = count;
    if (count !== this.typed) return;
    clearTimeout(this.timer);
    this.held = true;
    this.status.textContent = `Saved, ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}`;
    await (await this.keeping)?.remove().catch(() => {});
  }

  async keep() {
    if (this.held) return;
    const { words } = this;
    const keeper = await this.keeping;
    if (!keeper) return;
    try {
      await keeper.put({ fields: words });
      this.held = JSON.stringify(words) === JSON.stringify(this.words);
      if (this.held && !this.sent && this.typed !== this.saved) this.status.textContent = "Not saved yet; kept on this device";
    } catch { this.held = false; }
  }

  async offer(keeper) {
    for (const kept of await keeper.find(false)) {
      const differs = kept.fields && this.fields.some((field) => (kept.fields[field.name] ?? "").trim() !== field.value.trim());
      if (!differs) await keeper.remove(kept.id);
      else if (panel.hidden) this.ask(keeper, await this.setAside(keeper, kept));
    }
  }

  /** Under a name of its own, so that typing on does not overwrite what has not been decided about. */
  async setAside(keeper, kept) {
    if (kept.id !== keeper.id) return kept;
    const aside = { ...kept, id: `${keeper.id}/${kept.at}` };
    await keeper.put({ fields: kept.fields, at: kept.at }, aside.id);
    await keeper.remove();
    return aside;
  }

  ask(keeper, kept) {
    const named = this.fields.filter((field) => kept.fields[field.name]).map((field) => `${field.labels[0].textContent}\n${kept.fields[field.name]}`);
    panel.querySelector("[data-kept-words]").textContent = named.join("\n\n");
    const when = new Date(kept.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
    panel.querySelector("[data-kept-when]").textContent = `Typed on this device, ${when}`;
    panel.hidden = false;
    const decide = (restore) => {
      panel.hidden = true;
      if (restore) for (const field of this.fields) field.value = kept.fields[field.name] ?? field.value;
      if (restore) this.changed();
      keeper.remove(kept.id);
      this.fields[0].focus();
    };
    panel.querySelector("[data-restore]").onclick = () => decide(true);
    panel.querySelector("[data-discard]").onclick = () => decide(false);
  }
}

// Only the server's answer to that very form sends the browser on to the page that stands here.
const settled = sessionStorage.getItem(SETTLING);
const [arrival] = performance.getEntriesByType("navigation");
sessionStorage.removeItem(SETTLING);
if (settled && settled !== form?.dataset.keptFields && arrival?.redirectCount) forget(settled).catch(() => {});
if (form) new KeptFields();
