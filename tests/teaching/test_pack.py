"""The pack: what is in it, printed and zipped, and the same each time."""

import re
import shutil
import unicodedata
import zipfile
from html.parser import HTMLParser

import lesson
import papers
import pytest
import yaml
from bs4 import BeautifulSoup
from notebooks import ROOT
from pypdf import PdfReader

import teaching


@pytest.fixture(scope="module")
def pack(tmp_path_factory, browser):
    folder = tmp_path_factory.mktemp("pack") / "teaching"
    teaching.make(folder, [lesson.lesson(4)], browser)
    return folder


def test_the_pack_has_every_folder_that_its_readme_names(pack):
    assert list(readme_problems(pack)) == []


def readme_problems(folder):
    """What the README of a pack names and the pack does not have, or the other way round."""
    text = (folder / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+)/", text, flags=re.M))
    there = {path.name for path in folder.iterdir() if path.is_dir()}
    yield from (f"no folder {name}" for name in sorted(named - there))
    yield from (f"no line for {name}" for name in sorted(there - named))
    patterns = re.findall(r"`(paper/[\w*]+\.\w+)`", text)
    yield from (f"no file {each}" for each in patterns if not list(folder.glob(each)))
    if "{{" in text:
        yield "a place that is not filled in"


def test_a_folder_or_a_file_that_readme_does_not_know_is_found(tmp_path):
    for name in ("paper", "slides"):
        (tmp_path / name).mkdir()
    (tmp_path / "paper" / "04_sheet.pdf").touch()
    text = "| `paper/*_sheet.pdf`, `paper/key.pdf` |\n| `quizzes/` | {{more}} |\n"
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    assert list(readme_problems(tmp_path)) == [
        "no folder quizzes",
        "no line for slides",
        "no file paper/key.pdf",
        "a place that is not filled in",
    ]


def pages_of(path):
    return " ".join(page.extract_text() for page in PdfReader(path).pages)


def letters(text):
    """A text as letters alone: a PDF has signs of its own for two letters in one."""
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text))


def test_a_work_sheet_has_every_question_and_no_answer(pack):
    one = lesson.lesson(4)
    (path,) = pack.glob("paper/*_work_sheet.pdf")
    assert list(sheet_problems(one, letters(pages_of(path)))) == []


def sheet_problems(one, text):
    """Answers that a work sheet has, and questions that it lacks; text: its letters."""
    for question in [*one.prompts.values(), *one.questions.values()]:
        for option in question.options:
            if letters(option.feedback) in text:
                yield f"an answer to {question.id}"
        if letters(question.ask)[1:40] not in text:
            yield f"{question.id} is missing"


def test_an_answer_and_a_gap_in_a_work_sheet_are_found():
    one = lesson.lesson(4)
    text = letters(BeautifulSoup(papers.work_sheet(one), "html.parser").text)
    assert list(sheet_problems(one, text)) == []
    first, second, *_ = one.prompts.values()
    wrong = text.replace(letters(first.ask), "") + letters(second.options[0].feedback)
    found = [f"{first.id} is missing", f"an answer to {second.id}"]
    assert list(sheet_problems(one, wrong)) == found


def test_the_booklet_has_the_right_answer_and_every_misconception(pack):
    one = lesson.lesson(4)
    text = letters(pages_of(pack / "paper" / "answers.pdf"))
    assert list(unanswered(one, text)) == []
    option = next(o for o in one.prompts["broken-search"].options if not o.right)
    lost = text.replace(letters(option.why), "")
    assert f"broken-search ({option.letter})" in list(unanswered(one, lost))


def unanswered(one, text):
    """The options of a chapter that a booklet does not judge; text: its letters."""
    for question in [*one.prompts.values(), *one.questions.values()]:
        for option in question.options:
            if letters(option.why) not in text:
                yield f"{question.id} ({option.letter})"


def test_the_printed_test_is_the_key_without_its_answers(pack):
    test, key = (
        letters(pages_of(pack / "paper" / f"concept_test{end}.pdf")) for end in ("", "_key")
    )
    assert judged_in(key) == list(range(1, 11))
    assert judged_in(test) == []


