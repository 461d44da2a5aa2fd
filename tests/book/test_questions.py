"""Chapter 16 answers every question that it has to, each by a cell that can fail.

nbval runs the cells in the same `make test`, assertions and all. What is looked at here
is whether the assertions, the links and the overview are there.
"""

import builtins
import copy
import importlib.metadata
import itertools
import re
import symtable

import pytest
from notebooks import code_cells, output_of, read

CHAPTER = "16_questions"
LEAST = 35
GUESSES = 6
ISSUE = re.compile(r"\]\(https://github\.com/keras-team/keras-tuner/issues/\d+\)")
NO_ISSUE = "found no issue"  # and then the entry says where the question comes from
OUTSIDE = ("output of my notebook", "module named six")  # not about how a tuner works

# What has to be answered -> words of the question, and a word that its cells need
TOPICS = {
    "a loop over layers": ("more layers", "conditional_scope"),
    "a name with two ranges": ("second range", "ratio"),
    "Float's lost maximum": ("max_value of a Float", "step"),
    "booleans as 0 and 1": ("boolean", "Choice"),
    "18 combinations but 14 trials": ("only 14 trials", "== 14"),
    "Bayesian search repeating one point": ("one point", "len(set(points))"),
    "seed=0": ("seed=0", "seed"),
    "neighbouring seeds": ("independent", "1001"),
    "the first trial and the defaults": ("defaults", "run_trial"),
    "epochs= ignored by Hyperband": ("epochs=50", "epochs=50"),
    "how many trials and epochs Hyperband runs": ("How many trials", "254"),
    "no promotion in a small space": ("first round", "{2}"),
    "string objectives minimized": ("f1_score", "Objective"),
    "a name in another case": ("val_auc", "AUC(name="),
    "inf attracts Bayesian search": ("infinite", 'float("inf")'),
    "NaN": ("NaN", 'float("nan")'),
    "trials, executions and epochs": ("executions_per_trial", "executions_per_trial=3"),
    "best model and best hyperparameters": ("best hyperparameters", "get_best_models"),
    "the last fold's model": ("SklearnTuner", "KFold"),
    "sample_weight dropped": ("sample_weight", "sample_weight"),
    "all trials as a table": ("table", "oracle.trials"),
    "a model made outside build": ("improve from trial to trial", "shared"),
    "data from a generator": ("generator", "yield"),
    "callbacks are copied": ("callback", "Collector"),
    "names of layers after a search": ("next layer be called", "dense_1"),
    "a reload keeps old ranges": ("changed a range", "overwrite=True"),
    "resume of a grid": ("grid search was interrupted", "KeyError"),
    "files on the disk": ("disk", "weights.h5"),
    "tuning the batch size": ("batch size", "batch_size"),
    "cross-validation": ("cross-validate", "KFold"),
    "arguments for build": ("arguments to build", "partial"),
    "several workers": ("at the same time", "max_workers"),
    "notebook output wiped": ("output of my notebook", "clear_output"),
    "six": ("six", "import six"),
    "OMP_NUM_THREADS": ("more cores", "threadpool_limits"),
}


def entries(notebook):
    """Heading -> the cells of its entry; the first of them begins with the heading."""
    found, current = {}, None
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for block in re.split(r"^(?=#{1,3} )", cell.source, flags=re.M):
                if re.match(r"#{1,2} ", block):
                    current = None
                elif block.startswith("### "):
                    current = []
                    found[block.partition("\n")[0].removeprefix("### ")] = current
                if current is not None:
                    current.append(("markdown", block))
        elif current is not None:
            current.append(("code", cell.source))
    return found


def overview(notebook):
    """The rows of the table of all questions: (words, anchor, answer)."""
    row = re.compile(r"^\| \[([^\]]+)\]\(#([^)]+)\) \| (.*) \|$", flags=re.M)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return [match for text in texts for match in row.findall(text)]


