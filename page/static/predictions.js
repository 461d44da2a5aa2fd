/* Guesses that are entered: each prompt with options, and each retrieval question, becomes
   a group of radio buttons, or a place for a number where all options are numbers: to come
   to one is another thing than to find it in a list. No Python, no network; it works from a
   file too. Without this script the page has folds, as in the notebook. What a reader chose
   stays in this browser.

   A question is, in the page as in the notebook: options "(a) ...", a folded output if
   there is a cell, and <details> with a verdict "(a) Misconception. Why." for each option. */

(() => {
  "use strict";
  const KEY = "demystifying-kerastuner";
  const ATTEMPTS = `${KEY}-exercises`; // where exercises.js keeps them
  const page = location.pathname.split("/").pop();

  // A browser may refuse to store (private windows, some files): then a visit is all there is
  let memory = {};
  const load = () => {
    try {
      memory = JSON.parse(localStorage.getItem(KEY)) ?? memory;
    } catch { /* as if nothing had been stored */ }
    return memory;
  };
  const store = (data) => {
    memory = data;
    try {
      localStorage.setItem(KEY, JSON.stringify(data));
    } catch { /* kept in memory */ }
  };
  const guesses = () => load()[page] ?? {};
  const remember = (id, letters) =>
    store({ ...load(), [page]: { ...guesses(), [id]: letters } });

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const letterOf = (item) => /^\s*\(([a-d])\)/.exec(item.textContent)?.[1];
  const isOptions = (list) =>
    list.children.length > 1 &&
    [...list.children].every((item, n) => letterOf(item) === "abcd"[n]) &&
    !list.closest("details");

  // An option that is a number alone, and perhaps its unit; or null
  const numberOf = (item) => {
    const text = item.textContent.replace(/^\s*\([a-d]\)/, "").trim();
    const found = /^(?:about )?([−-]?[\d,]*\.?\d+)( ?%| times)?\.?$/.exec(text);
    return found && { value: toNumber(found[1]), unit: (found[2] ?? "").trim() };
  };
  const toNumber = (text) => {
    const plain = text.trim().replace("−", "-").replace(/[,\s]|%$/g, "");
    return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
  };
  const OTHER = "?"; // in the place of a letter: a number that is no option

  /* The fold with the verdicts, and the folded output before it: what follows the options,
     up to the next options. */
  const foldsAfter = (start) => {
    let output = null;
    for (let next = start.nextElementSibling; next; next = next.nextElementSibling) {
      if (next.matches("details:not(.hide)")) return { output, discussion: next };
      const hidden = next.matches("details.hide") ? next : next.querySelector("details.hide");
      output ??= hidden;
      if (next.matches("blockquote, section, h2, h3")) break;
    }
    return { output, discussion: null };
  };

  const verdictsIn = (discussion) => {
    const verdicts = {};
    for (const item of discussion.querySelectorAll("li")) {
      const letter = letterOf(item);
      const why = item.querySelector("em");
      if (!letter || !why || verdicts[letter]) continue;
      const line = make("span");
      const whole = why.closest("p") ?? item;
      for (const node of [...whole.childNodes].slice([...whole.childNodes].indexOf(why) + 1))
        line.append(node.cloneNode(true));
      const right = why.textContent === "Right.";
      verdicts[letter] = { why: why.textContent, right, line, item };
    }
    return verdicts;
  };

  /* What a guess is stored by: in the next edition, another question may have its place. */
  const ids = new Set();
  const idOf = (list) => {
    let hash = 0x811c9dc5; // FNV-1a
    const words = `${list.previousElementSibling?.textContent} ${list.textContent}`;
    for (const letter of words.replace(/\s+/g, " "))
      hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
    while (ids.has(hash)) hash += 1; // a question that is asked twice
    ids.add(hash);
    return hash.toString(36);
  };

  class Question {
    constructor(list) {
      this.id = idOf(list);
      const anchor = list.closest("blockquote") ?? list;
      Object.assign(this, foldsAfter(anchor));
      this.verdicts = this.discussion ? verdictsIn(this.discussion) : {};
      this.valid = [...list.children].every((item) => this.verdicts[letterOf(item)]);
      if (!this.valid) return;
      this.letters = guesses()[this.id] ?? "";
      this.shown = false;
      this.build(list, anchor);
      // Whoever opens the output, or runs the cell, has seen it: what it means can be opened too
      this.output?.addEventListener("toggle", () => this.hide());
      this.update();
    }

    build(list, anchor) {
      const asked = list.previousElementSibling;
      const name = `guess-${this.id}`;
      if (asked && !asked.id) asked.id = `${name}-asked`;
      this.numbers = [...list.children].map(numberOf);
      this.isNumber = this.numbers.every(Boolean);
      this.inputs = this.isNumber ? [] : [...list.children].map((item) => {
        const letter = letterOf(item);
        const input = make("input", { type: "radio", name, value: letter });
        const body = make("span");
        const whole = item.querySelector(":scope > p") ?? item;
        body.append(...whole.childNodes);
        return { input, label: make("label", {}, input, body) };
      });
      this.commit = make("button", { type: "button" }, "This is my guess");
      this.show = make("button", { type: "button", class: "quiet" }, "Show me without guessing");
      this.said = make("div", { class: "said", role: "status", tabindex: "-1" });
      this.group = make(
        "fieldset",
        { class: "guess", "aria-describedby": asked?.id ?? "" },
        make("legend", {}, "Your guess"),
        ...(this.isNumber ? this.buildNumber(list) : this.inputs.map(({ label }) => label)),
        make("div", { class: "actions" }, this.commit, this.show),
        this.said,
      );
      list.replaceWith(this.group);
      this.commit.addEventListener("click", () => this.choose());
      this.show.addEventListener("click", () => this.reveal());
      for (const { input } of this.inputs) {
        // A mouse or a finger commits at once. Arrow keys walk through the options first.
        input.addEventListener("click", (event) => event.detail > 0 && this.choose());
        input.addEventListener("keydown", (event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          input.checked = true;
          this.choose();
        });
        input.addEventListener("change", () => this.update());
      }
    }

    /* A number to write; the options come after the answer, and on paper. */
    buildNumber(list) {
      const { unit } = this.numbers[0];
      this.number = make("input", { type: "text", inputmode: "decimal", autocomplete: "off" });
      this.number.addEventListener("input", () => this.update());
      this.number.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        this.choose();
      });
      this.options = make("ul", { class: "options" });
      this.options.append(...[...list.children].map((item) => item.cloneNode(true)));
      const label = make("label", { class: "number" }, "Your number", this.number, unit);
      return [label, this.options];
    }

    get right() {
      return Object.keys(this.verdicts).find((letter) => this.verdicts[letter].right);
    }

    get over() {
      return this.shown || this.letters.includes(this.right) || this.letters.length > 1;
    }

    /* Whether all may be seen: the question is over, or answers are shown in the whole book. */
    get answered() {
      return this.over || load().show === true;
    }

    /* The letter of what is chosen or written, if it is a new try. */
    get chosen() {
      const letter = this.isNumber
        ? this.written
        : this.inputs.find(({ input }) => input.checked)?.input.value;
      const again = letter !== OTHER && this.letters.includes(letter);
      return again ? null : letter;
    }

    get written() {
      const value = toNumber(this.number.value);
      const place = this.numbers.findIndex((option) => option.value === value);
      return value === null ? null : "abcd"[place] ?? OTHER;
    }

    choose() {
      const { chosen } = this;
      if (!chosen || this.over) return;
      this.letters += chosen;
      remember(this.id, this.letters);
      this.update();
      this.focus();
      document.dispatchEvent(new Event("guessed"));
    }

    reveal() {
      this.shown = true;
      this.update();
      this.focus();
    }

    /* What had the focus is hidden or disabled now: it goes to the next try, or the answer. */
    focus() {
      const tries = this.isNumber ? [this.number] : this.inputs.map(({ input }) => input);
      const next = this.over ? this.said : tries.find(({ disabled }) => !disabled);
      next.focus({ preventScroll: true });
    }

    reset() {
      this.letters = "";
      this.shown = false;
      for (const { input } of this.inputs) input.checked = false;
      if (this.isNumber) this.number.value = "";
      if (this.output) this.output.open = false;
      this.discussion.open = false;
      this.update();
    }

    update() {
      const { letters, over, answered } = this;
      const last = letters.at(-1);
      for (const { input, label } of this.inputs) {
        input.disabled = over || letters.includes(input.value);
        if (input.value === last) input.checked = true;
        const known = over || letters.includes(input.value);
        label.classList.toggle("right", known && input.value === this.right);
        label.classList.toggle("wrong", letters.includes(input.value) && input.value !== this.right);
      }
      if (this.isNumber) this.number.disabled = over;
      this.said.replaceChildren();
      for (const letter of new Set(letters)) this.say(letter); // two numbers may be no option
      if (letters && !over) this.said.append(make("p", {}, "One more try?"));
      if (over && !letters.includes(this.right)) this.say(this.right);
      this.leaveOut(over ? letters + this.right : "");
      this.commit.hidden = over || (!this.isNumber && !this.chosen); // a click commits at once
      this.commit.disabled = !this.chosen;
      this.show.hidden = answered;
      if (this.output && answered) this.output.open = true;
      if (answered) this.discussion.open = true;
      this.hide();
    }

    /* What is said here is not said again below; on paper it is (book.css). */
    leaveOut(letters) {
      for (const [letter, { item }] of Object.entries(this.verdicts))
        item.classList.toggle("said-above", letters.includes(letter));
      const rest = [...this.discussion.children].slice(1).flatMap((part) =>
        part.matches("ul") ? [...part.children] : [part]);
      this.discussion.classList.toggle("said-above", rest.every((part) => part.matches(".said-above")));
    }

    hide() {
      const hidden = !this.answered && !this.output?.open;
      this.discussion.hidden = hidden;
      if (this.isNumber) this.options.hidden = hidden; // the verdicts name them by letter
    }

    say(letter) {
      if (letter === OTHER) {
        const text = "Not that number, and no usual slip leads to it either.";
        this.said.append(make("p", {}, text));
        return;
      }
      const { right, why, line } = this.verdicts[letter];
      const option = this.isNumber
        ? this.numbers["abcd".indexOf(letter)].value.toLocaleString("en")
        : `(${letter})`;
      const verdict = right ? `${option}${this.isNumber ? ":" : ""} Right.` : `Not ${option}. ${why}`;
      const mark = make("strong", {}, verdict);
      this.said.append(make("p", {}, mark, " ", line.cloneNode(true)));
    }
  }

  /* What a reader guessed in this chapter, at its end. */
  const summary = (questions) => {
    const text = make("p");
    const list = make("ul");
    const forget = make("button", { type: "button", class: "quiet" }, "Forget all my guesses and attempts");
    const toggle = make("input", { type: "checkbox" });
    const box = make(
      "section",
      { class: "guesses", "aria-label": "Your guesses" },
      make("h2", {}, "Your guesses"),
      text,
      list,
      make("p", {}, make("label", {}, toggle, " Show all answers in this book without guessing")),
      make("p", {}, "Your choices, and your attempts at exercises, are kept in this browser alone, and are sent nowhere. ", forget),
    );
    const update = () => {
      const tried = questions.filter(({ letters }) => letters);
      const first = tried.filter(({ letters, right }) => letters[0] === right).length;
      text.textContent = tried.length
        ? `${tried.length} of ${questions.length} questions guessed, ${first} right at the first try.`
        : `${questions.length} questions in this chapter; you have guessed none yet.`;
      const missed = tried.flatMap(({ letters, right, verdicts }) =>
        [...letters].filter((letter) => verdicts[letter] && letter !== right).map((letter) => verdicts[letter].why),
      );
      list.replaceChildren(...missed.map((why) => make("li", {}, why)));
      toggle.checked = load().show === true;
    };
    toggle.addEventListener("change", () => {
      store({ ...load(), show: toggle.checked });
      for (const question of questions) question.update();
    });
    forget.addEventListener("click", () => {
      store({});
      try {
        localStorage.removeItem(ATTEMPTS);
      } catch { /* a browser that refuses to store has none */ }
      for (const question of questions) question.reset();
      update();
    });
    document.addEventListener("guessed", update);
    update();
    return box;
  };

  const start = () => {
    const article = document.querySelector("article.bd-article");
    // A teacher's page lists what a class is expected to choose, with the answers
    if (!article || location.pathname.includes("/teaching/")) return;
    const lists = [...article.querySelectorAll("ul")].filter(isOptions);
    const questions = lists
      .map((list) => new Question(list))
      .filter(({ valid }) => valid);
    if (questions.length) article.append(summary(questions));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
