// A page brought back from the browser's memory may be out of date or belong to an ended sign-in: load it anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
