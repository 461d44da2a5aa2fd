"""What the book carries: notebooks with a check and exercises, the wheel, and a zip.

    python tools/carried.py FOLDER           makes them, and SHA256SUMS, in FOLDER
    python tools/carried.py FOLDER ADDRESS   for a site that stands at ADDRESS

Made out of the tree, and from one tree with one zlib always the same bytes: dates are the
release's, names are sorted, and whoever unpacks gets the same permissions.
"""

import ast
import datetime
import hashlib
import importlib.metadata
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

import nbformat
import yaml
from lesson import exercise_part

ROOT = Path(__file__).parents[1]
PLACE = "project"  # the folder in the site
TITLE = "demystifying-kerastuner"
PACKAGES = "demystifying", "minituner"
PROJECT_FILE = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# What a wheel is made of, and what else chapter 17 needs to run the package's tests
WHEEL = "pyproject.toml", "README.md", "LICENSE", "chapters/requirements.txt", *PACKAGES
WHEEL += tuple(PROJECT_FILE["tool"]["setuptools"].get("package-dir", {}).values())
PROJECT = "conftest.py", "bugs", "tests", "tools", "requirements.txt", "constraints.txt"
PROJECT += tuple(name for name in WHEEL if name != "README.md")
MUSEUM = "tools/museum.py"
# Of the project, only that: for a student, whose folder has no line of a solution
TESTED = "conftest.py", "pyproject.toml", "bugs/matrix.toml", "bugs/whole.toml"
TESTED += "minituner", "tests/helpers", "tests/package", "tools/clean.py", MUSEUM
LEFT_OUT = re.compile(r"__pycache__|\.pyc$|\.ipynb_checkpoints|^exercises/\d\d\.md$")
# Where GitHub's Pages put the site of a repository
ON_PAGES = re.compile(r"https://([\w-]+)\.github\.io/([\w.-]+)")

# Imports that ask for more than the distribution they come from
BACKEND = {"keras", "keras-tuner"}  # Keras needs one, and the book takes jax
UNDECLARED = {"keras-tuner": {"keras", "six"}}


# What a chapter needs


def needs(cells):
    """The distributions that a chapter's code imports, and whether it needs the project.

    cells: the sources of its code cells. Returns a sorted list of names, and a bool.
    """
    modules = set().union(*map(imported, cells))
    project = any((ROOT / "tools" / f"{module}.py").exists() for module in modules)
    if project:  # it runs the package's tests
        files = [ROOT / "conftest.py", *(ROOT / "tests" / "package").glob("*.py")]
        modules |= set().union(*(imported(f.read_text(encoding="utf-8")) for f in files))
    wanted = listed()
    found = {name for module in modules for name in DISTRIBUTIONS.get(module, ())} & wanted
    for name in found & UNDECLARED.keys():
        found |= UNDECLARED[name]
    if found & BACKEND:
        found |= {"jax"}
    return sorted(found), project


