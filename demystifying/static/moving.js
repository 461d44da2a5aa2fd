/* Figures that move (demystifying/moving.py), in the book and in JupyterLab alike.

   All frames were drawn by Python. In a notebook they stand in the output; in the book
   they are a file of their own, which is loaded when a control is first touched. */

(() => {
  "use strict";
  // What a file of frames calls; the script element knows its figure
  window.movingFrames = (data) => document.currentScript.arrived(data.frames);

  const drawing = (source) => {
    const text = `<svg xmlns="http://www.w3.org/2000/svg">${source}</svg>`;
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    return [...parsed.childNodes].map((node) => document.importNode(node, true));
  };

  // For points.js, which has Python draw a frame
  window.movingFigures = {
    show(figure, source, sentence) {
      figure.querySelector(".frame").replaceChildren(...drawing(source));
      figure.querySelector(".says").textContent = sentence;
      figure.dispatchEvent(new Event("drawn"));
    },
  };

  const start = (figure) => {
    figure.dataset.started = "";
    const inputs = [...figure.querySelectorAll(".controls input")];
    const words = inputs.map((input) => JSON.parse(input.dataset.words));
    const stage = figure.querySelector(".frame");
    const says = figure.querySelector(".says");
    const inside = figure.querySelector("script[type='application/json']");
    let frames = inside && JSON.parse(inside.textContent).frames;
    let shown = Number(figure.dataset.start);

    // Like an odometer, the last control turns fastest
    const place = () =>
      inputs.reduce((sum, input, n) => sum * words[n].length + Number(input.value), 0);

    const show = () => {
      inputs.forEach((input, n) => {
        const now = words[n][input.value];
        input.setAttribute("aria-valuetext", now);
        const control = input.closest(".control");
        control.querySelector(".value").textContent = now;
        const [back, next] = control.querySelectorAll("button");
        if (back) {
          // not `disabled`, which would take the focus away from who presses it
          back.setAttribute("aria-disabled", input.value === input.min);
          next.setAttribute("aria-disabled", input.value === input.max);
        }
      });
      if (!frames || place() === shown) return;
      shown = place();
      const [source, sentence] = frames[shown];
      stage.replaceChildren(...drawing(source));
      says.textContent = sentence;
    };

    let asked = Boolean(frames);
    const load = () => {
      if (asked) return;
      asked = true;
      const script = document.createElement("script");
      script.arrived = (loaded) => {
        frames = loaded;
        show();
      };
      script.onerror = () => {
        asked = false;
        says.textContent = "The frames could not be loaded. Touch a control to try again.";
      };
      script.src = figure.dataset.frames;
      document.head.append(script);
    };

    for (const input of inputs) {
      input.disabled = false;
      input.addEventListener("input", () => (load(), show()));
    }
    for (const button of figure.querySelectorAll("button[data-step]")) {
      button.disabled = false;
      button.addEventListener("click", () => {
        const input = button.closest(".control").querySelector("input");
        input.value = Number(input.value) + Number(button.dataset.step);
        load();
        show();
      });
    }
    figure.addEventListener("drawn", () => (shown = null)); // no frame of ours is shown
    const controls = figure.querySelector(".controls");
    for (const touch of ["pointerenter", "pointerdown", "focusin"])
      controls.addEventListener(touch, load, { passive: true });
    figure.classList.add("moves");
    show();
  };

  const all = () => document.querySelectorAll(".moving:not([data-started])").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();
