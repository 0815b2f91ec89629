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
    form.addEventListener("submit", (event) => this.submit(event));
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

  /** A form that is being sent by itself waits for that: of two on their way at once either may come first. */
  submit(event) {
    clearTimeout(this.timer);
    if (!this.sending) { this.kept = this.chosen; return; }
    event.preventDefault();
    const { submitter } = event;
    this.sending.then(({ told }) => told?.go || this.form.requestSubmit(submitter));
  }

  async send(leaving = false) {
    if (this.sending || this.kept === this.chosen) return;
    clearTimeout(this.timer);
    const upTo = this.chosen;
    this.sending = sendFields(this.form, leaving);
    const { saved, told, why } = await this.sending;
    this.sending = null;
    if (saved) this.kept = upTo;
    this.status.textContent = saved ? "Saved" : `Not saved yet. ${why}`;
    if (saved && told.go) location.assign(told.go); // what was chosen since goes as the page is left
    else if (saved) this.send();
    else if (told?.help && !leaving) this.form.submit(); // help comes first; it gives these answers back
  }
}

for (const form of document.querySelectorAll("form[data-keeps-answers]")) new KeptAnswers(form);
