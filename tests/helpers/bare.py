"""Run a notebook in another environment: one with nothing but what its first cell asks for.

Such an environment is filled by make, and holds what the wheel declares; the wheel itself
is unpacked into a folder that its Python looks into. So nothing is installed by a test.
"""

import json
import os
import subprocess
import sys
import zipfile

import nbformat
from notebooks import ROOT

EVERY_NOTEBOOK = bool(os.environ.get("EVERY_NOTEBOOK"))  # `make test-bare`
PLACES = ("bin/python", "Scripts/python.exe")


def python_in(environment):
    """The Python of an environment in the project's folder, or None if it is not filled."""
    folder = ROOT / environment
    if not (folder / "ready").exists():
        return None
    return next((folder / place for place in PLACES if (folder / place).exists()), None)


def unpack(archive, folder):
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder


def read(path):
    return nbformat.read(path, as_version=4)


def code_cell(source):
    return nbformat.v4.new_code_cell(source)


def run(python, notebook, cwd, scratch, path=()):
    """Run a notebook's cells, in a process that ends with them.

    python: of the environment. scratch: an empty folder for what the run needs. path:
    folders in which that Python looks for modules. Returns what went wrong, "" if nothing
    did, and the notebook with its outputs, None if a cell failed.
    """
    settings = {"PYTHONPATH": os.pathsep.join(map(str, path)), "OMP_NUM_THREADS": "1"}
    settings |= {"PYTHONNOUSERSITE": "1", "IPYTHONDIR": str(scratch / "ipython")}
    command = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel = {"argv": command, "display_name": "x", "language": "python", "env": settings}
    (scratch / "kernels" / "other").mkdir(parents=True)
    (scratch / "kernels" / "other" / "kernel.json").write_text(json.dumps(kernel))
    given, made = cwd / "given.ipynb", scratch / "made.ipynb"  # it runs where it lies
    nbformat.write(notebook, given)
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute"]
    command += ["--ExecutePreprocessor.kernel_name=other", "--output", str(made)]
    command += ["--ExecutePreprocessor.timeout=900", "--log-level", "ERROR"]
    environment = os.environ | {"JUPYTER_PATH": str(scratch)}
    done = subprocess.run(
        [*command, str(given)], env=environment, capture_output=True, text=True
    )
    return done.stderr, read(made) if done.returncode == 0 else None
