/* Stores the memory of a Python that has just started, for worker.mjs to go on from: that
   takes a fraction of the time of a start.

   node memory.mjs FOLDER    of Pyodide's core; writes memory.bin there, compressed */

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const folder = resolve(process.argv[2]);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: folder, _makeSnapshot: true });
// What the chapters import first anyway
python.runPython("import concurrent.futures, decimal, html, statistics, symtable, uuid");
writeFileSync(`${folder}/memory.bin`, gzipSync(python.makeMemorySnapshot(), { level: 9 }));
