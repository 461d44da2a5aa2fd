/* Live cells: Run, Edit, Reset and Stop under each cell of a chapter. Nothing is fetched and
   nothing starts before the first Run; after it, Python starts with each page that is opened
   in the same tab. Without this script a page has the stored outputs.

   For other scripts of the book, where this one is in the page:

   window.livePython.cannot       why Python cannot run here, a sentence; null if it can
   window.livePython.run(code, {name, onText, onOutput, onStatus, fresh})
       a promise of {ok, error, outputs}. name: what a traceback calls the code; onText: told
       {stream, text} as it is printed; onOutput: told {kind, data}, as notebooks name them;
       onStatus: told what is loading, a line; fresh: in names of its own, not the session's.
       error: what went wrong, as Python says it, or null; outputs: all that onText and
       onOutput were told. It never rejects. Runs wait for each other.
   window.livePython.ready()      whether Python is loaded, and idle
   window.livePython.stop()       ends what runs, and the session: the next run starts anew
   window.livePython.editor(element, code, {label, onRun, onChange})
       puts an editor into an element; a promise of a box with `code`, to read and to set,
       and focus(). Tab indents there; Escape, then Tab, leaves it; Ctrl+Enter and
       Shift+Enter run.
   window.livePython.show(element, output)
       shows what run gave, text, table or picture, at the end of an element
   window.livePython.cleanFrame([svg, sentence])
       what Python has drawn for a figure that moves, without all that could do something

   A document event "live-reset" says that the session is over, "live-picture" that the
   picture in its detail has been shown. */

