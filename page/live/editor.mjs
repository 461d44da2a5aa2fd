/* The editor of a live cell: CodeMirror, with a Python reader's keys. tools/pyodide.py makes
   one file of this and of what it imports; a page loads it at the first Edit.

   It lives in a shadow root, so that its styles are a constructed sheet: a strict policy
   allows no <style> in the page. */

import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/* The colors are the page's own, by their names, so that they follow its theme. */
const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.self], color: "var(--live-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--live-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--live-number)" },
  { tag: tags.comment, color: "var(--live-comment)", fontStyle: "italic" },
  { tag: tags.definition(tags.variableName), color: "var(--live-name)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--live-text)", backgroundColor: "var(--live-surface)" },
  "&.cm-focused": { outline: "3px solid var(--live-focus)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--live-font)", fontSize: "var(--live-size)", lineHeight: "1.5" },
  ".cm-gutters": { backgroundColor: "transparent", border: "none", color: "var(--live-comment)" },
  ".cm-content": { caretColor: "var(--live-text)" },
  ".cm-cursor": { borderLeftColor: "var(--live-text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "var(--live-selection)" },
});

/* Tab indents; after Escape, the next Tab or Shift+Tab leaves, as in any other place. */
const tabs = () => {
  let leaving = false;
  const unlessLeaving = (command) => (view) => (leaving ? false : command(view));
  const watch = EditorView.domEventHandlers({
    keydown(event) {
      if (!["Tab", "Shift"].includes(event.key)) leaving = event.key === "Escape";
    },
    blur() {
      leaving = false;
    },
  });
  const keys = [{ key: "Tab", run: unlessLeaving(indentMore), shift: unlessLeaving(indentLess) }];
  return [Prec.highest(watch), keymap.of(keys)];
};

/* Puts an editor into `element`. label: its name for a screen reader; onRun: what Ctrl+Enter
   and Shift+Enter do; onChange: told each time that the text has changed. */
export const edit = (element, { code, label, onRun = () => {}, onChange = () => {} }) => {
  const root = element.attachShadow({ mode: "open" });
  const run = () => (onRun(), true);
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: code,
      extensions: [
        Prec.highest(keymap.of(["Ctrl-Enter", "Mod-Enter", "Shift-Enter"].map((key) => ({ key, run })))),
        tabs(),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        history(),
        lineNumbers(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        indentUnit.of("    "),
        python(),
        syntaxHighlighting(colors),
        look,
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of((update) => update.docChanged && onChange()),
      ],
    }),
  });
  return {
    get code() {
      return view.state.doc.toString();
    },
    set code(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    focus: () => view.focus(),
  };
};