def imported(source):
    """The top-level modules that a source imports, wherever in it."""
    plain = "\n".join(line for line in source.splitlines() if line.lstrip()[:1] not in "%!")
    found = set()
    for node in ast.walk(ast.parse(plain)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def listed():
    """The names in chapters/requirements.txt."""
    text = (ROOT / "chapters" / "requirements.txt").read_text(encoding="utf-8")
    return set(re.findall(r"^([\w-]+)", text, flags=re.M))


DISTRIBUTIONS = importlib.metadata.packages_distributions()


def notebooks():
    """The paths of the chapters, in their order."""
    return sorted((ROOT / "chapters").glob("[0-9]*.ipynb"))


def code(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


# A notebook to take away

CHECK = """\
# Is all here that this chapter needs? If not, the last lines below say what to do.
try:
    from demystifying.ready import ready
except ModuleNotFoundError:
    raise ModuleNotFoundError({sentence!r}) from None

ready({arguments})"""


def sentence(wheel, address=""):
    """What to install and how; wheel: its file name; address: of the site, or ""."""
    if address:
        return (
            f'Run  %pip install "minituner[chapters] @ {address}/{PLACE}/{wheel}"  in a '
            "new cell, and restart the kernel."
        )
    return (
        f"Put {wheel} from the book's page into this notebook's folder, run  "
        f'%pip install "{wheel}[chapters]"  in a new cell, and restart the kernel.'
    )


def take_away(path, wheel, address=""):
    """The text of a notebook: a check before it, and the chapter's exercises behind it."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells += exercise_part(int(path.name[:2]), solutions=False)
    wanted, project = needs(code(notebook))
    source = check_cell(wanted, project, sentence(wheel, address))
    notebook.cells.insert(0, nbformat.v4.new_code_cell(source, id="set-up"))
    return nbformat.writes(notebook) + "\n"


def check_cell(wanted, project=False, said=None):
    """The source of a first cell; wanted, project: as `needs` returns them.

    said: what to do where the package is missing, in a sentence.
    """
    arguments = [f'"{name}"' for name in wanted] + [f'project="{MUSEUM}"'] * project
    said = said or sentence(wheel_name())
    return CHECK.format(sentence=said, arguments=", ".join(arguments))


SERVER = 0.1  # gigabytes: JupyterLab 4.6 held 0.09 as it had started


def memory():
    """What a machine needs for each student, as tools/seconds.py has measured it.

    Returns the chapter that needs the most, its gigabytes, the median of all chapters, and
    a limit in whole gigabytes that leaves room for the server and a second notebook.
    """
    text = (ROOT / "teaching" / "seconds.toml").read_text(encoding="utf-8")
    held = {n: amount / 1000 for n, amount in tomllib.loads(text)["megabytes"].items()}
    chapter = max(held, key=held.get)
    median = statistics.median(held.values())
    return int(chapter), held[chapter], median, math.ceil(held[chapter] + median + SERVER)


# The wheel and the zip


def release():
    """Version and date of the book."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    return citation["version"], datetime.date.fromisoformat(citation["date-released"])


def wheel_name():
    return f"minituner-{release()[0]}-py3-none-any.whl"


BUILD = """
import os, sys
os.umask(0o022)  # what the build writes has its permissions in the wheel
import setuptools.build_meta
setuptools.build_meta.build_wheel(sys.argv[1])
"""


def make_wheel(folder):
    """Build the wheel in `folder`, out of a copy; needs no network."""
    midnight = datetime.datetime.combine(release()[1], datetime.time(), datetime.UTC)
    settings = {"SOURCE_DATE_EPOCH": str(int(midnight.timestamp()))}
    with tempfile.TemporaryDirectory() as place:
        for file in files_of(WHEEL):
            copy = Path(place, file.relative_to(ROOT))
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
            copy.chmod(0o644)
        command = [sys.executable, "-c", BUILD, str(Path(folder).resolve())]
        environment = {**os.environ, **settings}
        done = subprocess.run(
            command, cwd=place, env=environment, capture_output=True, text=True
        )
    if done.returncode:
        raise RuntimeError(f"the wheel cannot be built:\n{done.stdout}{done.stderr}")


def files_of(names):
    """The files that these names of files and folders stand for."""
    found = []
    for path in (ROOT / name for name in names):
        found += [p for p in path.rglob("*") if p.is_file()] if path.is_dir() else [path]
    return sorted(p for p in found if not LEFT_OUT.search(p.relative_to(ROOT).as_posix()))


def repository(address):
    """Where the repository is of a site on GitHub's Pages, as of no other: else ""."""
    found = ON_PAGES.fullmatch(address.rstrip("/"))
    return f"https://github.com/{found[1]}/{found[2]}" if found else ""


def citation(address=""):
    """CITATION.cff, and what only the setting of the address knows, as bytes."""
    known = {"url": address, "repository-code": repository(address)}
    lines = "".join(f'{key}: "{value}"\n' for key, value in known.items() if value)
    return (ROOT / "CITATION.cff").read_bytes() + lines.encode()


def zip_contents(folder, address=""):
    """Name in the zip -> bytes; folder: where notebooks and wheel are made already."""
    contents = {p.relative_to(ROOT).as_posix(): p.read_bytes() for p in files_of(PROJECT)}
    for page in (ROOT / "chapters").glob("*.md"):  # what the notebooks link to
        contents[f"chapters/{page.name}"] = page.read_bytes()
    for made in [*folder.glob("*.ipynb"), *folder.glob("*.whl")]:
        contents[f"chapters/{made.name}"] = made.read_bytes()
    contents["README.md"] = zip_readme().encode()
    contents["CITATION.cff"] = citation(address)
    return contents | set_up_files()


def set_up_files():
    """What stands beside `chapters/`, for whoever sets up a machine: name -> bytes."""
    listed = {name: (ROOT / name).read_bytes() for name in ("constraints.txt", "LICENSE")}
    check = (ROOT / "demystifying" / "ready.py").read_bytes()
    return listed | {"check_setup.py": check}


def zip_readme():
    """The README of the zip: what it is, and the steps of the page "Get it and run it"."""
    version, date = release()
    parts = {name: steps(zip_name(), name) for name in ("steps", "games")}
    return ZIP_README.format(version=version, date=date, **parts)


def steps(archive, name="steps"):
    """How to set up a machine, in Markdown; archive: the name of what is unpacked.

    name: of a part of the page "Get it and run it"; "games" is the other one.
    """
    page = (ROOT / "get_it.md").read_text(encoding="utf-8")
    found = page.partition(f"<!-- {name} -->")[2].partition(f"<!-- end of {name} -->")[0]
    found = found.replace("{{ wheel }}", wheel_name()).replace("{{ zip }}", archive)
    return found.strip()


ZIP_README = """\
# Demystifying KerasTuner, {version} ({date})

All notebooks of the book, in `chapters/`, and the package that they build: its wheel is
beside them, its lines in `minituner/`. `demystifying/` is what the notebooks need besides;
`tests/`, `bugs/` and `tools/` are there for chapter 17, and for the games.

{steps}

{games}

Code: MIT; text: CC BY 4.0 (`LICENSE`).
"""


def zip_name():
    return f"{TITLE}-{release()[0]}.zip"


def write_zip(path, contents):
    """Write a zip that is the same for the same contents."""
    when = (*release()[1].timetuple()[:3], 0, 0, 0)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(f"{path.stem}/{name}", when)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # the same on Windows
            archive.writestr(entry, contents[name], zipfile.ZIP_DEFLATED, compresslevel=9)


def make(folder, address=""):
    """Make all that the book carries in `folder`, which is emptied first."""
    folder = Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make_wheel(folder)
    for path in notebooks():
        text = take_away(path, wheel_name(), address)
        (folder / path.name).write_text(text, encoding="utf-8", newline="\n")
    write_zip(folder / zip_name(), zip_contents(folder, address))
    sums = [
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in here(folder)
    ]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")


def checksum(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def here(folder):
    return sorted(p for p in folder.iterdir() if p.name != "SHA256SUMS")


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    make(*sys.argv[1:])
    print(*here(Path(sys.argv[1])), sep="\n")
