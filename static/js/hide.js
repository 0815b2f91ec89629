// Hide covers the page at once, whatever the network does; the server locks the sign-in as soon as it hears of it.
const form = document.querySelector("form[data-hide]");
const RETRY = 3000;

function cover() {
  const sheet = document.createElement("div");
  sheet.className = "cover";
  sheet.tabIndex = -1;
  sheet.setAttribute("role", "status");
  const help = { textContent: "Get help now", href: "/help", target: "_blank", className: "link now" };
  sheet.append(Object.assign(document.createElement("p"), { textContent: "Hidden" }), Object.assign(document.createElement("a"), help));
  for (const open of document.querySelectorAll("dialog[open]")) open.close();
  document.body.append(sheet);
  document.body.classList.add("covered");
  document.title = "Hidden - Interleaf";
  sheet.focus();
}

async function lock() {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.ok || answer.status < 500) {
      const next = encodeURIComponent(location.pathname);
      location.replace(`/locked?next=${next}`);
      return;
    }
  } catch { /* no network: the cover stays, and we ask again */ }
  setTimeout(lock, RETRY);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (document.body.classList.contains("covered")) return;
  dispatchEvent(new Event("pagehide")); // what is being written is kept, as when a page is left
  cover();
  lock();
});
