"""A deck of slides for each chapter, out of the notebook and of the plan for teaching it.

What gets onto a slide is decided by rules:

* the question at the top of the page, and what the reader will do;
* each prompt with options: the question, below what the chapter says before it if that is
  short, then the code, with the options once more if there is room, and with its output as
  a fragment, then the right answer, also a fragment. Code beside which the options have no
  room comes before the vote, and its output, below the options, after it;
* a cell directly above a prompt, if the prompt's code uses a name that it defines, or if it
  does nothing but show something: a vote has its subject on a slide. If what it shows has
  code in a fold, as an exhibit of the museum has its tests, that code comes directly
  before the vote that names the same exhibit;
* each cell that a step of `teaching/chapters/NN.toml` names, with its output as a fragment;
* each exercise of the plan: what to do, before the cell that it is about;
* what the chapter says first in a section of the plan that has no other slide, or whose
  code is a solution in a fold;
* each figure of the way through, large. If its letters are too small then, each of its
  panels is large (`tools/panels.py`), and the whole comes after them;
* the question at the top once more, the exit ticket, and the key points;
* *Going further*, which may be left out, with a slide of its own before it.

Long code has its essential lines marked: the lines that begin as `[look]` of the plan says.

Code has no asserts here, which would tell the answer (`tools/listing.py`); how much of it a
slide holds is in `tools/fitting.py`. The speaker's notes are the steps of the plan, the
votes that we expect, and the misconception behind each wrong option.
"""

import html
import math
import re
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import listing
import markup
import minutes
import panels
import reveal
from fitting import (
    AGAIN,
    SMALLEST,
    narrowed,
    paged,
    room_for,
    sizes_of,
    split,
    wrapped,
)
from lesson import ROOT, headings, picture_of, text_of

# A figure below its heading, and beside it: the room that slides.css leaves
ROOMY, TALL = (1232, 644), (820, 712)
# Running text: letters in a line, lines on a slide, how many are between paragraphs; and
# what is none
WORDS, TOLD, BETWEEN = 88, 16, 0.4
NO_TEXT = re.compile(r"\A(?:[|>#]|<details|```)|\bfolded\b|\b(?:open|in) the fold\b", re.I)
LEAD = 680  # letters before a question
FULL = 900  # letters before and in a question: from here on the former are set smaller
HEADING = 54  # letters: from here on a heading is set smaller, so that it has one line
LONG = 700  # letters of running text: from here on it is set smaller
STYLE = Path(__file__).with_name("slides.css")
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="reveal/reset.css">
<link rel="stylesheet" href="reveal/reveal.css">
<link rel="stylesheet" href="slides.css">
</head>
<body>
<div class="reveal"><div class="slides">
{slides}
</div></div>
<script src="reveal/reveal.js"></script>
<script src="reveal/notes.js"></script>
<script src="start.js"></script>
</body>
</html>
"""
START = """Reveal.initialize({
  width: 1280, height: 720, margin: 0.03, center: false, hash: true, slideNumber: "c/t",
  controls: false, transition: "none", plugins: [RevealNotes],
});
"""


def slide(heading, body, notes="", kind="", sizes=()):
    """One slide; heading and notes in Markdown, body in HTML; sizes: code and output."""
    aside = f'<aside class="notes">{markup.to_html(notes)}</aside>' if notes else ""
    long = ' class="long"' if len(heading) > HEADING and kind != "title" else ""
    title = f"<h2{long}>{markup.inline(heading)}</h2>"
    style = ' style="--code: {}px; --output: {}px"'.format(*sizes) if sizes else ""
    return f'<section class="{kind}"{style}>\n{title}\n{body}\n{aside}</section>'


def fragment(body):
    return f'<div class="fragment">{body}</div>'


def with_notes(page, notes):
    """A slide with more for the speaker, before what its notes say already."""
    begins, said = '<aside class="notes">', markup.to_html(notes)
    if begins in page:
        return page.replace(begins, begins + said, 1)
    return f"{page.removesuffix('</section>')}{begins}{said}</aside></section>"


def deck(lesson):
    """The slides of a chapter, each as HTML."""
    way, further, _ = minutes.parts(lesson.way)
    chosen = choice(lesson)
    found = [first(lesson), will(lesson), *slides_of(lesson, way, chosen), *last(lesson)]
    more = slides_of(lesson, further, chosen)
    return [*found, optional(lesson, further, chosen), *more] if more else found


class Choice(NamedTuple):
    """What gets a slide: ids of cells; headings that are told; where exercises begin."""

    cells: set
    told: set
    tasks: dict


def choice(lesson):
    named = {cell for step in lesson.plan["step"] for cell in step.get("cells", [])}
    cells = {*lesson.prompts, *named, *set_up(lesson)}
    cells |= {cell.id for cell in lesson.way if picture_of(cell)}
    return Choice(cells, set(untold(lesson, cells)), tasks(lesson))


def slides_of(lesson, cells, chosen):
    """The slides of some cells of a chapter, in their order."""
    found, notes, folded = [], "", {}
    for cell in cells:
        if cell.cell_type == "markdown":
            notes += "".join(notes_of(lesson, title) for title in titles_of(lesson, cell))
            made = text_slides(lesson, cell, chosen)
        else:
            title = lesson.section_of(cell.id).title
            made = task_slides(title, chosen.tasks.get(cell.id))
            made += cell_slides(lesson, cell, folded) if cell.id in chosen.cells else []
        if made and notes:
            made[0], notes = with_notes(made[0], notes), ""
        found += made
    return found


def cell_slides(lesson, cell, folded):
    """The slides of a code cell; folded: tests that wait for the vote on their exhibit."""
    section = lesson.section_of(cell.id)
    if cell.id in lesson.prompts:
        named = [name for name in folded if name in listing.strings(cell.source)]
        tests = [test for name in named for test in folded.pop(name)]
        asked = prompt_slides(lesson, cell, section)
        return [*exhibit_slides(f"{section.title}: the tests", tests), *asked]
    if picture_of(cell):
        return figure_slides(cell, section)
    if tests := listing.folded(cell):
        folded |= dict.fromkeys(listing.strings(cell.source), tests)
    return code_slides(lesson, cell, section.title)


def titles_of(lesson, cell):
    """The headings in a cell of text, as the chapter's sections have them."""
    found = headings(cell.source) if cell.cell_type == "markdown" else []
    return [lesson.title if level == 1 else title for level, title in found]


