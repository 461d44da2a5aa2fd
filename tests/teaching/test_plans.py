"""The plans for teaching: minutes add up, names are the chapters', and the map is complete."""

import copy
import re
import tomllib

import markup
import pytest
import yaml
from lesson import CLOSING, Lesson, lesson, lessons, objectives, read_toml, slow_cells
from notebooks import ROOT

import teaching

LESSONS = lessons()
NUMBERS = [one.number for one in LESSONS]


def changed(number, change):
    """A lesson whose plan was changed by a function."""
    one = lesson(number)
    plan = copy.deepcopy(one.plan)
    change(plan)
    return Lesson(one.number, one.name, one.notebook, plan)


# A chapter's page


def plan_problems(one):
    """Where the plan of a chapter names what the chapter does not have, or leaves a gap."""
    titles = {section.title for section in one.sections}
    named = [step["section"] for step in one.plan["step"]]
    for title in [*named, *one.plan["sections"], *one.plan["cut"]]:
        if title not in titles:
            yield f"no such section: {title}"
    for step in one.plan["step"]:
        for cell in step.get("cells", []):
            if cell not in one.cells:
                yield f"no such cell: {cell}"
    for cell, votes in one.votes.items():
        if cell not in one.prompts:
            yield f"no such prompt: {cell}"
        elif len(votes) != len(one.prompts[cell].options) or sum(votes) != 100:
            yield f"votes of {cell}: one for each option, 100 in all"
    if len(one.votes) < 3:
        yield "fewer than three votes"
    if not {"type", "run"} & {step["do"] for step in one.plan["step"]}:
        yield "no step in which a class types or runs something"
    for section in one.sections:
        mapped = section.title in {*one.plan["sections"], *CLOSING}
        if section.level == 2 and not mapped:
            yield f"no objective: {section.title}"
    yield from objective_problems(one)
    if len(one.plan["questions"]) != len(one.questions):
        yield "an objective for each retrieval question"
    for number in one.plan["exit"]:
        if number not in one.questions:
            yield f"no such question: {number}"
    if one.core > one.minutes.teach:
        yield f"the core takes {one.core} minutes, the whole chapter {one.minutes.teach}"


def objective_problems(one):
    """Objectives of a chapter that nothing leads to, and those that it does not name."""
    said = [each["of"] for each in one.plan["objective"]]
    led = {n for value in one.plan["sections"].values() for n in value.split()}
    # a question from an earlier chapter asks for what that chapter taught
    own = [n for n, question in one.questions.items() if not question.chapter]
    led |= {one.plan["questions"][n - 1] for n in own if n <= len(one.plan["questions"])}
    if set(said) != led:
        yield f"objectives: {sorted(set(said) ^ led)}"
    if unknown := {*said, *led, *one.plan["questions"]} - objectives().keys():
        yield f"no such objective: {sorted(unknown)}"


@pytest.mark.parametrize("number", NUMBERS)
def test_a_plan_names_what_its_chapter_has_and_leaves_no_section_out(number):
    assert list(plan_problems(lesson(number))) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda p: p["step"][0].update(section="The lines"), "no such section: The lines"),
        (lambda p: p["cut"].append("Nowhere"), "no such section: Nowhere"),
        (lambda p: p["step"][0].update(cells=["first"]), "no such cell: first"),
        (lambda p: p["step"][1].update(vote={"clue": [100]}), "no such prompt: clue"),
        (
            lambda p: p["step"][1]["vote"].update({"five-calls": [50, 50]}),
            "votes of five-calls",
        ),
        (
            lambda p: p["step"][1]["vote"].update({"five-calls": [50, 50, 50]}),
            "votes of five",
        ),
        (lambda p: [step.pop("vote", 0) for step in p["step"]], "fewer than three votes"),
        (lambda p: [step.update(do="vote") for step in p["step"]], "types or runs"),
        (lambda p: p["sections"].pop("The line"), "no objective: The line"),
        (lambda p: p["objective"].pop(), "objectives: ['O2']"),
        (lambda p: p["sections"].update({"The line": "O99"}), "no such objective: ['O99']"),
        (lambda p: p["questions"].pop(), "an objective for each retrieval question"),
        (lambda p: p["exit"].append(6), "no such question: 6"),
        (lambda p: p["step"][0].update(minutes=60), "the core takes 90 minutes"),
    ],
)
def test_a_mistake_in_a_plan_is_found(change, found):
    assert any(found in problem for problem in plan_problems(changed(1, change)))


def wait_problems(one):
    """Slow cells without something to ask, and questions for cells that are not there."""
    slow = slow_cells(one.number)
    for cell in slow.keys() - one.plan["waits"].keys():
        yield f"{cell} computes for {slow[cell]} s: ask something meanwhile"
    for cell in one.plan["waits"].keys() - one.cells.keys():
        yield f"no such cell: {cell}"


