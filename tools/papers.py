"""Papers to print: a work sheet for each chapter, the booklet of answers, the concept test.

They are written as HTML and printed by Chromium, which the tests use anyway. Its PDFs carry
the hour at which they were made; that is replaced, so that one book gives one PDF.
"""

import re
from pathlib import Path

import markup
from lesson import exercises

from demystifying.exercises import aim, facts

STYLE = Path(__file__).with_name("papers.css")
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head>
<body>{body}</body></html>
"""
CODE_LINES = 22  # of a cell that are printed with its question
MOMENT = re.compile(rb"\(D:\d{14}[+-]\d\d'\d\d'\)")


def paper(title, body):
    style = STYLE.read_text(encoding="utf-8")
    return PAGE.format(title=title, style=style, body=body)


def shortened(source):
    lines = [line for line in source.splitlines() if "NBVAL_" not in line]
    if len(lines) > CODE_LINES:
        lines = [*lines[:CODE_LINES], "# … the rest is in the notebook"]
    return markup.code("\n".join(lines))


def asked(number, question, code=None):
    """A question with boxes to tick and a line to write on."""
    boxes = [f"<li>({o.letter}) {markup.inline(o.text)}</li>" for o in question.options]
    return (
        f'<section class="question"><h3>{number}</h3>'
        f"{markup.to_html(question.ask)}{shortened(code) if code else ''}"
        f'<ul class="boxes">{"".join(boxes)}</ul><p class="line">because</p></section>'
    )


def answered(number, question):
    """A question's key: the right option, why, and the rule behind each wrong one."""
    rows = []
    for option in question.options:
        why = "<b>Right.</b>" if option.right else f"<i>{markup.inline(option.why)}</i>"
        text = f"({option.letter}) {markup.inline(option.text)}"
        rows.append(f"<li>{text}<br>{why} {markup.inline(option.feedback)}</li>")
    ask = markup.inline(question.ask.replace("\n", " "))
    listed = f"<h3>{number}</h3><p>{ask}</p><ul>{''.join(rows)}</ul>"
    return f'<section class="question">{listed}</section>'


def numbered(lesson):
    """(what it is called, question, code) for all questions of a chapter."""
    for cell_id, question in lesson.prompts.items():
        yield f"Prompt {lesson.prompt_number(cell_id)}", question, question.cell.source
    for number, question in lesson.questions.items():
        yield f"Question {number}", question, None


def heading(lesson):
    return f"{lesson.number}. {markup.inline(lesson.title)}"


def work_sheet(lesson):
    """The work sheet of a chapter, as HTML."""
    parts = [f"<h1>{heading(lesson)}</h1>", '<p class="name">Name</p>']
    parts.append(f'<div class="opening">{markup.to_html(lesson.opening)}</div>')
    parts += [asked(number, question, code) for number, question, code in numbered(lesson)]
    parts += map(task, exercises(lesson.number).values())
    return paper(lesson.title.replace("`", ""), "\n".join(parts))


def task(exercise):
    """What an exercise asks, and room to answer."""
    asked = f"*{facts(exercise)}*\n\n{aim(exercise)}\n\n{exercise.statement}"
    return (
        f"<h2>Exercise: {markup.inline(exercise.title)}</h2>{markup.to_html(asked)}"
        f"{markup.code(exercise.starter)}<div class='lines'></div>"
    )


def answer_booklet(lessons):
    """The answers of all chapters, as HTML."""
    parts = ["<h1>Answers</h1>", "<p>For teachers: the key to the work sheets.</p>"]
    for lesson in lessons:
        parts.append(f'<h2 class="chapter">{heading(lesson)}</h2>')
        parts += [answered(number, question) for number, question, _ in numbered(lesson)]
        for exercise in exercises(lesson.number).values():
            parts.append(f"<h3>Exercise: {markup.inline(exercise.title)}</h3>")
            parts.append(markup.code(exercise.solution))
    return paper("Answers", "\n".join(parts))


def concept_test(asks, reading=None):
    """The printable test; with `reading`, Markdown on how to read it, it is the key."""
    if reading is None:
        parts = ["<h1>Ten questions</h1>", '<p class="name">Name or number</p>']
        parts.append(
            "<p>Twelve minutes. Tick one answer each, or none rather than toss a coin.</p>"
        )
        parts += [
            asked(n, question, code) for n, (question, code) in enumerate(asks, start=1)
        ]
        return paper("Ten questions", "\n".join(parts))
    parts = ["<h1>Ten questions: the key</h1>", markup.to_html(reading)]
    parts += [answered(n, question) for n, (question, _) in enumerate(asks, start=1)]
    return paper("Ten questions: the key", "\n".join(parts))


def print_all(browser, pages, folder):
    """Print each page, a name -> HTML, into a PDF of that name."""
    tab = browser.new_page()
    for name, html in pages.items():
        tab.set_content(html)
        pdf = tab.pdf(format="A4", print_background=True, tagged=True, outline=True)
        (folder / f"{name}.pdf").write_bytes(without_the_hour(pdf))
    tab.close()


def without_the_hour(pdf):
    """The same PDF, made at no particular time; not a byte moves."""
    return MOMENT.sub(b"(D:20000101000000+00'00')", pdf)
