"""The teaching pack, out of `teaching/` and the chapters: `make teaching`.

    python tools/teaching.py            makes _build/teaching/ and its zip
    python tools/teaching.py 2 4        the same with these chapters, and without papers

The pages "For teachers" of the book are made by the same functions: where a page in
`teaching/` says `<!-- teaching: NAME ARGUMENT -->`, their Markdown takes its place, in the
pack's guide and, by the extension `page/extensions/teacher_pages.py`, in the book.
"""

import re
import shutil
import sys
import zipfile
from pathlib import Path

import grading
import markup
import minutes
import papers
import quizzes
import slides
import students
import yaml
from lesson import (
    ROOT,
    TEACHING,
    exercises,
    lesson,
    lessons,
    objectives,
    read_toml,
    seconds,
    slow_cells,
)

BUILT = ROOT / "_build" / "teaching"
DOES = {
    "vote": "Vote",
    "run": "Run",
    "type": "Type",
    "show": "Show",
    "exercise": "Exercise",
    "talk": "Talk",
    "break": "Break",
    "close": "Close",
    "test": "Test",
    "core": "Chapter",
}
GUESS = (
    "The votes to expect are a guess of ours: nobody has taught the book yet. Write yours "
    "down, and send them."
)


PLACE = re.compile(r"^<!-- teaching: (\w+) ?([\w-]*) -->$", re.M)
OFFER_IN_PACK = "All of it is in this pack; [its list](../README.md) says where."


def plans():
    return read_toml(TEACHING / "plans.toml")["plan"]


def link(lesson, place):
    """A link from a page in teaching/ to a section of a chapter."""
    level = next(s.level for s in lesson.sections if s.title == place)
    anchor = place.replace("`", "").replace(" ", "-") if level < 4 else ""
    return f"[{place}](../chapters/{lesson.name}.ipynb{'#' * bool(anchor)}{anchor})"


def prompt_name(lesson, cell_id):
    return f"prompt {lesson.prompt_number(cell_id)}"


# A plan, as Markdown


def clock(minute):
    return f"{minute // 60}:{minute % 60:02}"


def plan_page(identifier):
    """A plan by the minute."""
    (plan,) = [plan for plan in plans() if plan["id"] == identifier]
    total = sum(session["minutes"] for session in plan["session"])
    lines = [
        f"**For** {plan['who']} **Bring** {plan['bring']} **Afterwards** {plan['after']}"
    ]
    lines.append(f"In all {minutes.hours(total)}.")
    for session in plan["session"]:
        lines.append(f"### {session['title']}, {session['minutes']} minutes")
        lines.append(
            "\n".join(["| from | min | | where | what |", "|---|---|---|---|---|"])
        )
        lines[-1] += "".join(f"\n{row}" for row in rows_of(session["step"]))
        if "homework" in session:
            lines.append(f"**Homework.** {session['homework']}")
    return "\n\n".join(lines)


def row(*cells):
    """A row of a Markdown table."""
    return f"| {' | '.join(map(str, cells))} |"


def rows_of(steps):
    """The rows of a table, one for each step."""
    now = 0
    for step in steps:
        yield row(clock(now), step["minutes"], DOES[step["do"]], where(step), step["what"])
        now += step["minutes"]


def where(step):
    """Chapter, section and prompts of a step of a plan."""
    if "chapter" not in step:
        return ""
    found = lesson(step["chapter"])
    place = link(found, step.get("section", found.title)) if "section" in step else ""
    named = [prompt_name(found, cell) for cell in step.get("prompts", [])]
    named += [f"question {number}" for number in step.get("questions", [])]
    return ", ".join(filter(None, [f"{found.number}", place, *named]))


def alone_page():
    """Self-study: the evenings of each path, with their minutes."""
    times, lines = minutes.chapters(), []
    for path in read_toml(TEACHING / "plans.toml")["alone"]:
        shares = minutes.PATHS[path["path"]]
        total = minutes.hours(minutes.path_minutes(shares, times))
        lines.append(f"### {path['path'][0].upper()}{path['path'][1:]}, {total} to read")
        lines.append(path["advice"])
        rows = ["| evening | chapters | minutes to read |", "|---|---|---|"]
        for number, evening in enumerate(path["evenings"], start=1):
            amount = sum(shares[n] * times[n][1].read for n in evening)
            names = ", ".join(chapter_link(lesson(n)) for n in evening)
            rows.append(f"| {number} | {names} | {amount:.0f} |")
        lines.append("\n".join(rows))
    return "\n\n".join(lines)


def chapter_link(lesson):
    return f"[{lesson.number} {lesson.title}](../chapters/{lesson.name}.ipynb)"


