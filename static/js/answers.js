// Keeps the answers of a page with all questions: once a question is left, after a pause, and when the page is left.
// Not at every change: with arrow keys one passes over answers that are not meant.
import { sendFields } from "./send-fields.js";

const PAUSE = 2500;

class KeptAnswers {
  chosen = 0; // counts changes; what is kept is the count that reached the server
  kept = 0;

  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-status]");
    form.addEventListener("change", () => this.changed());
    form.addEventListener("focusout", (event) => this.left(event));
    form.addEventListener("submit", () => { clearTimeout(this.timer); this.kept = this.chosen; });
    addEventListener("pagehide", () => this.send(true));
    addEventListener("online", () => this.send());
  }

  changed() {
    this.chosen += 1;
    this.status.textContent = "Not saved yet";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), PAUSE);
  }

  left(event) {
    const question = event.target.closest("fieldset");
    const next = event.relatedTarget;
    if (question && next?.type !== "submit" && !question.contains(next)) this.send();
  }

  async send(leaving = false) {
    if (this.sending || this.kept === this.chosen) return;
    clearTimeout(this.timer);
    const upTo = this.chosen;
    this.sending = sendFields(this.form, leaving);
    const { saved, told, why } = await this.sending;
    this.sending = null;
    if (saved) this.kept = upTo;
    if (saved && told.go) location.assign(told.go);
    if (!saved && told?.help && !leaving) this.form.submit(); // help comes first; it gives these answers back
    this.status.textContent = saved ? "Saved" : `Not saved yet. ${why}`;
    if (saved && this.kept !== this.chosen) this.send();
  }
}

for (const form of document.querySelectorAll("form[data-keeps-answers]")) new KeptAnswers(form);
