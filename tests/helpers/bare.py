"""Run a downloaded notebook in an environment that has only what its first cell asks for.

Such an environment is filled by make, and holds what the wheel declares; the wheel itself
is unpacked into a folder that its Python looks into. So nothing is installed by a test.
"""

import os
import sys
import zipfile
from pathlib import Path

import nbformat
from jupyter_client import KernelManager
from nbclient import NotebookClient
from notebooks import ROOT

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


class BareKernel(KernelManager):
    """Starts the Python of another environment."""

    python = sys.executable

    def format_kernel_cmd(self, extra_arguments=None):
        return [self.python, "-m", "ipykernel_launcher", "-f", self.connection_file]


def run(python, notebook, cwd, path=(), **settings):
    """Run a notebook's cells; nbclient.CellExecutionError if one of them fails.

    python: of the environment. path: folders in which it looks for modules. settings: of
    the process's environment. Returns the notebook, with its new outputs.
    """
    manager = BareKernel()
    manager.python = str(python)
    client = NotebookClient(notebook, km=manager, timeout=900, resources={})
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment |= {"OMP_NUM_THREADS": "1", "PYTHONNOUSERSITE": "1", **settings}
    environment |= {"PYTHONPATH": os.pathsep.join(map(str, path))}
    environment |= {"IPYTHONDIR": str(Path(cwd, ".ipython"))}
    client.execute(cwd=str(cwd), env=environment)
    return notebook


def read(path):
    return nbformat.read(path, as_version=4)


def code_cell(source):
    return nbformat.v4.new_code_cell(source)
