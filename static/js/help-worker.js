// Service worker: keeps /help with its styles and fonts for use offline, and nothing else.
const STORE = "help-1";
const PAGE = "/help";

async function keep() {
  const store = await caches.open(STORE);
  // Without cookies the signed-out page comes, so no name is ever kept on the device.
  const answer = await fetch(PAGE, { credentials: "omit", cache: "no-cache" });
  if (!answer.ok) return;
  await store.put(PAGE, answer.clone());
  const html = await answer.text();
  const wanted = [...html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((match) => match[1].replaceAll("&amp;", "&"));
  const kept = new Set((await store.keys()).map((request) => new URL(request.url).pathname + new URL(request.url).search));
  await Promise.all(wanted.filter((address) => !kept.has(address)).map((address) => store.add(address).catch(() => {})));
  for (const address of kept) if (address !== PAGE && !wanted.includes(address)) await store.delete(address);
}

async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok) return answer;
  } catch { /* no connection: the kept page answers below */ }
  return (await caches.match(PAGE)) ?? Response.error(); // also for another country: it has the numbers of all
}

self.addEventListener("install", (event) => event.waitUntil(keep().catch(() => {}).then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.filter((name) => name !== STORE).map((name) => caches.delete(name)))),
));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate" && address.pathname === PAGE) {
    event.respondWith(page(request));
    event.waitUntil(keep().catch(() => {}));
  } else if (address.pathname.startsWith("/static/")) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request)) ?? Response.error()));
  }
});