(() => {
  "use strict";
  const script = document.currentScript;
  const base = new URL("./", script.src);

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const whyNot = () => {
    if (location.protocol === "file:")
      return document.querySelector(".live-cannot")?.textContent ?? "Python cannot start from a file.";
    if (!("WebAssembly" in window && "Worker" in window))
      return "This browser has no WebAssembly, in which Python runs; everything else on this page works.";
    return null;
  };

  /* Whoever has run a cell will run another: in the tab of the first Run, Python starts as
     soon as a page is quiet and seen, unless the reader saves data. */
  const visit = {
    key: "python-has-run",

    remember() {
      try {
        sessionStorage.setItem(this.key, "yes");
      } catch { /* each page waits for its own first Run */ }
    },

    startEarly() {
      try {
        if (!sessionStorage.getItem(this.key)) return;
      } catch {
        return;
      }
      if (navigator.connection?.saveData || whyNot()) return;
      const idle = window.requestIdleCallback ?? setTimeout;
      const start = () => idle(() => session.worker ?? session.start());
      const whenSeen = () => {
        if (document.hidden) document.addEventListener("visibilitychange", whenSeen, { once: true });
        else start();
      };
      if (document.readyState === "complete") whenSeen();
      else addEventListener("load", whenSeen, { once: true });
    },
  };

  /* The session: one worker, and those who wait for its answers, in their order. */
  const session = {
    worker: null,
    ready: false,
    waiting: [],

    ask(message, told = {}) {
      if (!this.worker) this.start();
      return new Promise((settle) => {
        this.waiting.push({ settle, told, outputs: [] });
        this.worker.postMessage(message);
      });
    },

    start() {
      const url = new URL("worker.mjs", base);
      url.search = new URL(script.src).search; // as old or as new as this script
      this.worker = new Worker(url, { type: "module" });
      this.worker.onmessage = ({ data }) => this.hear(data);
      this.worker.onerror = (event) => {
        event.preventDefault();
        this.fail(event.message || "its worker could not be fetched");
      };
      this.worker.postMessage({ start: base.href });
    },

    hear(message) {
      const [first] = this.waiting;
      if (message.ready) {
        this.ready = true;
        visit.remember();
      }
      if (message.fatal) this.fail(message.fatal);
      if (!first) return;
      if (message.status) first.told.onStatus?.(message.status);
      if (message.text !== undefined || message.kind) {
        first.outputs.push(message);
        (message.kind ? first.told.onOutput : first.told.onText)?.(message);
      }
      if (message.places) this.settle({ places: message.places });
      if ("done" in message) this.settle({ ok: message.error === null, error: message.error });
    },

    settle(answer) {
      const { settle, outputs } = this.waiting.shift();
      settle({ outputs, ...answer });
    },

    end(error, more = {}) {
      this.worker?.terminate();
      Object.assign(this, { worker: null, ready: false });
      while (this.waiting.length) this.settle({ ok: false, error, ...more });
      document.dispatchEvent(new Event("live-reset"));
    },

    fail(why) {
      const lost = navigator.onLine ? "" : " There is no network.";
      this.end(`Python has ended, or could not be loaded: ${why}.${lost} The page is complete without it; Run tries again.`);
    },
  };

  /* What a cell wrote is never put into the page as it came: only these elements, with a
     span of columns or rows, and how a text is aligned. */
  const PLAIN = new Set(
    "B BR CAPTION CODE COL COLGROUP DIV EM H1 H2 H3 H4 H5 H6 HR I LI OL P PRE SMALL SPAN STRONG SUB SUP TABLE TBODY TD TFOOT TH THEAD TR UL".split(" "),
  );
  const DROPPED = new Set("SCRIPT STYLE TEMPLATE IFRAME OBJECT EMBED SVG MATH HEAD TITLE".split(" "));
  const copyPlain = (from, to) => {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      const name = node.tagName.toUpperCase();
      if (DROPPED.has(name)) continue;
      if (!PLAIN.has(name)) {
        copyPlain(node, to);
        continue;
      }
      const copy = make(name.toLowerCase());
      for (const key of ["colspan", "rowspan", "scope"])
        if (/^\w{1,8}$/.test(node.getAttribute(key) ?? "")) copy.setAttribute(key, node.getAttribute(key));
      if (/^(left|right|center)$/.test(node.style.textAlign)) copy.style.textAlign = node.style.textAlign;
      copyPlain(node, copy);
      to.append(copy);
    }
  };

  /* A figure that moves (demystifying/moving.py) is copied with these attributes, none of
     which runs anything or leads anywhere; so are the frames that it will show. */
  const DRAWN = new Set(
    "FIGURE FIGCAPTION SVG G PATH RECT TEXT P DIV SPAN LABEL INPUT BUTTON DETAILS SUMMARY OL LI".split(" "),
  );
  const ATTRIBUTES =
    "class d x y width height rx stroke-width viewBox role aria-label aria-hidden aria-valuetext type min max step value autocomplete disabled data-start data-step data-words".split(" ");
  const copyDrawn = (from, to) => {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
      if (node.nodeType !== Node.ELEMENT_NODE || !DRAWN.has(node.tagName.toUpperCase())) continue;
      const copy = document.createElementNS(node.namespaceURI, node.localName);
      for (const key of ATTRIBUTES)
        if (node.hasAttribute(key)) copy.setAttribute(key, node.getAttribute(key));
      copyDrawn(node, copy);
      to.append(copy);
    }
    return to;
  };

  const SVG = "http://www.w3.org/2000/svg";
  const cleanFrame = ([source, sentence]) => {
    const parsed = new DOMParser().parseFromString(`<svg xmlns="${SVG}">${source}</svg>`, "image/svg+xml");
    const clean = copyDrawn(parsed.documentElement, document.createElementNS(SVG, "svg"));
    const whole = new XMLSerializer().serializeToString(clean);
    return [whole.replace(/^<svg[^>]*>|<\/svg>$/g, ""), String(sentence)];
  };

  /* Puts a moving figure into an element, if a page that came is one, and sets it going. */
  const showMoving = (page, element) => {
    const figure = page.querySelector("figure.moving");
    const data = figure?.querySelector("script[type='application/json']");
    if (!data) return false;
    const frames = JSON.parse(data.textContent).frames.map(cleanFrame);
    const copy = copyDrawn(figure, make("figure", { class: "moving", "data-start": figure.dataset.start }));
    copy.append(make("script", { type: "application/json" }, JSON.stringify({ frames })));
    element.append(copy);
    // It starts each figure that has not been started, whenever it runs
    const script = document.querySelector("script[src*='moving.js']");
    if (script) element.append(make("script", { src: script.src }));
    return true;
  };

  /* A text as a terminal shows it: a carriage return goes back to the start of the line. */
  const screens = new WeakMap();
  const print = (pre, text) => {
    const screen = screens.get(pre) ?? { above: "", line: "", column: 0 };
    screens.set(pre, screen);
    for (const part of text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, "").split(/(\r|\n)/)) {
      if (part === "\n") Object.assign(screen, { above: `${screen.above}${screen.line}\n`, line: "", column: 0 });
      else if (part === "\r") screen.column = 0;
      else {
        const { line, column } = screen;
        screen.line = line.slice(0, column) + part + line.slice(column + part.length);
        screen.column += part.length;
      }
    }
    pre.textContent = screen.above + screen.line;
  };

  const scrollable = (kind) => make("pre", { class: kind, tabindex: "0" });

  const show = (element, { stream, text, kind, data }, alt = "Figure drawn by the code") => {
    if (stream) {
      const last = element.lastElementChild;
      const pre = last?.dataset.stream === stream ? last : scrollable(`live-text live-${stream}`);
      pre.dataset.stream = stream;
      if (pre !== last) element.append(pre);
      print(pre, text);
    } else if (kind === "image/png") {
      const picture = make("img", { src: `data:image/png;base64,${data}`, alt });
      element.append(picture);
      document.dispatchEvent(new CustomEvent("live-picture", { detail: picture }));
    } else if (kind === "text/html") {
      // Nothing keeps a style; the page's policy would complain of it already here
      const source = data.replace(/<style[^>]*>.*?<\/style>/gs, "");
      const page = new DOMParser().parseFromString(source, "text/html").body;
      if (showMoving(page, element)) return;
      const table = make("div", { class: "live-html", tabindex: "0" });
      copyPlain(page, table);
      element.append(table);
    } else {
      const pre = scrollable("live-text");
      pre.textContent = data;
      element.append(pre);
    }
  };

  let editors = null;
  const editor = async (element, code, settings = {}) => {
    // What is typed is the editor's: Sphinx takes each "/" of a page for its search
    element.addEventListener("keydown", (event) => event.stopPropagation());
    editors ??= import(new URL("editor.mjs", base)).catch((error) => {
      editors = null; // the next Edit tries again
      throw error;
    });
    const box = (await editors).edit(element, { code, label: "Code", ...settings });
    // What is typed into takes the focus as it is; now whoever looks for what scrolls sees it
    element.shadowRoot.querySelector(".cm-content").tabIndex = 0;
    return box;
  };

  const run = (code, { name = "code", onText, onOutput, onStatus, fresh = false } = {}) => {
    const cannot = whyNot();
    if (cannot) return Promise.resolve({ ok: false, error: cannot, outputs: [] });
    return session.ask({ run: 0, code, name: `<${name}>`, fresh }, { onText, onOutput, onStatus });
  };

  const stop = () => session.end("Stopped.", { stopped: true });

  window.livePython = {
    cannot: whyNot(),
    run,
    ready: () => session.ready && session.waiting.length === 0,
    stop,
    editor,
    show,
    cleanFrame,
  };

  /* The cells of a chapter. */
  const cells = [];
  let turn = Promise.resolve(); // a Run waits for the one before it
  let sessions = 0; // so that what waits is dropped when the session ends

  class Cell {
    constructor(root) {
      this.number = cells.length + 1;
      this.input = root.querySelector(".cell_input");
      this.code0 = this.input.querySelector("pre").textContent.replace(/\n$/, "");
      this.box = null;
      this.ran = null; // the code that ran in this session
      this.mayFail = root.matches(".tag_raises-exception");
      this.fold = root.querySelector("details.hide:not(:has(.cell_input))");
      this.stored = root.querySelector(".cell_output");
      this.alt = this.stored?.querySelector("img")?.alt;
      this.build(root);
    }

    build(root) {
      const button = (text, act) => {
        const made = make("button", { type: "button", "aria-label": `${text} cell ${this.number}` }, text);
        made.addEventListener("click", act);
        return made;
      };
      this.runButton = button("Run", () => this.ask());
      this.editButton = button("Edit", () => this.edit());
      this.resetButton = button("Reset", () => this.reset());
      this.stopButton = button("Stop", stop);
      this.status = make("span", { role: "status" });
      const aligned = this.stored?.querySelector(".aligned") ? " aligned" : "";
      this.output = make("div", { class: `live-output${aligned}` });
      const bar = make("div", { class: "live-bar" });
      bar.append(this.runButton, this.editButton, this.resetButton, this.stopButton, this.status);
      (this.input.closest("details.hide") ?? this.input).after(bar);
      if (this.stored) this.stored.after(this.output);
      else root.append(this.output);
      for (const hidden of [this.resetButton, this.stopButton, this.output]) hidden.hidden = true;
    }

    get code() {
      return this.box?.code ?? this.code0;
    }

    async edit() {
      const fold = this.input.closest("details.hide");
      if (fold) fold.open = true;
      if (!this.box) {
        this.editButton.disabled = true;
        const place = make("div", { class: "live-editor" });
        this.input.append(place);
        try {
          const label = `Code of cell ${this.number}. Escape, then Tab, leaves the editor.`;
          this.box = await editor(place, this.code0, { label, onRun: () => this.ask() });
          const keys = "Tab indents; Escape, then Tab, leaves the editor. Ctrl+Enter runs.";
          place.after(make("p", { class: "live-keys" }, keys));
          this.input.querySelector("[class*=highlight]").hidden = true;
          this.resetButton.hidden = false;
          this.say("");
        } catch {
          place.remove();
          this.say("The editor could not be fetched. Is there a network?");
        }
        this.editButton.disabled = false;
      }
      this.box?.focus();
    }

    reset() {
      this.input.querySelectorAll(".live-editor, .live-keys").forEach((part) => part.remove());
      this.input.querySelector("[class*=highlight]").hidden = false;
      this.box = null;
      this.replace(false);
      this.resetButton.hidden = true;
      this.say("");
      this.runButton.focus();
    }

    /* Whether the live output stands where the stored one was. */
    replace(live) {
      this.output.replaceChildren();
      this.output.hidden = !live;
      if (this.stored) this.stored.hidden = live;
    }

    say(text) {
      this.status.textContent = text;
    }

    ask() {
      if (this.runButton.disabled) return;
      this.runButton.disabled = true;
      this.stopButton.hidden = false;
      this.say(WAITING);
      const now = sessions;
      turn = turn.then(() => now === sessions && this.runWithThoseAbove());
      turn = turn.then(() => {
        this.runButton.disabled = false;
        this.stopButton.hidden = true;
        if (this.status.textContent === WAITING) this.say("Stopped.");
      });
    }

    async runWithThoseAbove() {
      const place = cells.indexOf(this);
      const onStatus = (text) => this.say(text);
      const codes = cells.map((cell) => cell.code);
      const { places, error } = await session.ask({ plan: place, codes, last: place }, { onStatus });
      if (error) return this.failed(error);
      for (const above of places.map((n) => cells[n])) {
        if (above.ran === above.code) continue;
        this.say(`Cell ${above.number}, which this one needs, runs first …`);
        const done = await above.execute((text) => this.say(`Cell ${above.number} first: ${text}`));
        if (!done.ok && !above.mayFail)
          return this.say(done.stopped ? STOPPED : `Cell ${above.number}, which this one needs, has failed.`);
      }
      const done = this.execute(onStatus);
      this.unfold();
      await done;
    }

    /* Once the stored output has made way: it would answer what the reader is about to see. */
    unfold() {
      if (this.fold) this.fold.open = true;
    }

    failed(error) {
      this.replace(true);
      this.unfold();
      this.resetButton.hidden = false;
      this.say(error === "Stopped." ? STOPPED : "");
      this.showError(error);
    }

    showError(error) {
      const pre = scrollable("live-text live-error");
      pre.textContent = error;
      this.output.append(pre);
    }

    async execute(onStatus) {
      const { code, output } = this;
      const began = performance.now();
      this.replace(true);
      this.resetButton.hidden = false;
      const alt = code === this.code0 ? this.alt : "Figure drawn by the changed code above";
      const add = (message) => show(output, message, alt);
      const done = await run(code, { name: `cell ${this.number}`, onText: add, onOutput: add, onStatus });
      if (done.error) this.showError(done.error);
      this.ran = done.ok || this.mayFail ? code : null;
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      this.say(done.stopped ? STOPPED : done.ok ? `Ran here in ${seconds} s.` : "An error; see below.");
      return done;
    }
  }

  const WAITING = "Waiting for Python …";
  const STOPPED = "Stopped. Python starts anew at the next Run, and cells above run again where they are needed.";

  document.addEventListener("live-reset", () => {
    sessions += 1;
    for (const cell of cells) {
      if (cell.ran !== null && !cell.status.textContent.startsWith("Stopped"))
        cell.say("From a session that has ended.");
      cell.ran = null;
    }
  });

  const begin = () => {
    const about = document.querySelector(".live-about");
    if (!about) return;
    const cannot = whyNot();
    if (cannot) {
      about.replaceWith(make("p", { class: "live-cannot" }, cannot));
      return;
    }
    about.hidden = false;
    for (const root of document.querySelectorAll(".cell:not(.tag_unlive)"))
      if (root.querySelector(".cell_input pre")) cells.push(new Cell(root));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
  visit.startEarly();
})();