# The teacher's page of a chapter, as Markdown


def chapter_page(number, level=2):
    """The teacher's page of a chapter; level: of its heading."""
    found = lesson(number)
    plan, time = found.plan, found.minutes
    parts = [f"{'#' * level} {number}. {found.title}"]
    parts.append(
        f"{time.read} minutes to read, {time.teach} to teach with all prompts, "
        f"**{found.core} for the core** below. {chapter_link(found)}"
    )
    parts.append(
        "**What can be assessed**\n\n"
        + bullets(f"**{o['of']}** {o['says']}" for o in plan["objective"])
    )
    parts.append("**The core, step by step**\n\n" + core_table(found))
    parts.append("**Votes to expect, and what to say.** " + GUESS)
    parts += [vote_part(found, cell) for cell in found.votes]
    parts += others_part(found)
    parts.append(
        f"**On the board.** {plan['draw']}\n\n```text\n{plan['board'].strip(chr(10))}\n```"
    )
    cuts = ", ".join(link(found, place) for place in plan["cut"])
    parts.append(f"**Cut first**, in this order: {cuts}.")
    parts.append("**To discuss**\n\n" + bullets(plan["discuss"]))
    parts.append("**On the machines**\n\n" + bullets([*plan["machines"], *waits(found)]))
    if known := exercises(number):
        shown = (
            f"{e.title}: {e.kind}, {e.minutes} min. {markup.sentence(e.objective)}."
            for e in known.values()
        )
        parts.append("**Exercises**\n\n" + bullets(shown))
    tickets = " and ".join(f"question {n}" for n in plan["exit"])
    parts.append(
        f"**Exit ticket.** {tickets.capitalize()} of the chapter; and: {plan['exit_open']}"
    )
    return "\n\n".join(parts)


def bullets(lines):
    return "\n".join(f"* {line}" for line in lines)


def beginning(source):
    """By what a teacher finds a cell in the page: its first definition, else first line."""
    lines = [line for line in source.splitlines() if re.match(r"[^\s#\"%)\]}]", line)]
    lines = [line for line in lines if not re.match("import |from ", line)] or lines
    line = next((line for line in lines if re.match("def |class ", line)), lines[0])
    line = line if len(line) <= 50 else f"{line[:48].rstrip()} …"
    return "`" + line.replace("|", "\\|") + "`"


def core_table(found):
    rows = ["| from | min | | section | what |", "|---|---|---|---|---|"]
    now = 0
    for step in found.plan["step"]:
        cells = [beginning(found.cells[cell].source) for cell in step.get("cells", [])]
        named = [prompt_name(found, cell) for cell in step.get("vote", {})]
        place = ", ".join([link(found, step["section"]), *named])
        verb = {"type": " Type", "run": " Run"}.get(step["do"], " Use")
        what = step["what"] + (f"{verb}: {', '.join(cells)}." if cells else "")
        rows.append(
            f"| {clock(now)} | {step['minutes']} | {DOES[step['do']]} | {place} | {what} |"
        )
        now += step["minutes"]
    return "\n".join(rows)


def vote_part(found, cell_id):
    """A prompt to vote on: expected votes, and each misconception with what to say."""
    shares = found.votes[cell_id]
    options = zip(found.prompts[cell_id].options, shares, strict=True)
    return asked(found, cell_id, [verdict(o, f"about {share} %") for o, share in options])


def others_part(found):
    """A fold with the prompts that are not voted on, and each misconception; none: []."""
    others = [cell_id for cell_id in found.prompts if cell_id not in found.votes]
    if not others:
        return []
    number = f"{len(others)} more prompt{'s' * (len(others) > 1)}"
    lines = [f"<details>\n<summary>{number}, and what to say</summary>"]
    for cell_id in others:
        options = found.prompts[cell_id].options
        lines.append(asked(found, cell_id, map(verdict, options)))
    return ["\n\n".join([*lines, "</details>"])]


def asked(found, cell_id, verdicts):
    """A prompt as a teacher needs it: its number, what it asks, and what to say."""
    ask = markup.plain_links(found.prompts[cell_id].ask.splitlines()[0])
    name = prompt_name(found, cell_id).capitalize()
    return f"*{name}.* {ask}\n\n{bullets(verdicts)}"


def verdict(option, share=""):
    """An option: right, or the misconception behind it, and what to say to it."""
    said = "right." if option.right else f"*{option.why}* {option.feedback}"
    said = markup.plain_links(said)
    if not share:
        return f"({option.letter}) {said}"
    return f"({option.letter}) {share}{', and' if option.right else '.'} {said}"


