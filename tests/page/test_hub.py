"""What the page says to whoever runs a JupyterHub: the memory, and where the files come from."""

import re
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import downloads
import pytest
from notebooks import CHAPTERS, ROOT

carried = downloads.tool()
PAGE = (ROOT / "get_it.md").read_text(encoding="utf-8")


def filled(address, page=PAGE):
    """The page "Get it and run it" of a book that stands at an address."""
    source = [page]
    app = SimpleNamespace(config=SimpleNamespace(public_address=address))
    downloads.fill_in(app, "get_it", source)
    return source[0]


PUBLIC = filled("https://someone.github.io/book/")


def link_problems(page):
    """What is wrong with the link for nbgitpuller, in words."""
    links = re.findall(r"^    (https://HUB/\S+)$", page, flags=re.M)
    if len(links) != 1:
        yield f"{len(links)} links"
        return
    link = urlsplit(links[0])
    wanted = {"repo": ["https://github.com/someone/book"], "branch": ["main"]}
    wanted |= {"urlpath": ["lab/tree/book/chapters"]}
    if link.path != "/hub/user-redirect/git-pull":
        yield f"another path: {link.path}"
    if (found := parse_qs(link.query, strict_parsing=True)) != wanted:
        yield f"another query: {found}"


def test_the_link_pulls_the_repository_and_opens_its_chapters():
    assert list(link_problems(PUBLIC)) == []
    assert (ROOT / "chapters").is_dir()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("git-pull?", "git-sync?", "another path"),
        ("&branch=main", "", "another query"),
        ("%2Fchapters", "%2Fnotebooks", "another query"),
        ("repo=https%3A%2F%2Fgithub.com%2F", "repo=", "another query"),
        ("https://HUB/", "https://hub/", "0 links"),
    ],
)
def test_a_link_that_leads_elsewhere_is_found(old, new, found):
    assert old in PUBLIC
    (problem,) = link_problems(PUBLIC.replace(old, new))
    assert problem.startswith(found)


@pytest.mark.parametrize("address", ["", "https://someone.github.io/book"])
def test_students_get_their_own_notebooks_and_the_whole_project_is_called_what_it_is(
    address,
):
    page = filled(address)
    hub = page.partition("On a **JupyterHub**")[2]
    own, _, whole = hub.partition("The zip ")
    assert "in the folder `students/`" in own and "git-pull" not in own
    assert "cp -r . /etc/skel/" in own
    assert "with all outputs and answers" in whole


def memory_problems(page, measured):
    """Where a page does not say what was measured: chapter -> megabytes."""
    chapter = max(measured, key=measured.get)
    most = f"{measured[chapter] / 1000:.1f} GB at their peak"
    if f"needs the most is {int(chapter)}:" not in page or most not in page:
        yield f"chapter {int(chapter)} held {most}"
    (limit,) = re.findall(r"limits\.memory (\d+)G", page)
    if int(limit) * 1000 < measured[chapter] + 100:
        yield f"a limit of {limit} GB"
    if "`python tools/seconds.py`" not in page:
        yield "by which command?"


def measured():
    text = (ROOT / "teaching" / "seconds.toml").read_text(encoding="utf-8")
    return carried.tomllib.loads(text)["megabytes"]


def test_every_chapter_was_measured_and_the_page_says_the_most():
    assert set(measured()) == {path.stem[:2] for path in CHAPTERS}
    assert list(memory_problems(PUBLIC, measured())) == []


def test_a_page_that_says_less_than_was_measured_is_found():
    found = list(memory_problems(PUBLIC, measured() | {"03": 9900}))
    assert found == ["chapter 3 held 9.9 GB at their peak", f"a limit of {limit()} GB"]


def limit():
    return carried.memory()[-1]


def test_another_measurement_makes_another_page(monkeypatch):
    monkeypatch.setattr(carried, "memory", lambda: (3, 2.9, 1.5, 4))
    page = filled("")
    assert "limits.memory 4G" in page and "needs the most is 3:" in page
    assert "held 2.9 GB at their peak" in page and "held 1.5 GB or less" in page
