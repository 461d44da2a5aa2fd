"""A deck of slides for each chapter, out of the notebook and of the plan for teaching it.

What gets onto a slide is decided by rules:

* the question at the top of the page, and what the reader will do;
* each prompt with options: the question, below the paragraph before it if that is short,
  then the code with its output as a fragment, then the right answer, also a fragment;
* each cell that a step of `teaching/chapters/NN.toml` names, with its output as a fragment;
* each figure of the way through, large;
* the question at the top once more, the exit ticket, and the key points.

Code of more than 17 lines goes on over a second slide; what is longer than that, and output
of more than 11 lines, is cut, and the slide says so. The speaker's notes are the steps of
the plan, the votes that we expect, and the misconception behind each wrong option.
"""

import html
import re
import shutil
import textwrap
from pathlib import Path

import markup
import reveal
from lesson import picture_of, text_of

CODE_LINES, OUTPUT_LINES, TOGETHER = 17, 11, 15  # lines that fit
COLUMNS = 94  # letters of code in one line
# What slides.css leaves for code, in pixels: the frame, what is around a block, and a
# question of three lines. A line and a letter are so many times as high and as wide as
# the letters are large.
WIDTH, HEIGHT, AROUND, ASKED, LARGEST = 1190, 616, 40, 112, 28
LINE, LETTER = 1.3, 0.603
LEAD = 480  # letters before a question
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
  transition: "none", plugins: [RevealNotes],
});
"""


def slide(heading, body, notes="", kind="", size=0):
    """One slide; heading and notes in Markdown, body in HTML; size: its code, in pixels."""
    aside = f'<aside class="notes">{markup.to_html(notes)}</aside>' if notes else ""
    title = f"<h2>{markup.inline(heading)}</h2>"
    style = f' style="--code: {size}px"' if size else ""
    return f'<section class="{kind}"{style}>\n{title}\n{body}\n{aside}</section>'


def fragment(body):
    return f'<div class="fragment">{body}</div>'


def deck(lesson):
    """The slides of a chapter, each as HTML."""
    found = [first(lesson), will(lesson)]
    named = {c for step in lesson.plan["step"] for c in step.get("cells", [])}
    noted = set()  # sections whose steps stand in a note already
    for cell in lesson.way:
        if cell.cell_type != "code":
            continue
        section = lesson.section_of(cell.id)
        notes = "" if section.path in noted else notes_of(lesson, section)
        if cell.id in lesson.prompts:
            made = prompt_slides(lesson, cell, section, notes)
        elif picture_of(cell):
            made = [figure(cell, section, notes)]
        elif cell.id in named:
            made = code_slides(cell, section.title, notes)
        else:
            continue
        noted.add(section.path)
        found += made
    return found + last(lesson)


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


def notes_of(lesson, section):
    """What the plan's steps say of a section, in Markdown."""
    steps = [s for s in lesson.plan["step"] if s["section"] in section.path[-1:]]
    return "\n\n".join(f"*{s['minutes']} min, {s['do']}.* {s['what']}" for s in steps)


def ask_of(question):
    return f'<div class="ask">{markup.to_html(question.ask)}</div>'


def lead_of(question):
    """What the chapter says just before it asks, if a slide has room for it."""
    told = markup.to_html(question.lead) if len(question.lead) <= LEAD else ""
    return f'<div class="lead">{told}</div>' if told else ""


def options(question):
    rows = [
        f"<li><b>({o.letter})</b> {markup.inline(o.text)}</li>" for o in question.options
    ]
    return f'<ul class="options">{"".join(rows)}</ul>'


def answer(question):
    """The right option, and why."""
    (right,) = [o for o in question.options if o.right]
    text = f"**({right.letter})** {right.text}"
    return f"<p>{markup.inline(text)}</p><p>{markup.inline(right.feedback)}</p>"


def misconceptions(question):
    """Each wrong option with the rule that leads to it, in Markdown."""
    wrong = [o for o in question.options if not o.right]
    return "\n".join(f"* ({o.letter}) {o.why} {o.feedback}" for o in wrong)