def waits(found, measured=None):
    """The slow cells, each with what to ask meanwhile; measured: whether they are known."""
    if measured is None:
        measured = found.number in seconds()
    if not measured:
        command = f"`python tools/seconds.py {found.number}`"
        yield f"How long its cells compute was not measured yet: {command} does it."
    slow = slow_cells(found.number) if measured else dict.fromkeys(found.plan["waits"])
    for cell_id, computed in slow.items():
        place = found.section_of(cell_id).title
        ask = found.plan["waits"].get(cell_id, "")
        time = f"computes for about {computed} s" if computed else "may take a while"
        cell = beginning(found.cells[cell_id].source)
        yield f"{cell} (*{place}*) {time}. Meanwhile: {ask}"


# The map of objectives, as Markdown


def objective_map():
    """O-number -> what leads to it, of each kind: (chapter, what) pairs."""
    found = {number: {k: [] for k in KINDS} for number in objectives()}
    for one in lessons():
        for section in one.sections:
            if section.title in one.plan["sections"]:
                for number in one.objectives_at(section):
                    found[number]["sections"].append((one.number, section.title))
        for cell_id in one.prompts:
            for number in one.objectives_at(one.section_of(cell_id)):
                found[number]["prompts"].append((one.number, one.prompt_number(cell_id)))
        for question, number in zip(one.questions, one.plan["questions"], strict=True):
            found[number]["questions"].append((one.number, question))
        for name, exercise in exercises(one.number).items():
            for number in exercise_objectives(one, exercise):
                found[number]["exercises"].append((one.number, name))
    return found


KINDS = "sections", "prompts", "questions", "exercises"


def exercise_objectives(one, exercise):
    """What an exercise serves: as the section that explains it, or as the plan says."""
    if exercise.name in one.plan.get("exercises", {}):
        return one.plan["exercises"][exercise.name].split()
    (section,) = [s for s in one.sections if s.title == exercise.read] or [None]
    return one.objectives_at(section) if section else []


def map_page():
    return "\n\n".join(map(map_entry, objectives().items(), objective_map().values()))


def map_entry(objective, led):
    """One objective: a table of it would be too wide for a phone, and for paper."""
    number, goal = objective
    lines = [f"**{number}** {goal['says']}", "", f"* assessed by: {goal['by']}"]
    lines += [f"* {kind}: {short(led[kind])}" for kind in KINDS]
    return "\n".join(lines)


def short(places):
    """(chapter, what) pairs, a chapter once."""
    by_chapter = {}
    for chapter, what in places:
        by_chapter.setdefault(chapter, []).append(str(what))
    return "; ".join(
        f"**{chapter}**: {', '.join(what)}" for chapter, what in by_chapter.items()
    )


# The concept test


def concept_asks():
    """(question, code) of the ten, in their order."""
    return [ask_of(entry) for entry in read_toml(TEACHING / "concept_test.toml")["ask"]]


def ask_of(entry):
    one = lesson(entry["chapter"])
    found = (
        one.prompts[entry["prompt"]]
        if "prompt" in entry
        else one.questions[entry["question"]]
    )
    code = "\n\n".join(one.cells[cell].source for cell in entry.get("code", []))
    return found, code or None


def concept_page():
    """Which questions the test has, and which objectives they belong to."""
    rows = ["| | from | objective |", "|---|---|---|"]
    for number, entry in enumerate(
        read_toml(TEACHING / "concept_test.toml")["ask"], start=1
    ):
        one = lesson(entry["chapter"])
        if "prompt" in entry:
            section = one.section_of(entry["prompt"])
            place = f"{link(one, section.title)}, {prompt_name(one, entry['prompt'])}"
        else:
            place = f"{link(one, 'Five questions')}, question {entry['question']}"
        goal = objectives()[entry["objective"]]["says"]
        rows.append(
            f"| {number} | {one.number}: {place} | **{entry['objective']}** {goal} |"
        )
    return "\n".join(rows)


def concept_key():
    return [
        next(o.letter for o in question.options if o.right)
        for question, _ in concept_asks()
    ]


def reading():
    """How to read the two tests; the page in the book has the same words."""
    text = (TEACHING / "assessment.md").read_text(encoding="utf-8")
    return (
        text.partition("<!-- reading -->")[2]
        .partition("<!-- end of reading -->")[0]
        .strip()
    )


# The pages