def anchor(heading):
    """What JupyterLab makes of a heading; _config.yml tells Sphinx to do the same."""
    return heading.replace("`", "").replace(" ", "-")


def recipes(cells):
    """The code cells to copy: the first one after each *What to do* of an entry."""
    return [
        after
        for (kind, source), (next_kind, after) in itertools.pairwise(cells)
        if kind == "markdown" and "*What to do" in source and next_kind == "code"
    ]


def missing_names(source):
    """The names that a cell needs and that only other cells define."""
    table = symtable.symtable(source, "cell", "exec")
    own = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}
    own |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_imported()}
    found, scopes = set(), [table]
    while scopes:
        scope = scopes.pop()
        scopes += scope.get_children()
        names = [s for s in scope.get_symbols() if s.is_global() or scope is table]
        found |= {symbol.get_name() for symbol in names if symbol.is_referenced()}
    return found - own - set(dir(builtins)) - {"__class__"}


def entry_problems(heading, cells):
    prose = "\n".join(source for kind, source in cells if kind == "markdown")
    code = [source for kind, source in cells if kind == "code"]
    if not heading.endswith("?"):
        yield f"no question: {heading}"
    if not any(re.search(r"^\s*assert ", source, flags=re.M) for source in code):
        yield f"nothing is asserted: {heading}"
    told = "`pip install six`" in prose
    if not recipes(cells) and not told:
        yield f"nothing to copy: {heading}"
    for source in recipes(cells):
        if missing_names(source):
            yield f"needs {sorted(missing_names(source))} of other cells: {heading}"
        if "minituner" in source:
            yield f"needs minituner: {heading}"
    if not ISSUE.search(prose) and NO_ISSUE not in prose:
        yield f"nobody has asked: {heading}"
    explained = re.search(r"\]\(\d\d_\w+\.ipynb\)", prose)
    if not explained and not any(words in heading for words in OUTSIDE):
        yield f"no chapter explains it: {heading}"


def problems(notebook):
    """What keeps the chapter from being what it should be; sentences."""
    found, rows = entries(notebook), overview(notebook)
    result = [p for entry in found.items() for p in entry_problems(*entry)]
    if len(found) < LEAST:
        result.append(f"{len(found)} questions, {LEAST} are wanted")
    for topic, (words, needed) in TOPICS.items():
        headings = [heading for heading in found if words in heading]
        if len(headings) != 1:
            result.append(f"{topic}: {len(headings)} questions")
            continue
        code = [source for kind, source in found[headings[0]] if kind == "code"]
        if not any(needed in source for source in code):
            result.append(f"{topic}: no cell has {needed}")
    if [(words, place) for words, place, _ in rows] != [(h, anchor(h)) for h in found]:
        result.append("the overview and the questions are not the same")
    if not all(answer.strip() for _, _, answer in rows):
        result.append("a question without an answer in the overview")
    guesses = sum("**Before you run:**" in str(cells) for cells in found.values())
    if guesses < GUESSES:
        result.append(f"{guesses} of {len(found)} questions ask for a guess")
    version = importlib.metadata.version("keras-tuner")
    text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    if f"hold for {version}" not in text:
        result.append(f"the answers are not for the installed version, {version}")
    return result


def test_the_chapter_answers_all_questions():
    assert problems(read(CHAPTER)) == []


def test_every_question_is_a_topic_of_the_table():
    assert off_topic(entries(read(CHAPTER))) == []


def off_topic(headings):
    """The questions that belong to no topic, or to two."""
    words = [words for words, _ in TOPICS.values()]
    return [each for each in headings if sum(w in each for w in words) != 1]


def test_a_question_on_no_topic_or_on_two_is_found():
    headings = ["Why is it slow?", "How do I cross-validate?", "Does seed=0 fill the disk?"]
    assert off_topic(headings) == [headings[0], headings[2]]


def test_the_version_that_is_shown_is_the_installed_one():
    version = importlib.metadata.version("keras-tuner")
    assert output_of(CHAPTER, "version").strip() == f"KerasTuner {version}"


