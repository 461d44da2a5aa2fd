"""The questions of a chapter, read out of its notebook: prompts, and retrieval questions.

The notebook is their one source. A prompt stands in one Markdown cell, its code cell
follows, and the cell after that opens with the discussion:

    > **Before you run:** What will the loop print?
    >
    > * (a) five random numbers
    > * (b) the same number five times

    <details>
    <summary>What happened, and why</summary>

    * **(a)** *Takes a default for a draw.* Nobody asked for a draw yet. <!-- shows: 96 -->
    * **(b)** *Right.* There is nothing to choose from yet. <!-- shows: (32\n){5} -->

    More of the discussion, if there is more to say.

    </details>

Exactly one line says *Right.*; each other one names the misconception behind its option,
and then explains. `shows` is a regular expression: the output that the option foretells.
It has to be found in the stored output if the option is the right one, and must not be
if it is a wrong one; so running the cell, as nbval does, computes the right answer.

If every option is a number, with or without a unit, the page asks for a number instead of
a choice; the options come after the answer, and on paper.

Retrieval questions stand under the heading "Five questions", each as `**1.** ...`, with
its options, and with a fold for the answer in the same form. `(chapter 2)` behind the
number says that a question comes from an earlier chapter.

`python tools/questions.py chapters` counts what there is.
"""

import re
import sys
from pathlib import Path
from typing import NamedTuple

import nbformat

OPTION = re.compile(r"^\* \(([a-d])\) (.+)$", re.M)
VERDICT = re.compile(
    r"^\* \*\*\(([a-d])\)\*\* \*([^*]+)\* (.+?)(?: <!-- shows: (.+) -->)?$", re.M
)
PROMPT = re.compile(r"^> \*\*Before you (?:run|look|read on):?\*\*:? ?", re.M)
FOLD = re.compile(r"<details>\s*<summary>(.+?)</summary>\n(.*?)</details>", re.S)
RETRIEVAL = re.compile(r"^\*\*(\d)\.\*\*(?: \(chapter (\d+)\))? ", re.M)
NO_PROSE = re.compile(r"\A\s*\Z|\A([#><|:!]|[*-] |\d+\. |\$\$)|```")
LEAD = 520  # letters to which the text before a prompt is filled up
RETRIEVAL_HEADING = "## Five questions"


class Option(NamedTuple):
    """One answer that a reader may choose.

    why: the misconception behind a wrong one. feedback: the sentence for whoever
    chose it. shows: what the cell would print, a regular expression, or None.
    """

    letter: str
    text: str
    right: bool
    why: str
    feedback: str
    shows: str | None


class Question(NamedTuple):
    """A prompt before the code cell `cell`; or a retrieval question, where cell is None.

    lead: what the chapter says before a prompt, for where it stands alone, or "".
    """

    id: str
    ask: str
    options: list
    discussion: str
    cell: object | None
    chapter: int | None  # the earlier chapter that a retrieval question comes from
    lead: str = ""


def unquoted(source):
    """A block of Markdown without the `>` of its quotation."""
    return "\n".join(re.sub(r"^> ?", "", line) for line in source.splitlines())


def options_of(asked, fold, place):
    """The options, each with its verdict from the fold; ValueError if they do not match."""
    texts = dict(OPTION.findall(asked))
    verdicts = {letter: rest for letter, *rest in VERDICT.findall(fold)}
    if list(texts) != list("abcd"[: len(texts)]) or len(texts) < 2:
        raise ValueError(
            f"{place}: options must be (a), (b), ... in order, got {list(texts)}"
        )
    if list(verdicts) != list(texts):
        raise ValueError(
            f"{place}: options {list(texts)} need a verdict each, in order, got "
            f"{list(verdicts)}; write: * **(a)** *The misconception.* Why it is wrong."
        )
    right = [letter for letter, (why, *_) in verdicts.items() if why == "Right."]
    if len(right) != 1:
        raise ValueError(f"{place}: one verdict must be *Right.*, got {right}")
    return [
        Option(letter, texts[letter], why == "Right.", why, feedback, shows or None)
        for letter, (why, feedback, shows) in verdicts.items()
    ]


def prompts(notebook):
    """The prompts that have options, each with its code cell; the form is told above."""
    found, above = [], ""  # above: the text before the last cell of text
    text = ""
    for asking, cell, after in zip(
        notebook.cells, notebook.cells[1:], notebook.cells[2:], strict=False
    ):
        if asking.cell_type == "markdown":
            above, text = text, FOLD.sub("", asking.source)
        marks = list(PROMPT.finditer(asking.source))
        if asking.cell_type != "markdown" or not marks:
            continue
        asked = unquoted(asking.source[marks[-1].end() :])
        if not OPTION.search(asked):
            continue
        place = f"prompt before {cell.id!r}"
        if cell.cell_type != "code":
            raise ValueError(f"{place}: a code cell must follow a prompt with options")
        fold = FOLD.match(after.source) if after.cell_type == "markdown" else None
        if not fold:
            raise ValueError(
                f"{place}: the cell after its code cell must begin with <details>"
            )
        ask = asked[: OPTION.search(asked).start()].strip()
        if ask[0].islower():
            raise ValueError(f"{place}: a question begins with a capital, got {ask[:20]!r}")
        options = options_of(asked, fold[2], place)
        lead = lead_of(f"{above}\n\n{asking.source[: marks[-1].start()]}")
        found.append(Question(cell.id, ask, options, fold[2], cell, None, lead))
    return found


def lead_of(source):
    """The prose that a text ends with: a paragraph, or more if they are short.

    An aside in parentheses is passed over.
    """
    lead = ""
    for paragraph in reversed(source.strip().split("\n\n")):
        longer = f"{paragraph}\n\n{lead}".strip("\n")
        if NO_PROSE.search(paragraph) or (lead and len(longer) > LEAD):
            break
        lead = lead if paragraph.startswith("(") else longer
    return lead


def retrieval(notebook):
    """The retrieval questions at the end of a chapter; [] if there is no such heading."""
    source = "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    if RETRIEVAL_HEADING not in source:
        return []
    section = source.partition(RETRIEVAL_HEADING)[2].partition("\n## ")[0]
    _, *parts = re.split(r"(?m)^(?=\*\*\d\.\*\*)", section)
    found = []
    for part in parts:
        head, fold = RETRIEVAL.match(part), FOLD.search(part)
        place = f"retrieval question {part.splitlines()[0]!r}"
        if not head or not fold or not OPTION.search(part):
            raise ValueError(f"{place}: needs options, and <details> with the answer")
        asked = part[head.end() : fold.start()]
        ask = asked[: OPTION.search(asked).start()].strip()
        earlier = int(head[2]) if head[2] else None
        options = options_of(asked, fold[2], place)
        found.append(Question(f"question-{head[1]}", ask, options, fold[2], None, earlier))
    return found


def main(folder):
    """Print how many of the prompts have options, chapter by chapter."""
    print(f"{'chapter':36} prompts  with options  retrieval questions")
    total = 0
    for path in sorted(Path(folder).glob("[0-9]*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        source = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
        asked, choice = len(PROMPT.findall(source)), len(prompts(notebook))
        total += choice
        print(f"{path.stem:36} {asked:7}  {choice:12}  {len(retrieval(notebook)):19}")
    print(f"{'all':36} {'':7}  {total:12}")


if __name__ == "__main__":
    main(*sys.argv[1:] or ["chapters"])
