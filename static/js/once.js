// Sends a form once where its button is tapped twice. The server answers a repeat as it answered the first; this spares it.
const PAUSE = 4000;
let sent = new WeakMap(); // when each form was sent

// on the window, so after a form's own scripts: what they have stopped is theirs to send
addEventListener("submit", (event) => {
  const { target: form, timeStamp: now } = event;
  if (event.defaultPrevented || form.method !== "post") return;
  if (now - (sent.get(form) ?? -PAUSE) < PAUSE) event.preventDefault();
  else sent.set(form, now);
});
addEventListener("pageshow", () => { sent = new WeakMap(); }); // going back gives the form back
