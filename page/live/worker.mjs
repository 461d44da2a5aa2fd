/* Owns Python. The page ends it to stop a cell: no cell can refuse, and no header is needed.

   From the page: {start: base}, {plan: number, codes, last}, {run: number, code, name, fresh}.
   To the page: {status}, {ready}, {fatal}, {planned: number, places}, and for a run
   {text, stream}, {kind, data} (an output), and in the end {done: number, error}. */

const MOST = 200_000; // characters that one run may print; the page would freeze over more
const OFTEN = 500; // messages after which the text is sent in larger pieces
const post = (message) => self.postMessage(message);

/* A file of the site; where there is no network, what the browser has kept of it, however
   old: whoever has run Python before can start it again. */
const fetchHost = self.fetch.bind(self);
const fetchFile = (url, settings) =>
  fetchHost(url, settings).catch(() => fetchHost(url, { ...settings, cache: "force-cache" }));

/* How much is fetched, as the server says it. */
let loading = null; // {what, bytes} while packages are on their way
let fail; // Pyodide itself waits for ever for a file that does not come
const failed = new Promise((_, reject) => (fail = reject));
failed.catch(() => {}); // once it runs, whoever asks for a file says it
self.fetch = async (...request) => {
  const response = await fetchFile(...request).catch((error) => {
    fail(error);
    throw error;
  });
  if (loading) {
    loading.bytes += Number(response.headers.get("content-length") ?? 0);
    post({ status: `Loading ${loading.what}, ${megabytes(loading.bytes)} …` });
  }
  return response;
};
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/* What a run prints. */
const printed = {
  reset() {
    Object.assign(this, { total: 0, messages: 0, waiting: "", stream: null, last: 0 });
  },
  add(stream, text) {
    this.total += text.length;
    if (this.total > MOST) {
      if (this.total - text.length <= MOST) {
        this.send();
        post({ stream: "stderr", text: `\n… and more: a run shows ${MOST} characters at most.\n` });
      }
      return;
    }
    if (stream !== this.stream) this.send();
    this.stream = stream;
    this.waiting += text;
    if (this.messages < OFTEN || performance.now() - this.last > 100) this.send();
  },
  send() {
    if (this.waiting) post({ stream: this.stream, text: this.waiting });
    this.waiting = "";
    this.messages += 1;
    this.last = performance.now();
  },
};

const writer = (stream) => {
  const decoder = new TextDecoder();
  const write = (bytes) => {
    printed.add(stream, decoder.decode(bytes, { stream: true }));
    return bytes.length;
  };
  return { write, isatty: stream === "stderr" }; // a bar moves only where it is seen
};

const get = async (url, settings) => {
  const response = await self.fetch(url, settings);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return response.json();
};

/* Pyodide's own lock, with our wheels in it. */
const lockFor = (lock, manifest, base) => {
  for (const wheel of manifest.wheels)
    lock.packages[wheel.name] = { ...wheel, file_name: new URL(wheel.file_name, base).href };
  return lock;
};

/* The memory of a Python that has started already, as page/live/memory.mjs has stored it. */
const memoryOf = async (core) => {
  const response = await fetchFile(`${core}memory.bin`);
  if (!response.ok) throw new Error(`${response.status} for its memory`);
  return new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
};

/* Python: woken with that memory; or started anew, where a browser or a host has no such thing. */
const wake = async (loadPyodide, core, settings) => {
  const memory = memoryOf(core);
  memory.catch(() => {}); // it is waited for later
  try {
    const woken = await loadPyodide({ ...settings, _loadSnapshot: memory });
    woken.pyimport("os").environ.update(woken.toPy(settings.env));
    woken.pyimport("random").seed(); // or else all readers draw the same
    return woken;
  } catch {
    return loadPyodide(settings);
  }
};

let python, cells, needed;
const places = new Map(); // the name of a module -> the package that has it

const start = async (base) => {
  const began = performance.now();
  const core = new URL("core/", base).href;
  const [{ loadPyodide }, manifest, lock] = await Promise.all([
    import(`${core}pyodide.mjs`),
    get(new URL("manifest.json", base), { cache: "no-cache" }),
    get(`${core}pyodide-lock.json`),
  ]);
  post({ status: `Loading Python, ${megabytes(manifest.size)}, once …` });
  lockFor(lock, manifest, base);
  for (const entry of Object.values(lock.packages))
    for (const module of entry.imports) places.set(module, entry.name);
  const woken = wake(loadPyodide, core, {
    indexURL: core,
    lockFileContents: JSON.stringify(lock),
    packageBaseUrl: new URL(manifest.packages, base).href,
    env: manifest.environment,
  });
  python = await Promise.race([woken, failed]);
  printed.reset();
  python.setStdout(writer("stdout"));
  python.setStderr(writer("stderr"));
  const home = `${python.runPython("import site; site.getsitepackages()[0]")}/live_python`;
  python.FS.mkdirTree(home);
  for (const [name, source] of Object.entries(manifest.python))
    python.FS.writeFile(`${home}/${name}`, source);
  cells = python.pyimport("live_python.cells");
  needed = python.pyimport("live_python.needed").needed;
  cells.emit = (kind, data) => {
    printed.send();
    post({ kind, data });
  };
  post({ ready: true, milliseconds: performance.now() - began });
};

/* Load what the imports of a cell lack: by their names first, all at once; then what those
   import themselves. */
const load = async (code) => {
  const failed = [];
  const fetchAll = async (names) => {
    loading = { what: names.join(", "), bytes: 0 };
    const errorCallback = (line) => failed.push(line);
    await python.loadPackage(names, { messageCallback() {}, errorCallback, checkIntegrity: true });
    loading = null;
  };
  const asked = python.pyimport("pyodide.code").find_imports(code).toJs();
  const direct = new Set(asked.map((name) => places.get(name)).filter(Boolean));
  if (/\bminituner\b/.test(code)) direct.add("minituner"); // a style of figures, for instance
  if (direct.size) await fetchAll([...direct]);
  const tried = new Set();
  for (let name; (name = cells.missing(code)) && places.has(name) && !tried.has(name); tried.add(name))
    await fetchAll([places.get(name)]);
  return failed;
};

const run = async ({ run: number, code, name, fresh }) => {
  printed.reset();
  const failed = await load(code);
  post({ status: "Running …" });
  const error = await cells.run(code, name, fresh);
  printed.send();
  const lost = [...new Set(failed)].join(" "); // each retry says the same
  const hint = /fetch/.test(lost) ? " Is there a network?" : "";
  const why = lost && `\nA package could not be loaded: ${lost}${hint}`;
  post({ done: number, error: error ? error + why : null });
};

const answer = async (message) => {
  if (message.start) return start(message.start);
  if (message.codes) {
    const places = needed(python.toPy(message.codes), message.last).toJs();
    return post({ planned: message.plan, places: [...places] });
  }
  return run(message);
};

let turn = Promise.resolve(); // one thing at a time
self.onmessage = ({ data }) => {
  turn = turn.then(() => answer(data)).catch((error) => post({ fatal: String(error.message ?? error) }));
};
