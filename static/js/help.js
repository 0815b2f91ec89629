// Keeps the help page on the device, so that its numbers are there without a connection.
if ("serviceWorker" in navigator) {
  addEventListener("load", () => {
    navigator.serviceWorker.register("/sw.js", { scope: "/help" }).catch(() => {});
  });
}
