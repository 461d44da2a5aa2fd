/* Exercises in the page: hints come one by one, and where live Python is there (live.js),
   the starter can be edited and the check of the exercise run on it. Without this script, or
   without Python, hints and solution are folds. What is stored stays in this browser: how
   often the check was run, and whether it was content. The page says so, and a button here
   forgets it; so does the one that forgets guesses (predictions.js). */

(() => {
  "use strict";
  const KEY = "demystifying-kerastuner-exercises";
  const ATTEMPTS = 3; // after so many the solution may be seen
  const MARK = "\u001e"; // between what the answer printed and the verdict
  const RUNNING = "Running …"; // what worker.mjs says when all is loaded and the code begins

  // A browser may refuse to store: then a visit is all there is
  let memory = {};
  const load = () => {
    try {
      memory = JSON.parse(localStorage.getItem(KEY)) ?? memory;
    } catch { /* as if nothing had been stored */ }
    return memory;
  };
  const store = (name, value) => {
    memory = { ...load(), [name]: value };
    try {
      localStorage.setItem(KEY, JSON.stringify(memory));
    } catch { /* kept in memory */ }
  };

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const button = (text, kind, act) => {
    const made = make("button", { type: "button", class: kind }, text);
    made.addEventListener("click", act);
    return made;
  };

  /* A sentence with `code` and *emphasis* in it, and no more of Markdown than that. */
  const prose = (text) => {
    const line = make("p");
    for (const part of text.split(/(`[^`]+`|\*[^*]+\*)/)) {
      if (/^`.+`$/s.test(part)) line.append(make("code", {}, part.slice(1, -1)));
      else if (/^\*.+\*$/s.test(part)) line.append(make("em", {}, part.slice(1, -1)));
      else line.append(part);
    }
    return line;
  };

  /* The next hint is there when the one before it has been opened. */
  const oneByOne = (hints) => {
    hints.slice(1).forEach((hint, n) => {
      hint.hidden = !hints[n].open;
      hints[n].addEventListener("toggle", () => {
        if (hints[n].open) hint.hidden = false;
      });
    });
  };

  class Exercise {
    constructor(root) {
      this.root = root;
      this.name = root.dataset.name;
      this.starter = root.querySelector(".starter"); // examples of the statement look alike
      this.code0 = this.starter.querySelector("pre").textContent.replace(/\n$/, "");
      this.solution = root.querySelector("details.solution");
      this.box = null;
      this.build();
      this.update();
    }

    get tried() {
      return load()[this.name] ?? { attempts: 0, passed: false };
    }

    get open() {
      return this.tried.passed || this.tried.attempts >= ATTEMPTS;
    }

    build() {
      this.edit = button("Write your answer", "", () => this.write());
      this.check = button("Check it", "", () => this.judge());
      this.stop = button("Stop", "quiet", () => window.livePython.stop());
      this.reset = button("Start again", "quiet", () => this.again());
      this.status = make("span", { role: "status" });
      this.actions = make("div", { class: "actions" }, this.edit, this.check, this.stop, this.reset, this.status);
      this.said = make("div", { "aria-live": "polite" });
      this.wait = make("p", { class: "wait" });
      this.starter.after(this.actions, this.said);
      this.solution.before(this.wait);
      this.check.hidden = this.stop.hidden = this.reset.hidden = true;
    }

    update() {
      const { attempts } = this.tried;
      this.solution.hidden = this.wait.hidden = true;
      if (this.open) this.solution.hidden = false;
      else this.wait.hidden = false;
      const left = ATTEMPTS - attempts;
      this.wait.textContent = `A solution opens when yours is right, or after ${left} more ${left === 1 ? "attempt" : "attempts"}.`;
    }

    /* As if its check had never run. */
    forget() {
      this.said.replaceChildren();
      this.solution.open = false;
      this.update();
    }

    say(text) {
      this.status.textContent = text;
    }

    async write() {
      this.edit.disabled = true;
      const place = make("div", { class: "live-editor answer" });
      this.starter.after(place);
      try {
        const title = this.root.parentElement.querySelector("h2")?.firstChild?.textContent ?? "";
        const label = `Your answer: ${title}. Escape, then Tab, leaves the editor.`;
        this.box = await window.livePython.editor(place, this.code0, { label, onRun: () => this.judge() });
      } catch {
        place.remove();
        this.edit.disabled = false;
        return this.say("The editor could not be fetched. Is there a network?");
      }
      this.place = place;
      this.starter.hidden = this.edit.hidden = true;
      this.check.hidden = this.reset.hidden = false;
      this.say("");
      this.box.focus();
    }

    again() {
      this.place.remove();
      this.said.replaceChildren();
      this.box = null;
      this.edit.disabled = this.starter.hidden = this.edit.hidden = false;
      this.check.hidden = this.reset.hidden = true;
      this.say("");
      this.edit.focus();
    }

    async judge() {
      if (this.check.disabled) return;
      this.check.disabled = true;
      this.stop.hidden = false;
      this.said.replaceChildren();
      this.say("Starting Python …");
      const { name } = this;
      const imports = (this.root.dataset.imports || "").split(" ").filter(Boolean);
      const lines = [
        this.box.code,
        "",
        ...imports.map((module) => `import ${module}`),
        "from demystifying.exercises import as_json",
        `print(${JSON.stringify(MARK)} + as_json("${name}", ${this.root.dataset.answer}))`,
      ];
      const { seconds, slow } = this.root.dataset;
      let timer = null;
      let late = null; // the verdict on an answer that does not end
      const end = () => {
        late = { passed: false, got: `still running after ${seconds} seconds`, why: slow };
        window.livePython.stop();
      };
      const onStatus = (text) => {
        this.say(text);
        if (text === RUNNING) timer ??= setTimeout(end, seconds * 1000);
      };
      const done = await window.livePython.run(lines.join("\n"), { name: "your answer", onStatus, fresh: true });
      clearTimeout(timer);
      this.check.disabled = false;
      this.stop.hidden = true;
      if (late && done.stopped) this.judged(late);
      else this.show(done);
    }

    show({ ok, error, outputs, stopped }) {
      const text = outputs.filter(({ stream }) => stream === "stdout").map(({ text }) => text).join("");
      const [printed, found] = text.split(MARK);
      if (printed) this.said.append(make("pre", { tabindex: "0" }, printed.slice(0, 2000)));
      if (stopped) return this.say("Stopped.");
      if (!ok || !found) {
        this.say("An error; see below.");
        this.said.append(make("pre", { class: "error", tabindex: "0" }, error ?? "There is no verdict."));
        return;
      }
      this.judged(JSON.parse(found));
    }

    judged(verdict) {
      this.say("");
      const { attempts, passed } = this.tried;
      store(this.name, { attempts: attempts + 1, passed: passed || verdict.passed });
      this.said.append(this.drawn(verdict));
      this.update();
    }

    drawn(verdict) {
      const box = make("div", { class: verdict.passed ? "verdict passed" : "verdict" });
      box.append(make("p", {}, make("strong", {}, verdict.passed ? "Right." : "Not yet.")));
      const list = make("dl");
      for (const part of ["called", "got", "expected"]) {
        if (!verdict[part]) continue;
        list.append(make("dt", {}, part), make("dd", {}, make("pre", {}, verdict[part])));
      }
      if (list.children.length) box.append(list);
      if (verdict.why) for (const paragraph of verdict.why.split("\n\n")) box.append(prose(paragraph));
      if (verdict.read) {
        const href = `${this.root.dataset.chapter}#${encodeURIComponent(verdict.anchor)}`;
        const link = make("a", { href }, verdict.read.replaceAll("`", ""));
        box.append(make("p", {}, `Read again, in chapter ${verdict.chapter}: `, link, "."));
      }
      if (verdict.printed) box.append(make("p", {}, "Printed on the way:"), make("pre", {}, verdict.printed));
      return box;
    }
  }

  /* What is kept of all exercises, said at the foot of the page. */
  const kept = (exercises) => {
    const text = "How often you checked an answer, and whether one was right, is kept in this browser alone, and is sent nowhere. ";
    const forget = button("Forget all my attempts", "quiet", () => {
      memory = {};
      try {
        localStorage.removeItem(KEY);
      } catch { /* it was kept in memory */ }
      for (const exercise of exercises) exercise.forget();
      said.textContent = " Forgotten.";
    });
    const said = make("span", { role: "status" });
    return make("section", { class: "guesses", "aria-label": "Your attempts" }, make("p", {}, text, forget, said));
  };

  const start = () => {
    const live = window.livePython && !window.livePython.cannot;
    const exercises = [];
    for (const root of document.querySelectorAll(".exercise")) {
      oneByOne([...root.querySelectorAll("details.hint")]);
      if (live) exercises.push(new Exercise(root));
    }
    if (exercises.length) document.querySelector("article.bd-article")?.append(kept(exercises));
  };
  // After live.js, wherever it stands; and before the page is seen, which moves otherwise
  if (document.readyState === "complete") start();
  else document.addEventListener("DOMContentLoaded", start);
})();
