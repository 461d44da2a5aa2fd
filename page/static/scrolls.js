/* What scrolls sideways can be scrolled by keyboard too: it takes the focus, and has a name.
   Its edges are book.css's; without this script a mouse and a finger scroll it all the same.
   A long page has hundreds of such boxes: they are measured while the browser is idle. */

(() => {
  "use strict";
  const NAMES = {
    ".cell_output pre": "Output, scrolls sideways",
    pre: "Code, scrolls sideways",
    ".pst-scrollable-table-container, .text_html": "Table, scrolls sideways",
    "div.math, math[display=block]": "Formula, scrolls sideways",
  };
  const whenIdle = (work) =>
    window.requestIdleCallback
      ? requestIdleCallback(work)
      : setTimeout(work, 1, { timeRemaining: () => 0 }); // a box at a time
  let waiting = new Map(); // box -> its name, those that are still to be measured

  const measure = (box, name) => {
    const scrolls = box.scrollWidth > box.clientWidth + 1;
    if (scrolls === (box.dataset.scrolls === "yes")) return;
    box.dataset.scrolls = scrolls ? "yes" : "no";
    if (scrolls) {
      box.tabIndex = 0;
      if (box.localName === "math") return; // it has its role, and its own words
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", name);
    } else for (const attribute of ["tabindex", "role", "aria-label"]) box.removeAttribute(attribute);
  };
  const work = (deadline) => {
    for (const [box, name] of waiting) {
      measure(box, name);
      waiting.delete(box);
      if (deadline.timeRemaining() < 2) break;
    }
    if (waiting.size) whenIdle(work);
    else document.documentElement.dataset.scrolls = "measured";
  };
  const update = () => {
    const working = waiting.size;
    waiting = new Map();
    for (const [selector, name] of Object.entries(NAMES))
      for (const box of document.querySelectorAll(`article :is(${selector})`))
        if (!waiting.has(box)) waiting.set(box, name);
    delete document.documentElement.dataset.scrolls;
    if (!working) whenIdle(work);
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
