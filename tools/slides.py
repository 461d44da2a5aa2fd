"""A deck of slides for each chapter, out of the notebook and of the plan for teaching it.

What gets onto a slide is decided by rules:

* the question at the top of the page, and what the reader will do;
* each prompt with options: the question, below what the chapter says before it if that is
  short, then the code, with the options once more if there is room, and with its output as
  a fragment, then the right answer, also a fragment;
* a short cell directly above a prompt, if the prompt's code uses a name that it defines, or
  if it does nothing but show something: a vote has its subject on a slide;
* each cell that a step of `teaching/chapters/NN.toml` names, with its output as a fragment;
* each figure of the way through, large;
* the question at the top once more, the exit ticket, and the key points.

Code has no asserts here, which would tell the answer (`tools/listing.py`). Its letters are
20 pixels high or more. Code and output share a slide if they then fit, if need be without
the imports at the top; else the output has the next slide, below the question. Code that is
too long goes on over a second slide. What is longer than that, and output that is longer
than a slide, is cut, and the slide says so. Lines of output are never folded, since many
are tables: their letters shrink to 16 pixels, and what is wider still is cut. The speaker's
notes are the steps of the plan, the votes that we expect, and the misconception behind each
wrong option.
"""

import html
import math
import re
import shutil
import textwrap
from pathlib import Path

import listing
import markup
import reveal
from lesson import picture_of, text_of

COLUMNS = 94  # letters of code in one line
SHORT = 17  # lines of a cell that goes before a prompt
REST = 3  # so few lines are no page of their own
# What slides.css leaves for code, in pixels: the frame, and what is around a block; then
# how large letters may be, and how small those of a wide output. A line and a letter are
# so many times as high and as wide as the letters are large.
WIDTH, HEIGHT, AROUND, LARGEST, SMALLEST, TABLE = 1190, 616, 40, 28, 20, 16
LINE, LETTER = 1.3, 0.603
# A question above code, and two ways to put the options there once more: how many letters
# are in a line, and how high it is; then what is below a paragraph
QUESTION, BELOW = (86, 33), 14
AGAIN = {"again": (86, 33), "again small": (103, 27)}
LEAD = 680  # letters before a question
FULL = 900  # letters before and in a question: from here on the former are set smaller
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
    title = f"<h2>{markup.inline(heading)}</h2>"
    style = ' style="--code: {}px; --output: {}px"'.format(*sizes) if sizes else ""
    return f'<section class="{kind}"{style}>\n{title}\n{body}\n{aside}</section>'


def fragment(body):
    return f'<div class="fragment">{body}</div>'


def deck(lesson):
    """The slides of a chapter, each as HTML."""
    found = [first(lesson), will(lesson)]
    named = {c for step in lesson.plan["step"] for c in step.get("cells", [])}
    named |= set_up(lesson)
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
    return {i for i in found if len(listing.listed(lesson.cells[i].source)) <= SHORT}


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
    lead = re.sub(r"\AAsked in \[\d+\].*?\.\s+(?=[A-Z])", "", question.lead)
    told = markup.to_html(lead) if len(lead) <= LEAD else ""
    letters = sum(map(len, (lead, question.ask, *(o.text for o in question.options))))
    kind = "lead small" if letters > FULL else "lead"
    return f'<div class="{kind}">{told}</div>' if told else ""


def options(question):
    rows = [
        f"<li><b>({o.letter})</b> {markup.inline(o.text)}</li>" for o in question.options
    ]
    return f'<ul class="options">{"".join(rows)}</ul>'


def options_again(question, kind="again"):
    """The options in a line or two, for above the code."""
    rows = [f"<b>({o.letter})</b> {markup.inline(o.text)}" for o in question.options]
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
        *code_slides(cell, section.title, "", question),
        slide("What happened, and why", answered, question_notes(question), "answer"),
    ]


def question_notes(question):
    """The discussion that comes after the verdicts."""
    rest = re.sub(r"^\* \*\*\([a-d]\)\*\*.*$", "", question.discussion, flags=re.M)
    return rest.strip()