@pytest.mark.parametrize("number", NUMBERS)
def test_each_slow_cell_has_a_question_for_the_time_it_takes(number):
    assert list(wait_problems(lesson(number))) == []


def test_a_slow_cell_without_a_question_is_found():
    silent = changed(1, lambda plan: plan["waits"].clear())
    (problem,) = wait_problems(silent)
    assert problem.startswith("search computes for")
    lost = changed(2, lambda plan: plan["waits"].update(nothing="…"))
    assert list(wait_problems(lost)) == ["no such cell: nothing"]


def test_each_measured_cell_is_in_its_chapter():
    measured = read_toml(ROOT / "teaching" / "seconds.toml")["seconds"]
    assert gone_cells(measured) == []
    assert gone_cells(measured | {"4": {"gone": 12.0}}) == ["4: gone"]


def gone_cells(measured):
    """The cells that were measured, and that their chapter does not have anymore."""
    return [
        f"{chapter}: {cell}"
        for chapter, cells in measured.items()
        for cell in cells
        if cell not in lesson(int(chapter)).cells
    ]


def test_a_chapter_that_was_not_measured_says_so_and_a_measured_one_says_its_seconds():
    measured, asked = lesson(1), "Meanwhile: "
    (line,) = teaching.waits(measured)
    assert "computes for about" in line and asked in line
    (line, *_) = teaching.waits(measured, measured=False)
    assert line.startswith("How long its cells compute was not measured")


# The plans by the minute


def minute_problems(plan):
    """Sessions whose steps do not fill their minutes, and cores that take another time."""
    for session in plan["session"]:
        total = sum(step["minutes"] for step in session["step"])
        if total != session["minutes"]:
            yield f"{session['title']}: {total} minutes of {session['minutes']}"
        for step in session["step"]:
            if step.get("core") and step["minutes"] != lesson(step["chapter"]).core:
                yield f"core of {step['chapter']}: {lesson(step['chapter']).core} minutes"


def place_problems(plan):
    """Steps that name a section, a prompt or a question that their chapter does not have."""
    for step in (step for session in plan["session"] for step in session["step"]):
        if "chapter" not in step:
            continue
        one = lesson(step["chapter"])
        if step.get("section", one.title) not in {s.title for s in one.sections}:
            yield f"no such section: {step['section']}"
        for cell in step.get("prompts", []):
            if cell not in one.prompts:
                yield f"no such prompt: {cell}"
        for number in step.get("questions", []):
            if number not in one.questions:
                yield f"no such question: {number}"


@pytest.mark.parametrize("plan", teaching.plans(), ids=lambda plan: plan["id"])
def test_the_minutes_of_a_plan_add_up_and_its_places_exist(plan):
    assert [*minute_problems(plan), *place_problems(plan)] == []


def test_a_plan_that_does_not_add_up_is_found():
    workshop = copy.deepcopy(teaching.plans()[0])
    steps = workshop["session"][0]["step"]
    steps[0]["minutes"] += 5
    steps[0]["section"], steps[1]["prompts"], steps[-1]["questions"] = "x", ["y"], [9]
    assert list(minute_problems(workshop)) == ["Chapters 1 to 4: 95 minutes of 90"]
    wrong = ["no such section: x", "no such prompt: y", "no such question: 9"]
    assert list(place_problems(workshop)) == wrong
    steps.append({"minutes": 1, "chapter": 1, "core": True})
    assert "core of 1: 35 minutes" in minute_problems(workshop)


def test_the_plans_are_those_that_were_promised():
    days = {plan["id"]: len(plan["session"]) for plan in teaching.plans()}
    assert days == {"workshop": 1, "professionals": 1, "two-days": 4, "module": 8}
    first, second = teaching.plans()[:2]
    assert first["session"][0]["minutes"] == 90
    assert second["session"][0]["minutes"] == 120
    assert all(s["minutes"] <= 90 for s in teaching.plans()[3]["session"])


def evening_problems(path):
    chapters = [number for evening in path["evenings"] for number in evening]
    expected = sorted(teaching.minutes.PATHS[path["path"]])
    if chapters != expected:
        yield f"{path['path']}: {chapters}, and the path has {expected}"


def test_whoever_learns_alone_reads_each_chapter_of_their_path_once():
    paths = read_toml(ROOT / "teaching" / "plans.toml")["alone"]
    assert [problem for path in paths for problem in evening_problems(path)] == []
    assert {path["path"] for path in paths} == teaching.minutes.PATHS.keys()


@pytest.mark.parametrize("evenings", [[[1, 2], [3, 4], [5]], [[1, 2], [3, 4], [5], [6, 6]]])
def test_a_chapter_that_an_evening_lacks_or_repeats_is_found(evenings):
    (problem,) = evening_problems({"path": "the mystery", "evenings": evenings})
    assert problem.startswith("the mystery: [1, 2, 3, 4, 5")


# The map


