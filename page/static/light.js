/* What the theme has in the page itself, where the Content-Security-Policy allows no script;
   and what it cannot do from a file. */

(() => {
  "use strict";
  for (const button of document.querySelectorAll(".btn-download-pdf-button"))
    button.addEventListener("click", () => print());
  // The search shows some words of each page that it finds, where a browser lets it read them
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
})();
