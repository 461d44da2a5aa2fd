"""The chapters' questions as quizzes for Moodle: its XML, which keeps code and feedback.

Each prompt and each retrieval question is a multiple-choice question with one right answer.
The feedback of an option is its verdict in the notebook. Options stay in their order, as
some of them refer to others.
"""

import re
import xml.etree.ElementTree as ET

import markup


def quiz(lesson):
    """The questions of a chapter, as the bytes of a file that Moodle imports."""
    root = ET.Element("quiz")
    category(root, f"Demystifying KerasTuner/{lesson.number:02} {lesson.title}")
    for cell_id, question in lesson.prompts.items():
        name = f"{lesson.number}, prompt {lesson.prompt_number(cell_id)}"
        add(root, name, question, question.cell.source)
    for number, question in lesson.questions.items():
        add(root, f"{lesson.number}, question {number}", question)
    return written(root)


def concept_quiz(asked):
    """The concept test; asked: the questions with the code that they need."""
    root = ET.Element("quiz")
    category(root, "Demystifying KerasTuner/concept test")
    for number, (question, code) in enumerate(asked, start=1):
        add(root, f"concept test {number}", question, code)
    return written(root)


def category(root, path):
    question = ET.SubElement(root, "question", type="category")
    holder = ET.SubElement(question, "category")
    ET.SubElement(holder, "text").text = f"$course$/{path.replace('`', '')}"


def add(root, name, question, code=None):
    """Append a question; code: lines that are shown below what is asked, or None."""
    made = ET.SubElement(root, "question", type="multichoice")
    put(made, "name", name, None)
    asked = html(question.lead) + html(question.ask)
    if code:
        asked += f"<pre><code>{escape(code)}</code></pre>"
    put(made, "questiontext", asked)
    put(made, "generalfeedback", html(rest_of(question.discussion)))
    for tag, value in (
        ("defaultgrade", "1"),
        ("penalty", "1"),
        ("single", "true"),
        ("shuffleanswers", "false"),
        ("answernumbering", "abc"),
    ):
        ET.SubElement(made, tag).text = value
    for option in question.options:
        answer = ET.SubElement(made, "answer", fraction="100" if option.right else "0")
        answer.set("format", "html")
        ET.SubElement(answer, "text").text = html(option.text)
        why = "" if option.right else f"*{option.why}* "
        put(answer, "feedback", html(why + option.feedback))


def put(parent, tag, text, form="html"):
    made = ET.SubElement(parent, tag, **({"format": form} if form else {}))
    ET.SubElement(made, "text").text = text


def rest_of(discussion):
    """The discussion without its verdicts."""
    return re.sub(r"^\* \*\*\([a-d]\)\*\*.*$", "", discussion, flags=re.M).strip()


def html(text):
    return markup.to_html(text, markup.WITH_TEX).strip()


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def written(root):
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)
