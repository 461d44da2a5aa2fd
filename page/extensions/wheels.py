"""A wheel written by hand, of the stand-ins; and what Pyodide's lock says of a wheel."""

import base64
import hashlib
import zipfile
from email.parser import Parser
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can hold
IN_A_PAGE = {
    "platform_system": "Emscripten",
    "sys_platform": "emscripten",
    "python_version": "3.14",
    "python_full_version": "3.14.0",
    "extra": "",
}


def write_wheel(folder, name, version, files, requires=()):
    """Write a wheel of files (path in it -> content, bytes); returns its path."""
    info = f"{name}-{version}.dist-info"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    metadata += [f"Requires-Dist: {requirement}" for requirement in requires]
    tag = "Wheel-Version: 1.0\nGenerator: book\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = {
        **files,
        f"{info}/METADATA": "\n".join([*metadata, ""]).encode(),
        f"{info}/WHEEL": tag.encode(),
    }
    record = f"{info}/RECORD"
    lines = [f"{path},{digest(files[path])},{len(files[path])}" for path in sorted(files)]
    files[record] = "\n".join([*lines, f"{record},,", ""]).encode()
    wheel = Path(folder) / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(
                zipfile.ZipInfo(path, LONG_AGO), files[path], zipfile.ZIP_DEFLATED
            )
    return wheel


def digest(content):
    encoded = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return f"sha256={encoded.rstrip(b'=').decode()}"


def lock_entry(wheel):
    """What Pyodide's lock says of a package, for a wheel; `depends` has canonical names."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (path,) = [name for name in names if name.endswith(".dist-info/METADATA")]
        metadata = Parser().parsestr(archive.read(path).decode())
    tops = {
        name.partition("/")[0].removesuffix(".py") for name in names if name.endswith(".py")
    }
    return {
        "name": canonicalize_name(metadata["Name"]),
        "version": metadata["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(tops),
        "depends": list(requirements(metadata.get_all("Requires-Dist") or [])),
        "unvendored_tests": False,
    }


def requirements(lines):
    """The canonical names of what is required in a page, without the extras."""
    for requirement in map(Requirement, lines):
        marker = requirement.marker
        if marker is None or marker.evaluate({**default_environment(), **IN_A_PAGE}):
            yield canonicalize_name(requirement.name)