def prompt_slides(lesson, cell, section, notes):
    question, number = lesson.prompts[cell.id], lesson.prompt_number(cell.id)
    votes = lesson.votes.get(cell.id)
    if votes:
        guess = ", ".join(
            f"{letter} {v} %" for letter, v in zip("abcd", votes, strict=False)
        )
        notes += f"\n\n**Vote** (prompt {number}). We expect, as a guess: {guess}."
    notes += f"\n\n{misconceptions(question)}"
    body = lead_of(question) + ask_of(question) + options(question)
    asked = slide(section.title, body, notes, "vote")
    answered = ask_of(question) + fragment(answer(question))
    return [
        asked,
        *code_slides(cell, section.title, "", ask_of(question)),
        slide("What happened, and why", answered, question_notes(question), "answer"),
    ]


def question_notes(question):
    """The discussion that comes after the verdicts."""
    rest = re.sub(r"^\* \*\*\([a-d]\)\*\*.*$", "", question.discussion, flags=re.M)
    return rest.strip()


def code_slides(cell, heading, notes, asked=""):
    """Code and output, on one slide if they fit, else on more; the question above them."""
    lines = wrapped([x for x in cell.source.splitlines() if "NBVAL_" not in x])
    printed = wrapped(text_of(cell).splitlines())
    hidden = picture_of(cell) or "hide-input" in cell.metadata.get("tags", [])
    code = [] if hidden else split(lines)
    shown = cut(printed, OUTPUT_LINES, "… the rest is in the notebook")
    blocks = [[part] for part in code]  # of each slide
    bodies = markup.code_in_parts(code)
    if shown and not (code and len(code[-1]) + len(shown) <= TOGETHER):
        blocks.append([])
        bodies.append("")
    if shown:
        blocks[-1].append(shown)
        bodies[-1] += fragment(markup.output("\n".join(shown)))
    if bodies:
        bodies[0] = asked + bodies[0]
    size = min([size_of(parts, asked) for parts in blocks], default=0)
    return [
        slide(heading, body, notes if n == 0 else "", "code", size)
        for n, body in enumerate(bodies)
    ]


def size_of(blocks, asked):
    """The size of the letters on a slide with code, in pixels: as large as all fits."""
    longest = max(len(line) for block in blocks for line in block)
    room = HEIGHT - len(blocks) * AROUND - bool(asked) * ASKED
    return int(
        min(LARGEST, room / sum(map(len, blocks)) / LINE, WIDTH / max(longest, 1) / LETTER)
    )


def wrapped(lines):
    """Lines that are too long for a slide, folded as an editor would fold them."""
    return [part for line in lines for part in fold(line)]


def fold(line):
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    made = textwrap.wrap(
        line,
        COLUMNS,
        subsequent_indent=indent,
        drop_whitespace=False,
        replace_whitespace=False,
        break_on_hyphens=False,
    )
    return [part.rstrip() for part in made] or [""]


def split(lines):
    """Two pages at most, the first one to end where a block of code ends."""
    if len(lines) <= CODE_LINES:
        return [lines]
    outer = [
        n for n in range(6, CODE_LINES + 1) if lines[n] and not lines[n].startswith(" ")
    ]
    blank = [n for n in range(6, CODE_LINES + 1) if not lines[n].strip()]
    end = max(outer or blank or [CODE_LINES])
    rest = cut(lines[end:], CODE_LINES, "# … the rest is in the notebook")
    while rest and not rest[0].strip():
        rest = rest[1:]
    return [lines[:end], rest]


def cut(lines, limit, mark):
    return lines if len(lines) <= limit else [*lines[: limit - 1], mark]


def figure(cell, section, notes):
    alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
    source = f"data:image/png;base64,{picture_of(cell).strip()}"
    image = f'<img src="{source}" alt="{html.escape(alt)}">'
    return slide(section.title, image, notes, "figure")


def last(lesson):
    """The second vote, the exit ticket, and what to keep."""
    source = "\n\n".join(c.source for c in lesson.way if c.cell_type == "markdown")
    back = part(source, "Back to the question")
    fold = re.search(r"<details>\s*<summary>.*?</summary>(.*?)</details>", back, flags=re.S)
    asked = back[: fold.start()] if fold else back
    notes = fold[1].strip() if fold else ""
    made = [slide("Back to the question", markup.to_html(asked), notes, "back")]
    for number in lesson.plan["exit"]:
        question = lesson.questions[number]
        body = ask_of(question) + options(question)
        right = fragment(answer(question))
        made.append(slide("Before you go", body, misconceptions(question), "vote"))
        made.append(slide("Before you go", right, "", "answer"))
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
    for lesson in lessons:
        (folder / f"{lesson.name}.html").write_text(page(lesson), encoding="utf-8")
