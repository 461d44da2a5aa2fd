/* What the theme has in the page itself, where the Content-Security-Policy allows no script;
   and what it cannot do from a file. */

(() => {
  "use strict";
  // A button that has copied loses the focus, and a keyboard would begin anew at the page's top
  document.addEventListener("click", ({ target }) => {
    const copied = target.closest?.(".copybtn");
    if (copied) setTimeout(() => copied.focus({ preventScroll: true }));
  });
  // Nor does a menu that is closed give the focus back to what has opened it
  document.addEventListener("close", ({ target }) => {
    const side = /^pst-(primary|secondary)-sidebar-modal$/.exec(target.id)?.[1];
    if (!side) return;
    const toggles = [...document.querySelectorAll(`.${side}-toggle`)];
    setTimeout(() => toggles.find((toggle) => toggle.checkVisibility())?.focus());
  }, true);
  // The search shows some words of each page that it finds: of its text, not of the menus there
  addEventListener("DOMContentLoaded", () => {
    if (typeof Search === "undefined") return;
    const { htmlToText } = Search;
    const article = (html) => html.match(/<article[^]*<\/article>/)?.[0] ?? html;
    Search.htmlToText = (html, anchor) => htmlToText(`<div role="main">${article(html)}</div>`, anchor);
  });
  // Not from disk, where a browser does not let it read them
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
})();