def judged_in(text):
    """Which of the ten questions have their first misconception in a text's letters."""
    wrong = [next(o for o in q.options if not o.right) for q, _ in teaching.concept_asks()]
    return [n for n, option in enumerate(wrong, start=1) if letters(option.why) in text]


class Bare(HTMLParser):
    """Whether a page loads anything."""

    def __init__(self, page):
        super().__init__()
        self.loads = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.loads += [value for name, value in attributes if name in ("src", "href")]


def test_a_paper_loads_nothing():
    assert Bare(papers.work_sheet(lesson.lesson(5))).loads == []
    assert Bare('<img src="http://far.example/x.png">').loads != []


def test_the_same_pack_twice_is_the_same_zip(pack, tmp_path, browser):
    first, second, again = (
        tmp_path / "pack.zip",
        tmp_path / "b" / "pack.zip",
        tmp_path / "again",
    )
    second.parent.mkdir()
    teaching.make(again, [lesson.lesson(4)], browser)
    teaching.pack(pack, first)
    teaching.pack(again, second)
    assert first.read_bytes() == second.read_bytes()
    # one letter is another zip
    (again / "README.md").write_text("changed", encoding="utf-8")
    teaching.pack(again, second)
    assert first.read_bytes() != second.read_bytes()


def test_the_hour_is_taken_out_of_a_pdf_and_not_a_byte_moves():
    pdf = b"/CreationDate (D:20261129014959+00'00')\n/ModDate (D:20261129014959+00'00')"
    assert papers.without_the_hour(pdf).count(b"D:20000101000000") == 2
    assert len(papers.without_the_hour(pdf)) == len(pdf)


def test_the_zip_has_a_folder_of_its_own_and_no_foreign_path(pack, tmp_path):
    teaching.pack(pack, tmp_path / "pack.zip")
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        names = archive.namelist()
        texts = [
            archive.read(n).decode()
            for n in names
            if n.endswith((".md", ".ipynb", ".html"))
        ]
    assert all(name.startswith("pack/") for name in names)
    assert not any(str(ROOT) in text for text in texts)


def guide_problems(pack):
    """Teacher's pages of the book that a pack has not, or has with a gap or a dead link."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    (part,) = [part for part in toc["parts"] if part["caption"] == "For teachers"]
    for name in (each["file"].rpartition("/")[2] for each in part["chapters"]):
        path = pack / "guide" / f"{name}.md"
        if not path.exists():
            yield f"no page {name}"
            continue
        text = path.read_text(encoding="utf-8")
        yield from re.findall(r"<!-- teaching.*?-->", text)
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            # here only one chapter is made; a link may lead to each
            if target not in INSTRUCTORS and not (path.parent / target).exists():
                yield f"{name} leads nowhere: {target}"


INSTRUCTORS = {f"../instructors/{one.name}.ipynb" for one in lesson.lessons()}


def test_the_guide_has_every_teachers_page_and_leads_into_the_pack(pack):
    assert list(guide_problems(pack)) == []
    said = (pack / "guide" / "plans.md").read_text(encoding="utf-8")
    for plan in teaching.plans():
        assert all(session["title"] in said for session in plan["session"])


def test_a_page_that_is_missing_in_the_guide_or_has_a_gap_is_found(pack, tmp_path):
    shutil.copytree(pack / "guide", tmp_path / "guide")
    (tmp_path / "README.md").touch()
    assert list(guide_problems(tmp_path)) == []
    (tmp_path / "guide" / "assessment.md").unlink()
    gap = "<!-- teaching: plan workshop -->\n[chapter 1](../chapters/01.ipynb)"
    (tmp_path / "guide" / "plans.md").write_text(gap, encoding="utf-8")
    assert list(guide_problems(tmp_path)) == [
        "for_teachers leads nowhere: assessment.md",
        "<!-- teaching: plan workshop -->",
        "plans leads nowhere: ../chapters/01.ipynb",
        "no page assessment",
    ]
