// The words of a rendered text as notes count them: blocks joined by an empty line, a line break as "\n".
const BLOCK = "p, h2, h3, h4, h5, h6, li, blockquote";
const BETWEEN = "\n\n";

function pieces(root) {
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node.nodeType === Node.TEXT_NODE || node.tagName === "BR") return NodeFilter.FILTER_ACCEPT;
    return node.matches("[data-leaf]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP; // a note laid between is not the text
  });
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const words = node.nodeType === Node.TEXT_NODE ? node.data.replaceAll("\n", "") : "\n";
    if (words) found.push({ node, words, block: node.parentElement.closest(BLOCK) });
  }
  return found;
}

/** The reading text of an element, and where in it a place of the page lies (both in UTF-16 units). */
export function readingText(root) {
  let text = "";
  let block = null;
  const starts = pieces(root).map((piece) => {
    if (block && piece.block !== block) text += BETWEEN;
    block = piece.block;
    const start = text.length;
    text += piece.words;
    return { node: piece.node, start, end: text.length };
  });
  const place = (container, offset) => {
    const here = starts.find((piece) => piece.node === container && container.nodeType === Node.TEXT_NODE);
    if (here) return here.start + container.data.slice(0, offset).replaceAll("\n", "").length;
    const point = document.createRange();
    point.setStart(container, offset);
    const after = starts.find((piece) => point.comparePoint(piece.node, 0) >= 0);
    return after ? after.start : text.length;
  };
  return { text, place };
}

/** How many code points come before a place given in UTF-16 units. */
export function codePoints(text, end) {
  let count = 0;
  for (const _ of text.slice(0, end)) count += 1;
  return count;
}
