/* The lines of a cell, to be put in order: by keyboard, by finger and by mouse. The code of
   the cell is the solution, and its fold opens when it is found, or shown. What the code has
   not, lines that do not belong and why, comes from page/extensions/parsons.py.

   A line that has the focus is moved by Alt with an arrow key: up, down, left and right for
   its indentation; Delete leaves it out, and takes it in again. The buttons do the same. */

(() => {
  "use strict";
  const STEP = 4; // columns of an indentation
  const MARK = "  #"; // a comment would give the place of its line away

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const read = (text) => ({
    text: text.split(MARK)[0].trim(),
    depth: (text.length - text.trimStart().length) / STEP,
  });

  /* [lines that stand above, lines of the solution, lines that stand below] of a code */
  const parts = (code, first = "") => {
    const lines = code.replace(/\n+$/, "").split("\n");
    const start = lines.findIndex((line) => line.trim().startsWith(first));
    // From there to the end of its function: what is blank and goes on further out
    let end = first ? start : lines.length;
    const depth = read(lines[start]).depth;
    while (end < lines.length && (!lines[end].trim() || read(lines[end]).depth >= depth)) end++;
    const moving = lines.slice(start, end).filter((line) => line.trim()).map(read);
    return [lines.slice(0, start), moving, lines.slice(end)];
  };

  /* In an order that has nothing to do with the right one, and is the same each time */
  const shuffled = (lines) => {
    const number = (text) => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 10007, 7);
    return [...lines].sort((a, b) => number(a.text) - number(b.text));
  };

  class Problem {
    constructor(place) {
      const { distractors, first, either = [] } = JSON.parse(place.dataset.problem);
      this.cell = place.nextElementSibling;
      this.fold = this.cell.querySelector("details.hide") ?? this.cell;
      const code = this.cell.querySelector(".cell_input pre, pre").textContent;
      [this.above, this.solution, this.below] = parts(code, first);
      this.base = this.solution[0].depth;
      this.either = either;
      this.why = Object.fromEntries(distractors.map(({ line, why }) => [line, why]));
      this.build(place);
      this.restart();
    }

    build(place) {
      this.list = make("ol", { class: "lines", "aria-label": "Lines to put in order" });
      this.said = make("div", { class: "said", role: "status" });
      const button = (text, act, quiet = true) => {
        const it = make("button", { type: "button", ...(quiet && { class: "quiet" }) }, text);
        it.addEventListener("click", act);
        return it;
      };
      const moves = [
        ["Up", () => this.move(-1)],
        ["Down", () => this.move(1)],
        ["Indent less", () => this.indent(-1)],
        ["Indent more", () => this.indent(1)],
        ["Leave out or take in", () => this.toggle()],
      ].map(([text, act]) => button(text, () => (act(), this.follow())));
      this.moves = make("div", { class: "actions", role: "group", "aria-label": "Move the chosen line" }, ...moves);
      this.ends = make(
        "div",
        { class: "actions" },
        button("Check", () => this.check(), false),
        button("Start again", () => this.restart()),
        button("Show the solution", () => this.end("Here it is, in the fold below.")),
      );
      const given = (lines) => (lines.some((line) => line.trim()) ? [make("pre", { class: "given" }, lines.join("\n").trimEnd())] : []);
      this.box = make(
        "fieldset",
        { class: "parsons" },
        make("legend", {}, "Put the lines in order"),
        make(
          "p",
          { class: "how" },
          "Choose a line, and move it by the buttons",
          make("span", { class: "keys" }, ", with the mouse, or by Alt and the arrow keys; left and right indent it, and Delete leaves it out"),
          ". Not every line belongs.",
        ),
        ...given(this.above),
        this.list,
        ...given(this.below),
        this.moves,
        this.ends,
        this.said,
      );
      place.replaceWith(this.box);
    }

    restart() {
      const distractors = Object.keys(this.why).map((text) => ({ text }));
      const lines = shuffled([...this.solution, ...distractors]);
      this.lines = lines.map(({ text }) => ({ text, depth: this.base, out: false }));
      this.chosen = this.lines[0];
      this.fold.hidden = true;
      this.said.replaceChildren();
      for (const line of this.lines) line.button = this.buttonOf(line);
      this.update();
    }

    buttonOf(line) {
      const button = make("button", { type: "button", class: "line" });
      button.addEventListener("click", () => this.choose(line));
      button.addEventListener("focus", () => this.choose(line));
      button.addEventListener("keydown", (event) => this.key(event));
      button.addEventListener("pointerdown", (event) => this.drag(event, line));
      return button;
    }

    choose(line) {
      if (this.chosen === line) return;
      this.chosen = line;
      this.update();
    }

    key(event) {
      const act = {
        ArrowUp: () => (event.altKey ? this.move(-1) : this.walk(-1)),
        ArrowDown: () => (event.altKey ? this.move(1) : this.walk(1)),
        ArrowLeft: () => event.altKey && this.indent(-1),
        ArrowRight: () => event.altKey && this.indent(1),
        Delete: () => this.toggle(),
      }[event.key];
      if (!act || (event.key.match(/Left|Right/) && !event.altKey)) return;
      event.preventDefault();
      act();
      this.chosen.button.focus();
    }

    /* Where the buttons stay at the edge of the screen, the line does not leave it either. */
    follow() {
      const stay = getComputedStyle(this.moves).position === "sticky";
      if (stay) this.chosen.button.scrollIntoView({ block: "nearest" });
    }

    walk(step) {
      this.choose(this.lines[this.lines.indexOf(this.chosen) + step] ?? this.chosen);
    }

    move(step) {
      this.put(this.lines.indexOf(this.chosen) + step);
      this.tell(`line ${this.lines.indexOf(this.chosen) + 1} of ${this.lines.length}`);
    }

    put(place) {
      if (place < 0 || place >= this.lines.length) return;
      this.lines = this.lines.filter((line) => line !== this.chosen);
      this.lines.splice(place, 0, this.chosen);
      this.update();
    }

    indent(step) {
      this.chosen.depth = Math.min(this.base + 4, Math.max(this.base, this.chosen.depth + step));
      this.update();
      this.tell(`indented ${this.chosen.depth * STEP} spaces`);
    }

    toggle() {
      this.chosen.out = !this.chosen.out;
      this.update();
      this.tell(this.chosen.out ? "left out" : "taken in");
    }

    drag(event, line) {
      if (event.button || event.pointerType === "touch") return; // a finger scrolls; it has buttons
      this.choose(line);
      line.button.setPointerCapture(event.pointerId);
      const over = ({ clientY }) => {
        const tops = this.lines.map(({ button }) => button.getBoundingClientRect());
        const place = tops.findIndex(({ top, bottom }) => clientY >= top && clientY <= bottom);
        if (place >= 0 && this.lines[place] !== line) {
          this.put(place);
          line.button.setPointerCapture(event.pointerId);
        }
      };
      line.button.addEventListener("pointermove", over);
      const stop = () => line.button.removeEventListener("pointermove", over);
      for (const end of ["pointerup", "pointercancel"]) line.button.addEventListener(end, stop, { once: true });
    }

    update() {
      const focused = this.list.contains(document.activeElement);
      const items = this.lines.map((line, number) => {
        line.button.textContent = line.text;
        line.button.style.marginInlineStart = `${line.depth * STEP}ch`;
        line.button.setAttribute("aria-pressed", line === this.chosen);
        line.button.classList.toggle("out", line.out);
        const state = line.out ? "left out" : `indented ${line.depth * STEP} spaces`;
        line.button.setAttribute("aria-label", `${line.text}, line ${number + 1}, ${state}`);
        return (line.item ??= make("li", {}, line.button));
      });
      // What stays where it is keeps the focus, and the pointer that drags it
      items.forEach((item, n) => this.list.children[n] !== item && this.list.insertBefore(item, this.list.children[n] ?? null));
      while (this.list.children.length > items.length) this.list.lastElementChild.remove();
      if (focused) this.chosen.button.focus();
    }

    tell(text) {
      this.said.replaceChildren(make("p", {}, `${this.chosen.text}: ${text}.`));
    }

    /* Two lines that may change places are put as the solution has them. */
    inOrder(lines) {
      const result = [...lines];
      for (let again = true; again; ) {
        again = false;
        for (let n = 1; n < result.length; n++) {
          const swaps = ([a, b]) => result[n].text === a && result[n - 1].text === b;
          if (!this.either.some(swaps) || result[n].depth !== result[n - 1].depth) continue;
          [result[n - 1], result[n]] = [result[n], result[n - 1]];
          again = true;
        }
      }
      return result;
    }

    /* What is wrong first, as a sentence; null if nothing is. */
    problem() {
      const lines = this.inOrder(this.lines.filter(({ out }) => !out));
      const wrong = lines.find(({ text }) => this.why[text]);
      if (wrong) return `“${wrong.text}” does not belong. ${this.why[wrong.text]}`;
      const missing = this.solution.length - lines.length;
      if (missing > 0) return `${missing} of the lines that you left out ${missing > 1 ? "are" : "is"} needed.`;
      const place = lines.findIndex(({ text }, n) => text !== this.solution[n].text);
      if (place >= 0) return `The first line that stands in a wrong place is “${lines[place].text}”.`;
      const deep = lines.find(({ depth }, n) => depth !== this.solution[n].depth);
      if (deep) return `The order is right. “${deep.text}” is indented too ${deep.depth > this.solution[lines.indexOf(deep)].depth ? "far" : "little"}.`;
      return null;
    }

    check() {
      const problem = this.problem();
      if (problem) this.said.replaceChildren(make("p", {}, problem));
      else this.end("Right. The fold below has the same lines, as they stand in the book.");
    }

    end(text) {
      this.said.replaceChildren(make("p", {}, text));
      this.fold.hidden = false;
      if ("open" in this.fold) this.fold.open = true;
    }
  }

  const start = () => {
    for (const place of document.querySelectorAll(".parsons-place")) new Problem(place);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
