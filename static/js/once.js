// Sends a form once where its button is tapped twice. The server answers a repeat as it answered the first; this spares it.
const PAUSE = 4000;
let sent = new WeakMap(); // when each button was pressed that sent its form, or the form by itself

// on the window, so after a form's own scripts: what they have stopped is theirs to send
addEventListener("submit", (event) => {
  const { target: form, submitter, timeStamp: now } = event;
  if (event.defaultPrevented || form.method !== "post") return;
  const pressed = submitter ?? form;
  if (now - (sent.get(pressed) ?? -PAUSE) < PAUSE) event.preventDefault();
  else sent.set(pressed, now);
});
addEventListener("beforeunload", (event) => { // whoever was asked whether to leave, and stayed, presses anew
  setTimeout(() => { if (event.defaultPrevented) sent = new WeakMap(); });
});
addEventListener("pageshow", () => { sent = new WeakMap(); }); // going back gives the form back
