"""Is everything installed that a chapter needs? One line for each thing that is missing.

    python -m demystifying.ready    for all chapters; starts KerasTuner once
    python check_setup.py           the same file in the zip, before anything is installed

The first cell of a downloaded notebook calls `ready` with what that chapter needs. What is
wanted, and in which version, stands in the wheel's own metadata: nothing is listed here.
"""

import importlib.metadata
import os
import platform
import subprocess
import sys
import zipfile
from email import message_from_string
from pathlib import Path

try:
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet
except ModuleNotFoundError:  # nothing is installed yet; pip has its own
    from pip._vendor.packaging.requirements import Requirement
    from pip._vendor.packaging.specifiers import SpecifierSet

PACKAGE, EXTRA = "minituner", "chapters"
BACKENDS = {"jax": "jax", "tensorflow": "tensorflow", "torch": "torch"}
# Where jax has no wheel of a version that the chapters run with: (system, machine) -> name
WITHOUT_JAX = {
    ("Darwin", "x86_64"): "a Mac with an Intel processor",
    ("Windows", "ARM64"): "Windows on ARM",
}


class NotReadyError(Exception):
    """Its message has a line for each thing that is missing."""


def ready(*needs, project=None):
    """Check what a chapter needs, and say that it is there.

    needs: names of distributions, such as "scikit-learn"; what the package itself needs is
    checked in any case. project: a file of the project's folder that has to be above the
    notebook, or None.

    Raises NotReadyError, whose message says what is missing and what to do.
    """
    found = missing({*needs, *core()}) + outside(project)
    if found:
        raise NotReadyError("\n" + "\n".join(found))
    print(f"Everything is here: Python {platform.python_version()}, {version_of(PACKAGE)}.")


def missing(names=None, metadata=None):
    """A line for each thing that is missing or too old; names None: check everything."""
    metadata = metadata or metadata_here()
    if metadata is None:
        return [
            f"{PACKAGE} is not installed, and its wheel is not beside this file: unpack "
            "the whole zip, and start the check in its folder."
        ]
    lines = [python_line(metadata["Requires-Python"])]
    if version_of(PACKAGE) is None:
        lines.append(f"{PACKAGE} is missing: run  {install(wheel_here())}")
    for requirement in requirements(metadata):
        if names is None or requirement.name in names:
            lines.append(line_for(requirement))
    return [line for line in lines if line]


def metadata_here():
    """The metadata of the installed package, else of the wheel below, or None."""
    try:
        return importlib.metadata.metadata(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        wheel = wheel_here()
    if wheel is None:
        return None
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
        return message_from_string(archive.read(name).decode())


def wheel_here():
    """The wheel below the folder of this file, or None."""
    return next(Path(__file__).parent.rglob(f"{PACKAGE}-*.whl"), None)


def requirements(metadata):
    """What the package and the chapters want on this machine."""
    wanted = map(Requirement, metadata.get_all("Requires-Dist", []))
    return [r for r in wanted if r.marker is None or r.marker.evaluate({"extra": EXTRA})]


def core():
    """The names of what the package itself needs."""
    metadata = metadata_here()
    return [r.name for r in requirements(metadata) if not r.marker] if metadata else []


def version_of(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def python_line(wanted):
    if SpecifierSet(wanted).contains(platform.python_version(), prereleases=True):
        return None
    return (
        f"Python is {platform.python_version()}, and the book needs {wanted}: install a "
        "newer one, and make a new environment with it."
    )


def line_for(requirement):
    """What is wrong with one distribution and what to do, or None."""
    name = requirement.name
    if name == "jax" and (backend := os.environ.get("KERAS_BACKEND", "jax")) != "jax":
        return backend_line(backend)
    found = version_of(name)
    if found and requirement.specifier.contains(found, prereleases=True):
        return None
    state = f"is {found}, and has to be {requirement.specifier}" if found else "is missing"
    machine = WITHOUT_JAX.get((platform.system(), platform.machine()))
    if name == "jax" and machine:
        return (
            f"{name} {state}, and there is no wheel for {machine}: take Colab or another "
            "computer, or another backend of Keras, with KERAS_BACKEND set to its name."
        )
    return f'{name} {state}: run  python -m pip install "{name}{requirement.specifier}"'


def backend_line(backend):
    """Keras runs on what the reader chose; that has to be there."""
    if backend not in BACKENDS:
        known = ", ".join(BACKENDS)
        return f"KERAS_BACKEND is {backend!r}, expected one of {known}: set or unset it."
    if version_of(BACKENDS[backend]) is None:
        return (
            f"KERAS_BACKEND is {backend!r}, and {backend} is missing: unset it, and Keras "
            f"runs on jax; or run  python -m pip install {backend}"
        )
    return None


def outside(file):
    """A line if the project's folder is needed, and is not above where we are."""
    here = Path.cwd()
    if file is None or any((folder / file).exists() for folder in (here, *here.parents)):
        return []
    return [
        f"{file} is missing: this chapter runs the project's own tests, and so needs the "
        "whole folder; take the zip, and open the notebook in it."
    ]


def install(wheel):
    """The command that installs all at once."""
    name = wheel or f"{PACKAGE}-….whl"
    return f'python -m pip install "{name}[{EXTRA}]" jupyterlab'


def does_not_start():
    """A line if KerasTuner is installed and does not start; takes some seconds."""
    command = [sys.executable, "-c", "import keras_tuner, minituner.searches"]
    settings = {"KERAS_BACKEND": "jax", **os.environ, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, env=settings, capture_output=True, text=True)
    if done.returncode == 0:
        return []
    last = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
    advice = "show this line to your teacher"
    if platform.system() == "Windows" and "DLL" in last:
        advice = "install Microsoft's Visual C++ Redistributable (x64), and try again"
    return [f"KerasTuner is installed and does not start ({last}): {advice}."]


def main():
    """Print what is missing; returns how many things."""
    found = missing() or does_not_start()
    if version_of("jupyterlab") is None:
        print("Note: no JupyterLab here. VS Code does without it; otherwise, you need it.")
    for line in found:
        print(f"* {line}")
    if len(found) > 1 and metadata_here():
        print(f"All at once:  {install(wheel_here())}")
    if not found:
        print(f"Ready: Python {platform.python_version()}, and all that the chapters need.")
    return len(found)


if __name__ == "__main__":
    sys.exit(bool(main()))