def set_up(lesson):
    """The ids of the cells directly above a prompt that its code needs, or that show it."""
    found, above = set(), []  # above: the code cells since the last text, or heading
    for cell, after in zip(lesson.way, [*lesson.way[1:], None], strict=True):
        if cell.cell_type == "markdown":
            asks = after is not None and after.id in lesson.prompts
            if not asks or re.search(r"^(#|<details>)", cell.source, flags=re.M):
                above = []
        elif cell.id in lesson.prompts:
            used = listing.read(cell.source)
            for other in reversed(above):
                if used & listing.bound(other.source) or listing.shows(other.source):
                    found.add(other.id)
                    used |= listing.read(other.source)
            above = []
        elif "hide-input" not in cell.metadata.get("tags", []):
            above.append(cell)
    return found


# What a class is told, and what it is to do


def tasks(lesson):
    """Where each exercise of the plan begins: the id of a cell, or a heading -> step."""
    found = {}
    for step in lesson.plan["step"]:
        if step["do"] == "exercise":
            cells = {*step.get("cells", []), *step.get("vote", {})}
            here = [c.id for c in lesson.way if c.id in cells]
            title = step["section"]
            here = [i for i in here if lesson.section_of(i).title == title]
            found[here[0] if here else title] = step
    return found


def untold(lesson, shown):
    """The sections of the plan that are told in words: no cell of theirs has a slide.

    Or the first that has one is a solution, which readers have in a fold.
    """
    cells = [cell for cell in lesson.way if cell.id in shown]
    for title in dict.fromkeys(step["section"] for step in lesson.plan["step"]):
        own = [c for c in cells if title in lesson.section_of(c.id).path]
        if not own or is_solution(own[0]):
            yield title


def is_solution(cell):
    return "hide-input" in cell.metadata.get("tags", []) and not picture_of(cell)


def text_slides(lesson, cell, chosen):
    """What a cell of text has for a slide: what the plan tells, or gives to do, there."""
    made = []
    for title in titles_of(lesson, cell):
        if title in chosen.told:
            text = cell.source.partition(f"# {title}\n")[2]
            steps = [step for step in lesson.plan["step"] if step["section"] == title]
            made += told_slides(title, text, steps)
        made += task_slides(title, chosen.tasks.get(title))
    return made


