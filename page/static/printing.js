/* Two ways to print a page: a reference, with each fold open, or a work sheet, without answers
   and with room to write. The switch stands at the page's end; an address that ends in
   ?print=worksheet prints a work sheet too. What is left out, and what opens, is print.css's. */

(() => {
  "use strict";
  const root = document.documentElement;
  const SHEET = "worksheet";
  const KINDS = { reference: "with all answers", [SHEET]: "as a work sheet, with room to write" };
  root.dataset.print =
    new URLSearchParams(location.search).get("print") === SHEET ? SHEET : "reference";

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const choices = () =>
    Object.entries(KINDS).map(([kind, text]) => {
      const input = make("input", { type: "radio", name: "print", value: kind });
      input.checked = root.dataset.print === kind;
      input.addEventListener("change", () => (root.dataset.print = kind));
      return make("label", {}, input, ` ${text}`);
    });

  // A browser that cannot open a fold by style has it opened, and closed again
  let opened = [];
  const open = () => {
    if (root.dataset.print === SHEET) return;
    opened = [...document.querySelectorAll("article details:not([open])")];
    for (const fold of opened) fold.open = true;
  };
  const close = () => {
    for (const fold of opened) fold.open = false;
    opened = [];
  };

  // Pictures far down wait until a reader comes near; on paper all of them are near
  const pictures = () =>
    Promise.all(
      [...document.querySelectorAll("article img")].map((picture) => {
        picture.loading = "eager";
        return picture.complete || new Promise((done) => {
          for (const end of ["load", "error"]) picture.addEventListener(end, done, { once: true });
        });
      }),
    );
  const printAll = () => pictures().then(() => print());
  const onKey = (event) => {
    if (event.key !== "p" || event.altKey || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    printAll();
  };

  const start = () => {
    // The theme's own button has its script in the page, where the policy allows none
    for (const button of document.querySelectorAll(".btn-download-pdf-button"))
      button.addEventListener("click", printAll);
    addEventListener("keydown", onKey);
    addEventListener("beforeprint", pictures); // from a menu: it can wait for nothing
    const article = document.querySelector("article.bd-article");
    // A page without folds has one way to be printed
    if (!article?.querySelector("details")) return;
    const button = make("button", { type: "button", class: "quiet" }, "Print");
    button.addEventListener("click", printAll);
    article.append(
      make("fieldset", { class: "printing" }, make("legend", {}, "Print this page"), ...choices(), button),
    );
    addEventListener("beforeprint", open);
    addEventListener("afterprint", close);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
