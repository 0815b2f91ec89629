// Says where a link in somebody's words leads before it leads out of the journal, and lets them stay.
function part(tag, words, given = {}) {
  return Object.assign(document.createElement(tag), { textContent: words, ...given });
}

function ask(link) {
  const dialog = part("dialog", "", { className: "sheet" });
  const heading = part("h2", "This link leads out of the journal", { id: "leaving" });
  dialog.setAttribute("aria-labelledby", heading.id);
  const where = link.protocol === "mailto:" ? "It begins an e-mail to" : "It leads to";
  const told = part("p", `${where} ${link.host || link.pathname}. The people there are not told where you came from.`);
  const row = part("div", "", { className: "row" });
  const stay = part("button", "Stay here", { type: "button", className: "button main", onclick: () => dialog.close() });
  const go = part("a", "Follow the link", { href: link.href, rel: link.rel, className: "link", onclick: () => dialog.close() });
  row.append(stay, go);
  dialog.append(heading, told, row);
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[rel~="nofollow"]'); // such as the renderer makes of what people typed
  if (!link || link.closest("dialog")) return;
  event.preventDefault();
  ask(link);
});
