/* A moving figure to which the reader adds points, computed by the package itself: see
   `Points` in demystifying/moving.py. It asks live.js for Python, at the first press.

   window.movingFigures, of moving.js, draws a frame; this only says which. */

(() => {
  "use strict";
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const button = (words, onclick) => {
    const element = make("button", { type: "button" }, words);
    element.addEventListener("click", onclick);
    return element;
  };

  const start = (figure) => {
    const { module, left, width, truth, seen: first } = JSON.parse(figure.dataset.points);
    const sliders = [...figure.querySelectorAll(".controls input")].slice(0, -1);
    const steps = [...figure.querySelectorAll(".controls input")].at(-1);
    const svg = figure.querySelector("svg");
    const last = truth.length - 1;
    let seen = [];
    let proposed = null; // until it is computed
    let wanted = false; // and what was asked for meanwhile

    const status = make("p", { class: "live-status", role: "status" });
    const range = make("input", { type: "range", min: 0, max: last, step: 1, value: last / 2, "aria-label": "place u" });
    const value = make("span", { class: "value", "aria-hidden": "true" });
    const aim = document.createElementNS(svg.namespaceURI, "path");
    aim.setAttribute("class", "line c3");
    const where = (place) => (place / last).toFixed(2);
    const point = () => {
      range.setAttribute("aria-valuetext", `u = ${where(range.value)}`);
      value.textContent = where(range.value);
      aim.setAttribute("d", `M${left + (width * range.value) / last} 26v236`);
    };
    range.addEventListener("input", point);

    // Of runs that wait for each other, the last one asked for is the one that is shown
    let asked = 0;
    const compute = async () => {
      const mine = (asked += 1);
      proposed = null;
      const controls = sliders.map((slider) => slider.value).join(", ");
      const code = [
        "import json, numpy",
        `from ${module} import with_points`,
        `print(json.dumps(with_points(${JSON.stringify(truth)}, ${JSON.stringify(seen)}, ${controls})))`,
      ].join("\n");
      const onStatus = (line) => (status.textContent = line);
      const done = await window.livePython.run(code, { name: "the figure", onStatus, fresh: true });
      if (mine !== asked) return;
      const printed = done.outputs.map((output) => output.text ?? "").join("");
      if (!done.ok || !printed) {
        status.textContent = done.error ?? "Python was stopped. Press a button to go on.";
        return;
      }
      status.textContent = "";
      const [source, words, next] = JSON.parse(printed);
      const [drawn, sentence] = window.livePython.cleanFrame([source, words]);
      proposed = next;
      window.movingFigures.show(figure, drawn, sentence);
      if (wanted) promised();
    };
    const promised = () => {
      if (!seen.length) begin();
      wanted = proposed === null;
      if (!wanted) add(proposed);
    };

    const add = (place) => {
      if (!seen.length) seen = [...first]; // the search was looked at meanwhile
      if (seen.includes(place)) {
        status.textContent = `u = ${where(place)} is seen already: without noise a second look tells nothing new.`;
        return;
      }
      seen.push(place);
      range.value = place;
      point();
      compute();
    };

    const begin = () => {
      seen = [...first];
      wanted = false;
      compute();
    };

    const open = () => {
      box.replaceChildren(
        make("div", { class: "control" }, make("label", {}, make("span", {}, "place u"), range), value),
        make("div", { class: "control buttons" },
          button("See this place", () => add(Number(range.value))),
          button("See the promised one", promised),
          button("Begin again", begin)),
        make("p", {}, "Or click into the picture. The two sliders count here, too; “points seen” leads back to the search."),
      );
      svg.append(aim);
      point();
      svg.addEventListener("click", (event) => {
        const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
        add(Math.round(Math.min(Math.max((at.x - left) / width, 0), 1) * last));
      });
      // Before moving.js, which would show a frame of the search
      figure.querySelector(".controls").addEventListener("input", (event) => {
        if (!seen.length || !sliders.includes(event.target)) return;
        event.stopPropagation();
        const words = JSON.parse(event.target.dataset.words)[event.target.value];
        event.target.setAttribute("aria-valuetext", words);
        event.target.closest(".control").querySelector(".value").textContent = words;
        compute();
      }, true);
      // back to the frames that came with the book
      for (const event of ["input", "click"])
        steps.closest(".control").addEventListener(event, () => {
          asked += 1;
          seen = [];
          wanted = false;
        });
      begin();
      range.focus();
    };

    const opener = button("Add points yourself", open);
    const cannot = window.livePython.cannot;
    const box = make("div", { class: "own" }, make("div", { class: "control buttons" }, cannot ? make("p", {}, cannot) : opener));
    figure.querySelector(".controls").after(box, status);
  };

  const all = () => document.querySelectorAll(".moving[data-points]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();