def filled(text, offer, address):
    """A page with what it asks for in its place.

    offer: what it says of the pack. address: where the book stands, or "". Raises
    ValueError if it asks for something that nothing makes.
    """
    makers = {
        "plan": plan_page,
        "alone": lambda _: alone_page(),
        "chapter": lambda number: chapter_page(int(number)),
        "map": lambda _: map_page(),
        "concept": lambda _: concept_page(),
        "bibtex": lambda _: bibtex(citation(), address),
        "offer": lambda _: offer,
    }

    def made(place):
        name, argument = place.groups()
        if name not in makers:
            known = ", ".join(sorted(makers))
            raise ValueError(f"<!-- teaching: {name} -->: expected one of {known}")
        return makers[name](argument)

    return PLACE.sub(made, text)


def bibtex(citation, address):
    """An entry for BibTeX, from CITATION.cff and the address where the book stands."""
    (author,) = [author["name"] for author in citation["authors"]]
    fields = {
        "title": f"{{{citation['title']}}}",
        "author": f"{{{author}}}",
        "year": str(citation["date-released"])[:4],
        "version": citation["version"],
    }
    if address:
        fields["url"] = address
    lines = "\n".join(f"  {key} = {{{value}}}," for key, value in fields.items())
    return f"```bibtex\n@book{{demystifying_kerastuner,\n{lines}\n}}\n```"


def guide():
    """The teacher's pages of the book as they are in the pack: name -> bytes."""
    found, address = {}, students.address()
    for path in pages():
        page = filled(path.read_text(encoding="utf-8"), OFFER_IN_PACK, address)
        found[path.name] = to_instructors(page).encode()
    return found


def pages():
    """The files of the teacher's pages, in the order of the book."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    named = [each["file"] for part in toc["parts"] for each in part["chapters"]]
    return [ROOT / f"{name}.md" for name in named if name.startswith(f"{TEACHING.name}/")]


def to_instructors(page):
    """A page whose links to chapters lead to the teacher's notebooks in the pack."""
    return page.replace("../chapters/", "../instructors/")


# The pack


def make(folder, chosen, browser=None):
    """Make the pack in `folder`, which is emptied first; papers only with a browser."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("instructors", "slides", "quizzes", "paper"):
        (folder / name).mkdir(parents=True)
    put_all(folder / "students", students.folder(chosen))
    put_all(folder / "guide", guide())
    put_all(folder, {"CITATION.cff": students.carried.citation(students.address())})
    for one in chosen:
        page = to_instructors(chapter_page(one.number, level=1))
        instructor = students.instructor(one, page)
        put(folder / "instructors" / f"{one.name}.ipynb", students.text(instructor))
        (folder / "quizzes" / f"{one.name}.xml").write_bytes(quizzes.quiz(one))
    (folder / "quizzes" / "concept_test.xml").write_bytes(
        quizzes.concept_quiz(concept_asks())
    )
    slides.write(chosen, folder / "slides")
    grading.make(folder / "nbgrader", [one.number for one in chosen])
    put(folder / "paper" / "key.txt", " ".join(concept_key()) + "\n")
    shutil.copyfile(
        Path(__file__).with_name("concept_test.py"), folder / "paper" / "concept_test.py"
    )
    put(folder / "README.md", readme())
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    if browser:
        print_papers(folder / "paper", chosen, browser)


def print_papers(folder, chosen, browser):
    pages = {f"{one.name}_work_sheet": papers.work_sheet(one) for one in chosen}
    pages["answers"] = papers.answer_booklet(chosen)
    pages["concept_test"] = papers.concept_test(concept_asks())
    pages["concept_test_key"] = papers.concept_test(concept_asks(), reading())
    papers.print_all(browser, pages, folder)


def put(path, text):
    path.write_text(text, encoding="utf-8", newline="\n")


def put_all(folder, contents):
    """Write files, name -> bytes, into a folder and those below it."""
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def readme():
    text = (TEACHING / "pack.md").read_text(encoding="utf-8")
    return text.replace("{{ version }}", citation()["version"])


def citation():
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def pack(folder, path):
    """Zip a folder; the same bytes for the same files."""
    released = citation()["date-released"]
    when = (*map(int, str(released).split("-")), 0, 0, 0)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = f"{path.stem}/{file.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, when)
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED, 9)


def archive_path():
    return BUILT.parent / f"demystifying-kerastuner-teaching-{citation()['version']}.zip"


def main(numbers):
    if numbers:
        make(BUILT, [lesson(number) for number in numbers])
        return
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT / "tests" / "helpers"))
    from browser import launch

    with sync_playwright() as playwright:
        browser = launch(playwright)
        make(BUILT, lessons(), browser)
        browser.close()
    pack(BUILT, archive_path())
    print(
        f"{archive_path().relative_to(ROOT)}: {archive_path().stat().st_size / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]])