def told_slides(title, text, steps):
    """What the chapter says first; where a class talks, only after it has talked."""
    talk = [task_of(step) for step in steps if step["do"] == "talk"]
    told = opening_of(text, TOLD // 2 if talk else TOLD)
    told = told_of(told) if told else ""
    if talk:
        return [slide(title, "".join(talk) + (told and fragment(told)), kind="talk")]
    return [slide(title, told, kind="told")] if told else []


def told_of(text):
    return f'<div class="told">{markup.to_html(text)}</div>'


def task_of(step):
    return f'<div class="task">{markup.to_html(step["what"])}</div>'


def task_slides(title, step):
    """What a class does in an exercise; step: of the plan, or None."""
    return [slide(title, task_of(step), kind="talk")] if step else []


def opening_of(text, room):
    """The first paragraphs of a text, as many as have room on so many lines.

    A question before a cell, a fold, a table or code is the end; so is a word to a reader
    who has the page.
    """
    kept = []
    for block in text.strip().split("\n\n"):
        lines = plain(block).splitlines()
        room -= BETWEEN + sum(math.ceil(len(line) / WORDS) for line in lines)
        if NO_TEXT.search(block) or room < 0:
            break
        kept.append(block)
    while kept and not re.search(r"[.?!)*`$]$", kept[-1]):
        kept.pop()
    return "\n\n".join(kept)


def plain(text):
    """Text with about as many letters as its formulas have when they are drawn."""
    return re.sub(r"\$\$.*?\$\$", "\n\n\n", re.sub(r"\\[a-z]+|[{}]", "", text))


def optional(lesson, cells, chosen):
    """Where the way through has ended, and what a reader may leave out begins."""
    title, *rest = [t for cell in cells for t in titles_of(lesson, cell)]
    own = [cell for cell in cells if cell.id in chosen.cells]
    with_slides = {title for c in own for title in lesson.section_of(c.id).path}
    listed = "\n".join(f"* {each}" for each in rest if each in with_slides)
    notes = "The chapter ends before this slide. What follows may be left out."
    return slide(title, markup.to_html(listed), notes, "title further")


def first(lesson):
    body = f'<div class="opening">{markup.to_html(lesson.opening)}</div>'
    notes = "Vote now, and note how sure the room is. The same vote comes again at the end."
    return slide(f"{lesson.number}. {lesson.title}", body, notes, "title")


def will(lesson):
    source = lesson.notebook.cells[0].source
    (listed,) = re.findall(r"\*\*You will\*\*\n\n((?:\* .*\n)+)", source)
    objectives = "\n".join(f"* {o['of']}: {o['says']}" for o in lesson.plan["objective"])
    return slide(
        "You will", markup.to_html(listed), f"What can be assessed:\n\n{objectives}"
    )


def notes_of(lesson, title):
    """What the plan's steps say of a section, in Markdown."""
    steps = [step for step in lesson.plan["step"] if step["section"] == title]
    return "".join(f"*{s['minutes']} min, {s['do']}.* {s['what']}\n\n" for s in steps)


def ask_of(question):
    return f'<div class="ask">{markup.to_html(question.ask)}</div>'


def lead_of(question):
    """What the chapter says just before it asks, if a slide has room for it."""
    lead = re.sub(r"\AAsked in \[\d+\].*?\.\s+(?=[A-Z])", "", question.lead)
    lead = "\n\n".join(part for part in lead.split("\n\n") if not NO_TEXT.search(part))
    told = markup.to_html(lead) if len(lead) <= LEAD else ""
    letters = sum(map(len, (lead, question.ask, *(o.text for o in question.options))))
    kind = "lead small" if letters > FULL or "<pre>" in told else "lead"
    return f'<div class="{kind}">{told}</div>' if told else ""


def options(question):
    rows = [
        f"<li><b>({o.letter})</b> {markup.inline(o.text)}</li>" for o in question.options
    ]
    return f'<ul class="options">{"".join(rows)}</ul>'


def options_again(question, kind="again"):
    """The options in a line or two, for above the code."""
    rows = [f"<b>({o.letter})</b>&nbsp;{markup.inline(o.text)}" for o in question.options]
    return f'<p class="{kind}">{" &ensp; ".join(rows)}</p>'


def answer(question):
    """The right option, and why."""
    (right,) = [o for o in question.options if o.right]
    text = f"**({right.letter})** {right.text}"
    return f"<p>{markup.inline(text)}</p><p>{markup.inline(right.feedback)}</p>"


def misconceptions(question):
    """Each wrong option with the rule that leads to it, in Markdown."""
    wrong = [o for o in question.options if not o.right]
    return "\n".join(f"* ({o.letter}) {o.why} {o.feedback}" for o in wrong)


def prompt_slides(lesson, cell, section):
    question, number = lesson.prompts[cell.id], lesson.prompt_number(cell.id)
    votes, notes = lesson.votes.get(cell.id), ""
    if votes:
        guess = ", ".join(
            f"{letter} {v} %" for letter, v in zip("abcd", votes, strict=False)
        )
        notes += f"\n\n**Vote** (prompt {number}). We expect, as a guess: {guess}."
    notes += f"\n\n{misconceptions(question)}"
    body = lead_of(question) + ask_of(question) + options(question)
    asked = slide(section.title, body, notes, "vote")
    answered = ask_of(question) + fragment(answer(question))
    answered = slide("What happened, and why", answered, question_notes(question), "answer")
    if comes_first(cell, question):
        before = listing_slides(lesson, cell, section.title, question)
        shown = code_slides(lesson, cell, section.title, question, code=[])
        return [*before, asked, *shown, answered]
    return [asked, *code_slides(lesson, cell, section.title, question), answered]


def comes_first(cell, question):
    """Whether the options have no room beside a prompt's code, so that it comes before."""
    above = ask_of(question) + options_again(question, "again small")
    return not has_room(lines_of(cell, question), above)


def has_room(code, above):
    return not code or len(listing.without_imports(code)) <= room_for(above)


def question_notes(question):
    """The discussion that comes after the verdicts."""
    rest = re.sub(r"^\* \*\*\([a-d]\)\*\*.*$", "", question.discussion, flags=re.M)
    return rest.strip()


def lines_of(cell, question=None):
    """The code that a slide lists: none of a picture, nor what a prompt has in a fold."""
    folded = question and "hide-input" in cell.metadata.get("tags", [])
    return [] if picture_of(cell) or folded else wrapped(listing.listed(cell.source))


def code_slides(lesson, cell, heading, question=None, code=None):
    """Code and output, on one slide if they fit, else on more; the question above them.

    code: its lines, if not those of the cell.
    """
    code = lines_of(cell, question) if code is None else code
    asked = ask_of(question) if question else ""
    above = [asked + options_again(question, kind) for kind in AGAIN] if question else [""]
    pages = paged(code, narrowed(text_of(cell).splitlines()), above[-1])
    return laid_out(heading, pages, above, look_of(lesson, cell))


def listing_slides(lesson, cell, heading, question):
    """Code to be read before a vote, below the question if that has room there."""
    code, asked = lines_of(cell, question), ask_of(question)
    above = asked if has_room(code, asked) else ""
    made = laid_out(heading, paged(code, [], above), [above], look_of(lesson, cell))
    return [with_notes(made[0], "Give them time to read: the vote comes next."), *made[1:]]


def look_of(lesson, cell):
    """How the lines begin that the plan has marked, as a tuple."""
    return tuple(lesson.plan.get("look", {}).get(cell.id, []))


def laid_out(heading, pages, above, look):
    """Pages as slides; above: what may stand above code, what is best first."""
    colored = iter(markup.code_in_parts([code for code, _ in pages if code]))
    made = []
    for n, (code, printed) in enumerate(pages, 1):
        lines, blocks = len(code) + len(printed), bool(code) + bool(printed)
        fits = (text for text in above if lines <= room_for(text, blocks))
        top = next(fits, above[-1])
        body = markup.output("\n".join(printed)) if printed else ""
        if body and (code or (top and n == 1)):
            body = fragment(body)
        if code:
            body = marked(next(colored), code, look) + body
        sizes = sizes_of(code, printed, top)
        made.append(slide(numbered(heading, n, pages), top + body, "", "code", sizes))
    return made


def numbered(heading, n, pages):
    return f"{heading} ({n}/{len(pages)})" if len(pages) > 1 else heading


def marked(page, code, look):
    """Colored code with a mark on the lines that begin as one of `look` does."""
    lines = page.split("\n")
    for n, line in enumerate(code):
        if line.strip().startswith(look):
            before, tag, rest = lines[n].rpartition("<code>")
            text, end, after = rest.partition("</code>")
            lines[n] = f"{before}{tag}<mark>{text}</mark>{end}{after}"
    return "\n".join(lines)


def exhibit_slides(heading, tests):
    """The tests in the fold of an exhibit, as many on a slide as have room there."""
    pages, limit = [], room_for("")
    for test in map(str.splitlines, tests):
        if pages and len(pages[-1]) + 1 + len(test) <= limit:
            pages[-1] += ["", *test]
        else:
            pages += split(test, limit)
    return [
        slide(
            numbered(heading, n, pages),
            markup.code("\n".join(code)),
            kind="code tests",
            sizes=sizes_of(code, [], ""),
        )
        for n, code in enumerate(pages, 1)
    ]


def figure_slides(cell, section):
    """A figure, with its panels before it if its letters are too small on one slide."""
    alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
    picture = picture_of(cell).strip()
    image = panels.opened(picture)
    if panels.letters_of(image, ROOMY) >= SMALLEST:
        return [figure(section.title, picture, alt)]
    small = panels.letters_of(image, TALL) < SMALLEST
    parts = panels.parts(picture, cell.source) if small else []
    made = [
        figure(numbered(section.title, n, parts), panel, f"{alt} Panel {n} of it.")
        for n, panel in enumerate(parts, 1)
    ]
    return [*made, figure(section.title, picture, alt, "figure tall")]


def figure(heading, picture, alt, kind="figure"):
    source = f"data:image/png;base64,{picture}"
    return slide(heading, f'<img src="{source}" alt="{html.escape(alt)}">', "", kind)


def last(lesson):
    """The second vote, the exit ticket, and what to keep."""
    source = "\n\n".join(c.source for c in lesson.way if c.cell_type == "markdown")
    back = part(source, "Back to the question")
    fold = re.search(r"<details>\s*<summary>.*?</summary>(.*?)</details>", back, flags=re.S)
    asked = back[: fold.start()] if fold else back
    notes = fold[1].strip() if fold else ""
    told = fragment(markup.to_html(notes)) if notes else ""
    made = [slide("Back to the question", markup.to_html(asked) + told, notes, "back")]
    for number in lesson.plan["exit"]:
        question = lesson.questions[number]
        body = ask_of(question) + options(question)
        right = ask_of(question) + fragment(answer(question))
        made.append(slide("Before you go", body, misconceptions(question), "vote"))
        made.append(slide("Before you go", right, "", "answer"))
    made[-1] = with_notes(made[-1], f"And on paper: {lesson.plan['exit_open']}")
    points = part(source, "Key points")
    kind = "long" if len(points) > LONG else ""
    return [*made, slide("Key points", markup.to_html(points), kind=kind)]


def part(source, heading):
    """What stands below a heading, up to the next one."""
    after = source.partition(f"## {heading}\n")[2]
    return re.split(r"^#+ ", after, maxsplit=1, flags=re.M)[0].strip()


def page(lesson):
    """The deck as one page of HTML."""
    title = html.escape(f"{lesson.number}. {lesson.title.replace('`', '')}")
    return PAGE.format(title=title, slides="\n".join(deck(lesson)))


def write(lessons, folder):
    """Write a deck for each lesson, and what the decks load, into a folder."""
    (folder / "reveal").mkdir(parents=True, exist_ok=True)
    for file in reveal.files():
        shutil.copyfile(file, folder / "reveal" / file.name)
    shutil.copyfile(STYLE, folder / "slides.css")
    (folder / "start.js").write_text(START, encoding="utf-8")
    pages = {lesson.name: page(lesson) for lesson in lessons}
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    write_font(folder, pages.values())


def write_font(folder, pages):
    """The font of the formulas, as the book's pages have it."""
    extensions = str(ROOT / "page" / "extensions")
    if extensions not in sys.path:
        sys.path.append(extensions)
    import formulas

    formulas.write_font(folder / formulas.FONT_NAME, formulas.characters(pages) | {"x"})