def map_problems(led, lessons):
    """Objectives and chapters that lack a kind of thing, and things without an objective."""
    kinds = teaching.KINDS
    for number, found in led.items():
        for kind in kinds:
            if not found[kind]:
                yield f"{number} has no {kind}"
    have = {kind: {p for found in led.values() for p in found[kind]} for kind in kinds}
    for one in lessons:
        prompts = {(one.number, one.prompt_number(cell)) for cell in one.prompts}
        questions = {(one.number, number) for number in one.questions}
        exercises = {(one.number, name) for name in teaching.exercises(one.number)}
        everything = {"prompts": prompts, "questions": questions, "exercises": exercises}
        for kind, there in everything.items():
            if not there:
                yield f"chapter {one.number} has no {kind}"
            if there - have[kind]:
                yield f"no objective: {kind} {sorted(there - have[kind])}"


def test_every_objective_has_each_kind_and_everything_has_an_objective():
    assert list(map_problems(teaching.objective_map(), LESSONS)) == []


def test_a_gap_in_the_map_is_found():
    led = teaching.objective_map()
    led["O14"]["questions"] = []
    led["O13"]["prompts"] = [p for p in led["O13"]["prompts"] if p != (12, 1)]
    led["O12"]["exercises"] = []
    found = list(map_problems(led, LESSONS))
    assert "O14 has no questions" in found and "O12 has no exercises" in found
    assert "no objective: prompts [(12, 1)]" in found


# What the pages say of the book


def test_a_citation_says_what_citation_cff_says_and_where_the_book_stands():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    for address in ("", "https://here.example"):
        entry = teaching.bibtex(citation, address)
        assert list(entry_problems(citation, address, entry)) == []
        other = citation | {"version": "99", "title": "Another book"}
        assert list(entry_problems(other, address, entry)) == ["no title", "no version"]
        wrong = list(entry_problems(citation, "https://there.example", entry))
        assert wrong == ["another url"]


def entry_problems(citation, address, entry):
    """What an entry for BibTeX does not say, or says otherwise."""
    yield from (f"no {key}" for key in ("title", "version") if citation[key] not in entry)
    if re.findall(r"url = \{(.*)\}", entry) != [address] * bool(address):
        yield "another url"


def test_a_page_that_asks_for_something_unknown_is_refused():
    with pytest.raises(ValueError, match="expected one of alone, bibtex, chapter"):
        teaching.filled("# A page\n\n<!-- teaching: plans -->\n", "", "")


def test_every_line_of_a_page_that_asks_for_something_is_understood():
    pages = sorted((ROOT / "teaching").glob("*.md"))
    asked = [
        line for page in pages for line in page.read_text(encoding="utf-8").splitlines()
    ]
    asked = [line for line in asked if line.startswith("<!-- teaching")]
    assert len(asked) == 9 + len(NUMBERS)
    assert all(map(teaching.PLACE.fullmatch, asked))
    assert not teaching.PLACE.fullmatch(asked[0].replace("teaching", "teaching, please"))


def test_a_mistake_in_a_file_of_plans_names_file_and_line(tmp_path):
    path = tmp_path / "plans.toml"
    path.write_text("minutes = 5\nwhat = Vote\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"plans\.toml: .*line 2") as raised:
        read_toml(path)
    assert not isinstance(raised.value, tomllib.TOMLDecodeError)


def test_the_book_offers_the_pack_if_it_was_made_and_says_how_to_make_it_if_not(tmp_path):
    import teacher_pages

    archive = tmp_path / "pack.zip"
    assert "`make teaching`" in teacher_pages.offer(archive)
    archive.write_bytes(bytes(2_100_000))
    assert 'href="pack.zip"' in teacher_pages.offer(
        archive
    ) and "2 MB" in teacher_pages.offer(archive)


def test_a_chapter_that_has_lost_its_exercises_is_found(monkeypatch):
    exercises = teaching.exercises
    monkeypatch.setattr(teaching, "exercises", lambda n: {} if n == 3 else exercises(n))
    found = list(map_problems(teaching.objective_map(), LESSONS))
    assert "chapter 3 has no exercises" in found


def silent_on(one, page):
    """The wrong options, by prompt and letter, to which a teacher's page says nothing."""
    for cell, question in one.prompts.items():
        for option in question.options:
            said = markup.plain_links(f"*{option.why}* {option.feedback}")
            if not option.right and said not in page:
                yield one.prompt_number(cell), option.letter


@pytest.mark.parametrize("number", NUMBERS)
def test_a_teachers_page_says_something_to_every_wrong_option(number):
    assert list(silent_on(lesson(number), teaching.chapter_page(number))) == []


def test_a_page_without_the_prompts_that_nobody_votes_on_is_found(monkeypatch):
    one = lesson(4)
    monkeypatch.setattr(teaching, "others_part", lambda found: [])
    silent = {number for number, _ in silent_on(one, teaching.chapter_page(4))}
    assert silent == {one.prompt_number(c) for c in one.prompts.keys() - one.votes.keys()}
    assert silent
