"""The quizzes are what Moodle imports: read back by a parser that is not ours."""

import re
import xml.etree.ElementTree as ET

import lesson
import moodle_xml_parser.parser as moodle
import pytest
import quizzes

import teaching

NUMBERS = [one.number for one in lesson.lessons()]


def problems(file, expected):
    """Where a quiz, as Moodle reads it, is not the questions that it was made of."""
    read = moodle.parse_string(file.decode())["multichoice"]
    if len(read) != len(expected):
        yield f"{len(read)} questions of {len(expected)}"
    for found, question in zip(read, expected, strict=False):
        right = [option.score_fraction for option in found.options]
        if right != [100.0 if option.right else 0.0 for option in question.options]:
            yield f"{found.name}: {right}"
        for option, theirs in zip(question.options, found.options, strict=False):
            if words(option.text) != words(theirs.answer):
                yield f"{found.name}, ({option.letter}): {theirs.answer}"


def words(text):
    """The words of Markdown, or of HTML."""
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)|<[^>]+>", r"\1", text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return re.findall(r"\w+", text.replace("&quot;", " "))


def questions_of(one):
    return [*one.prompts.values(), *one.questions.values()]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_question_of_a_chapter_comes_back_with_its_options_and_its_answer(number):
    one = lesson.lesson(number)
    assert list(problems(quizzes.quiz(one), questions_of(one))) == []


def test_a_wrong_key_a_lost_question_and_another_text_are_found():
    one = lesson.lesson(4)
    file, asked = quizzes.quiz(one), questions_of(one)
    turned = file.replace(b'fraction="100"', b'fraction="0"', 1)
    assert any("0.0, 0.0, 0.0" in problem for problem in problems(turned, asked))
    assert list(problems(file, [*asked, asked[0]])) == [
        f"{len(asked)} questions of {len(asked) + 1}"
    ]
    other = file.replace(b"four models", b"five models", 1)
    (problem,) = problems(other, asked)
    assert "five models" in problem


@pytest.mark.parametrize("number", NUMBERS)
def test_each_option_has_feedback_and_each_question_a_name_of_its_own(number):
    assert list(lacks(quizzes.quiz(lesson.lesson(number)))) == []


def lacks(file):
    """What a quiz lacks: names that differ, one right answer each, feedback, its order."""
    made = [q for q in ET.fromstring(file) if q.get("type") == "multichoice"]
    names = [q.findtext("name/text") for q in made]
    for name, question in zip(names, made, strict=True):
        answers = question.findall("answer")
        if names.count(name) > 1:
            yield f"{name}: a name that two have"
        if [a.get("fraction") for a in answers].count("100") != 1:
            yield f"{name}: not one right answer"
        if not all(a.findtext("feedback/text").strip() for a in answers):
            yield f"{name}: no feedback"
        if question.findtext("single") != "true":
            yield f"{name}: several may be chosen"
        if question.findtext("shuffleanswers") != "false":
            yield f"{name}: in any order"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            r"<name>\s*<text>4, prompt 2<",
            "<name><text>4, prompt 1<",
            "a name that two have",
        ),
        (r'fraction="100"', 'fraction="0"', "not one right answer"),
        (r"(<feedback[^>]*>\s*<text>).*?(</text>)", r"\1\2", "no feedback"),
        ("<single>true<", "<single>false<", "several may be chosen"),
        ("<shuffleanswers>false<", "<shuffleanswers>true<", "in any order"),
    ],
)
def test_what_a_quiz_lacks_is_found(old, new, found):
    file = quizzes.quiz(lesson.lesson(4)).decode()
    changed, times = re.subn(old, new, file, count=1, flags=re.S)
    assert times == 1
    assert any(problem.endswith(found) for problem in lacks(changed.encode()))


def test_a_prompt_keeps_its_code_letter_by_letter():
    one = lesson.lesson(4)
    root = ET.fromstring(quizzes.quiz(one))
    name = f"4, prompt {one.prompt_number('broken-search')}"
    text = next(
        q.findtext("questiontext/text") for q in root if q.findtext("name/text") == name
    )
    code = re.search(r"<pre><code>(.*?)</code></pre>", text, flags=re.S)[1]
    unescaped = code.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert unescaped == one.cells["broken-search"].source


def test_formulas_come_as_moodle_draws_them():
    text = quizzes.quiz(lesson.lesson(5)).decode()
    assert r"\(R^2\)" in text and "$R^2$" not in text


def test_the_concept_test_comes_back_with_its_key():
    asked = teaching.concept_asks()
    assert len(asked) == 10
    file = quizzes.concept_quiz(asked)
    assert list(problems(file, [question for question, _ in asked])) == []