# The check can fail


def cell_with(notebook, words, kind):
    (cell,) = [c for c in notebook.cells if c.cell_type == kind and words in c.source]
    return cell


DISK = "](#Why-does-the-disk-fill-up?) |"  # a row of the overview


def without_assertions(notebook):
    for cell in code_cells(notebook):
        if "seed_in_use" in cell.source or "seed=7, directory" in cell.source:
            cell.source = cell.source.replace("assert ", "print")


def one_cell(words, pattern, new):
    """What changes the only text that has these words."""

    def plant(notebook):
        cell = cell_with(notebook, words, "markdown")
        cell.source, changes = re.subn(pattern, new, cell.source)
        assert changes

    return plant


def without_a_chapter(notebook):
    for cell in notebook.cells:
        cell.source = cell.source.replace("](07_search_spaces.ipynb)", "]")


def hollow(notebook):
    for cell in code_cells(notebook):
        cell.source = cell.source.replace("clear_output", "flush")


def without_its_import(notebook):
    (cell,) = [c for c in code_cells(notebook) if c.id == "batch-size"]
    cell.source = cell.source.replace("import numpy as np\n", "")


def without_a_recipe(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace("*What to do:* override `fit`", "Do not")


def with_our_package(notebook):
    (cell,) = [c for c in code_cells(notebook) if c.id == "booleans-mended"]
    cell.source += "\nimport minituner"


def told(notebook):
    for cell in notebook.cells:
        cell.source = cell.source.replace("**Before you run:**", "Before you run:")


def no_question(notebook):
    for cell in notebook.cells:
        cell.source = cell.source.replace("is my boolean 0 or 1?", "is my boolean 0 or 1")
        cell.source = cell.source.replace("is-my-boolean-0-or-1?", "is-my-boolean-0-or-1")


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (without_assertions, "nothing is asserted: Why do two runs with seed=0"),
        (
            one_cell("### Why do two runs with seed=0", ISSUE, "]"),
            "nobody has asked: Why do two runs with seed=0",
        ),
        (
            one_cell(NO_ISSUE + " that asks this", NO_ISSUE, "think"),
            "nobody has asked: Are searches with seeds",
        ),
        (without_a_chapter, "no chapter explains it: Why is my boolean"),
        (
            one_cell("### Why does the disk fill up?", "disk fill", "folder fill"),
            "files on the disk: 0 questions",
        ),
        (
            one_cell("### How do I cross-validate?", "### How do I .*", ""),
            "cross-validation: 0 questions",
        ),
        (hollow, "notebook output wiped: no cell has clear_output"),
        (
            one_cell(DISK, "#Why-does-the-disk", "#why-does-the-disk"),
            "the overview and the questions are not the same",
        ),
        (
            one_cell(DISK, r"(fill-up\?\) \|) .* \|", r"\1  |"),
            "a question without an answer in the overview",
        ),
        (
            one_cell("These hold for ", r"hold for 1\.", "hold for 0."),
            "the answers are not for the installed version",
        ),
        (without_its_import, "needs ['np'] of other cells: How do I tune the batch size"),
        (without_a_recipe, "nothing to copy: How do I tune the batch size"),
        (with_our_package, "needs minituner: Why is my boolean"),
        (told, "0 of 35 questions ask for a guess"),
        (no_question, "no question: Why is my boolean"),
    ],
)
def test_a_planted_fault_is_found(plant, expected):
    notebook = copy.deepcopy(read(CHAPTER))
    plant(notebook)
    assert any(problem.startswith(expected) for problem in problems(notebook))


def test_too_few_questions_are_noticed():
    notebook = copy.deepcopy(read(CHAPTER))
    for cell in notebook.cells[-150:]:
        cell.source = cell.source.replace("### ", "")
    number = len(entries(notebook))
    assert f"{number} questions, {LEAST} are wanted" in problems(notebook)
