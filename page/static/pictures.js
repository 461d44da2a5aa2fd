/* On a phone a picture's letters are small: below each picture a button shows it larger, where
   it can be moved. On a wide window (book.css) a picture has its size, and no button. */

(() => {
  "use strict";
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const enlarge = (picture) => {
    const large = picture.cloneNode();
    large.loading = "eager";
    const close = make("button", { class: "quiet", autofocus: "" }, "Close");
    const whole = make("div", { role: "group", tabindex: "0", "aria-label": "Picture, scrolls" }, large);
    const dialog = make(
      "dialog",
      { class: "enlarged", "aria-label": "Picture, enlarged" },
      make("form", { method: "dialog" }, close),
      whole,
    );
    dialog.addEventListener("close", () => dialog.remove()); // the focus goes back to the button
    picture.closest("article").append(dialog);
    dialog.showModal();
  };

  const addButton = (picture) => {
    const button = make("button", { type: "button", class: "quiet enlarge" }, "Enlarge the picture");
    button.addEventListener("click", () => enlarge(picture));
    picture.after(button);
  };

  const start = () => {
    document.querySelectorAll("article :is(.cell_output, figure) img").forEach(addButton);
    document.addEventListener("live-picture", ({ detail }) => addButton(detail)); // see live.js
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
