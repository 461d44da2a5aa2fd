/* What scrolls sideways can be scrolled by keyboard too: it takes the focus, and has a name.
   Its edges are book.css's; without this script a mouse and a finger scroll it all the same. */

(() => {
  "use strict";
  const NAMES = {
    ".cell_output pre": "Output, scrolls sideways",
    pre: "Code, scrolls sideways",
    ".pst-scrollable-table-container, .text_html": "Table, scrolls sideways",
    "div.math, math[display=block]": "Formula, scrolls sideways",
  };
  const update = () => {
    const seen = new Set();
    for (const [selector, name] of Object.entries(NAMES))
      for (const box of document.querySelectorAll(`article :is(${selector})`)) {
        if (seen.has(box)) continue;
        seen.add(box);
        const scrolls = box.scrollWidth > box.clientWidth + 1;
        if (scrolls === (box.dataset.scrolls === "yes")) continue;
        box.dataset.scrolls = scrolls ? "yes" : "no";
        if (scrolls) {
          box.tabIndex = 0;
          box.setAttribute("role", "group");
          box.setAttribute("aria-label", name);
        } else for (const attribute of ["tabindex", "role", "aria-label"])
          box.removeAttribute(attribute);
      }
  };
  const start = () => {
    update();
    addEventListener("load", update);
    addEventListener("resize", update);
    // A fold that opens shows what had no width before
    document.addEventListener("toggle", update, true);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
