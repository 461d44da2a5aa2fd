"""What the notebooks need besides minituner: moving figures, exercises, a setup check."""

from pathlib import Path


def room(name):
    """The folder `name` of the project: inside an installed package, else beside it."""
    here = Path(__file__).parent
    inside = here / f"{name}_of_the_book"
    return inside if inside.is_dir() else here.parent / name