def code_slides(cell, heading, notes, question=None):
    """Code and output, on one slide if they fit, else on more; the question above them."""
    asked = ask_of(question) if question else ""
    again = [options_again(question, kind) for kind in AGAIN] if question else []
    hidden = picture_of(cell) or "hide-input" in cell.metadata.get("tags", [])
    lines = [] if hidden else wrapped(listing.listed(cell.source))
    pages = paged(lines, narrowed(text_of(cell).splitlines()), asked)
    colored = iter(markup.code_in_parts([code for code, _ in pages if code]))
    made = []
    for n, (code, printed) in enumerate(pages, 1):
        blocks = bool(code) + bool(printed)
        lines = len(code) + len(printed)
        roomy = [asked + way for way in again if lines <= room_for(asked + way, blocks)]
        above = roomy[0] if roomy else asked
        body = markup.output("\n".join(printed)) if printed else ""
        if code:
            body = next(colored) + (fragment(body) if body else "")
        name = f"{heading} ({n}/{len(pages)})" if len(pages) > 1 else heading
        notes = notes if n == 1 else ""
        made.append(
            slide(name, above + body, notes, "code", sizes_of(code, printed, above))
        )
    return made


def paged(code, printed, asked):
    """What goes on each slide: lines of code, and lines of output; one may be empty."""
    limit, shared = room_for(asked), room_for(asked, 2)
    bare = listing.without_imports(code) if code else []
    if len(bare) + len(printed) <= shared < len(code) + len(printed):
        code = bare
    parts = [code] if len(code) + len(printed) <= shared else split(code, limit)
    pages = [(part, []) for part in parts if part]
    if pages and printed and len(parts[-1]) + len(printed) <= shared:
        return [*pages[:-1], (parts[-1], printed)]
    printed = cut(printed, limit, "… the rest is in the notebook")
    return [*pages, ([], printed)] if printed else pages


def height_of(above):
    """How high the text above code is, in pixels: an estimate, and rather too much."""
    high = 0
    for kind, text in re.findall(r'<p(?: class="(.*?)")?>(.*?)</p>', above, flags=re.S):
        wide, line = AGAIN.get(kind, QUESTION)
        letters = len(html.unescape(re.sub("<[^>]+>", "", text)))
        high += BELOW + line * math.ceil(letters / wide)
    return high


def room_for(above, blocks=1):
    """How many lines of the smallest letters fit below a text, in so many blocks."""
    return int((HEIGHT - blocks * AROUND - height_of(above)) / LINE / SMALLEST)


def sizes_of(code, printed, above):
    """The size of the letters of code and output, in pixels: as large as all fits."""
    blocks = bool(code) + bool(printed)
    room = HEIGHT - blocks * AROUND - height_of(above)
    high = min(LARGEST, room / len(code + printed) / LINE)
    longest = [max(map(len, lines), default=0) or 1 for lines in (code, printed)]
    return [int(min(high, WIDTH / letters / LETTER)) for letters in longest]


def narrowed(lines):
    """Lines of output; those that no slide is wide enough for are cut, and it says so."""
    widest = int(WIDTH / TABLE / LETTER)
    if max(map(len, lines), default=0) <= widest:
        return lines
    short = [line if len(line) <= widest else f"{line[: widest - 2]} …" for line in lines]
    return [*short, "… the whole width is in the notebook"]


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


def split(lines, limit):
    """Two pages at most, the first one to end where a statement ends, if it can."""
    if len(lines) > limit:
        lines = listing.without_imports(lines)
    if len(lines) <= limit:
        return [lines]
    starts = listing.statements(lines)

    def cost(n):
        return len(lines) - n > limit, starts.get(n, math.inf), -n

    last = min(limit, len(lines) - REST - 1)
    end = min(range(min(2 * REST, last), last + 1), key=cost)
    first, rest = ("\n".join(part).strip("\n") for part in (lines[:end], lines[end:]))
    rest = cut(rest.splitlines(), limit, "# … the rest is in the notebook")
    return [first.splitlines(), rest]


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
    told = fragment(markup.to_html(notes)) if notes else ""
    made = [slide("Back to the question", markup.to_html(asked) + told, notes, "back")]
    for number in lesson.plan["exit"]:
        question = lesson.questions[number]
        body = ask_of(question) + options(question)
        right = ask_of(question) + fragment(answer(question))
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
