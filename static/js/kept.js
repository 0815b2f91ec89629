// Offers the words this device still holds for a page: restore them or let them go.
const panel = document.querySelector("[data-kept]");

function show(kept) {
  const when = new Date(kept.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
  panel.querySelector("[data-kept-words]").textContent = [kept.title, kept.text].filter(Boolean).join("\n\n");
  panel.querySelector("[data-kept-when]").textContent = `Typed on this device, ${when}`;
  panel.hidden = false;
}

function decision() {
  return new Promise((resolve) => {
    panel.querySelector("[data-restore]").onclick = () => resolve(true);
    panel.querySelector("[data-discard]").onclick = () => resolve(false);
  });
}

/** Set aside under a name of its own, so that typing on does not overwrite what has not been decided about. */
async function setAside(keeper, kept) {
  if (kept.id !== keeper.id) return kept;
  const aside = { ...kept, id: `${keeper.id}/${kept.at}` };
  await keeper.put(kept, aside.id);
  await keeper.remove();
  return aside;
}

/** Words of a page that never reached the server stay words about their session, unless this page has one of its own. */
function belong(form, kept) {
  const { session_id: session, moment } = form.elements;
  if (!kept.moment || session.value || moment.value || !("new" in form.dataset)) return;
  [session.value, moment.value] = [kept.session, kept.moment];
}

async function decide(form, keeper, waiting) {
  let restored = false;
  for (const kept of waiting) {
    show(kept);
    const restore = await decision();
    panel.hidden = true;
    const { title, text } = form.elements;
    if (restore) {
      title.value = kept.title;
      text.value = restored ? `${text.value}\n\n${kept.text}` : kept.text;
      belong(form, kept);
      restored = true;
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    text.focus();
    await keeper.remove(kept.id);
  }
}

/** Shows kept words that differ from the page's. Resolves when they are set aside; deciding can wait. */
export async function offerKept(form, keeper) {
  const { title, text } = form.elements;
  const waiting = [];
  for (const kept of await keeper.find("new" in form.dataset)) {
    if (kept.title === title.value && kept.text === text.value) await keeper.remove(kept.id);
    else waiting.push(await setAside(keeper, kept));
  }
  if (waiting.length) decide(form, keeper, waiting);
}
