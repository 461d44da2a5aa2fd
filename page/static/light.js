/* What the theme has in the page itself, where the Content-Security-Policy allows no script. */

(() => {
  "use strict";
  for (const button of document.querySelectorAll(".btn-download-pdf-button"))
    button.addEventListener("click", () => print());
})();
