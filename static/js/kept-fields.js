// Keeps what is typed into the fields of a form on this device, as ciphertext, until the server has saved it.
import { forget, makeKeeper } from "./keep.js";

const PAUSE = 400;
const SETTLING = "settling-fields"; // what a form of this tab was sent for
const form = document.querySelector("form[data-kept-fields]");
const panel = document.querySelector("[data-kept]");

class KeptFields {
  held = true; // whether all that was typed lies on the device or came with the page
  sent = false;

  constructor() {
    this.fields = [...form.querySelectorAll("textarea")];
    this.status = form.querySelector("[data-status]");
    this.keeping = this.prepare();
    form.addEventListener("input", (event) => event.target.matches("textarea") && this.changed());
    form.addEventListener("submit", () => { this.sent = true; sessionStorage.setItem(SETTLING, form.dataset.keptFields); });
    document.addEventListener("visibilitychange", () => document.hidden && this.keep());
    addEventListener("pagehide", () => this.keep());
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
    this.status.textContent = "Not saved yet";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }

  async keep() {
    if (this.held) return;
    const { words } = this;
    const keeper = await this.keeping;
    if (!keeper) return;
    try {
      await keeper.put({ fields: words });
      this.held = JSON.stringify(words) === JSON.stringify(this.words);
      if (this.held && !this.sent) this.status.textContent = "Not saved yet; kept on this device";
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
    const when = new Date(kept.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
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

if (form) {
  sessionStorage.removeItem(SETTLING);
  new KeptFields();
} else if (sessionStorage.getItem(SETTLING)) {
  // Only the server's answer to that very form sends the browser on to the page that stands here.
  const [arrival] = performance.getEntriesByType("navigation");
  if (arrival?.redirectCount) forget(sessionStorage.getItem(SETTLING)).catch(() => {});
  sessionStorage.removeItem(SETTLING);
}
