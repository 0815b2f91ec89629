// A text field grows with its words where the browser cannot do so by itself.
if (!CSS.supports("field-sizing", "content")) {
  for (const field of document.querySelectorAll("textarea[data-grow]")) {
    const fit = () => {
      const top = scrollY;
      field.style.blockSize = "auto";
      field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
      scrollTo({ top, behavior: "instant" });
    };
    field.addEventListener("input", fit);
    fit();
  }
}
