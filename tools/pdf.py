"""The built book as one PDF, with contents and page numbers.

    PYTHONPATH=tests/helpers python tools/pdf.py [--out FILE] [PAGE ...]

Chromium prints each page of _build/html in the order of _toc.yml, as page/static/print.css
says; pypdf puts them together. Contents and numbers are pages that Chromium prints too.
Links from page to page of the book lead to pages of the PDF; what else of the site a page
links to is at the book's public address (_config.yml), or has no link.
"""

import argparse
import io
from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urldefrag

import yaml
from browser import launch
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

ROOT = Path(__file__).parents[1]
BUILT = ROOT / "_build" / "html"
PAPER = {"format": "A4", "print_background": True}
MARGIN = {"top": "18mm", "bottom": "20mm", "left": "20mm", "right": "20mm"}
QUIET = (
    "async () => { await window.MathJax?.startup?.promise; await document.fonts.ready; }"
)
STYLE = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
HEAD = f'<meta charset="utf-8"><style>{STYLE}</style>'


class Part(NamedTuple):
    """A page of the book: its file, title and part of the book, and what was printed.

    below: whether it belongs to the chapter before it, as exercises do; the contents have
    no room for it, the bookmarks do.
    """

    file: Path
    title: str
    caption: str
    below: bool
    pdf: PdfReader


def listed():
    """The pages of _toc.yml, as (caption, name without suffix, is it below another?)."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    yield "", toc["root"], False
    for part in toc["parts"]:
        for chapter in part["chapters"]:
            yield part["caption"], chapter["file"], False
            for section in chapter.get("sections", []):
                yield part["caption"], section["file"], True


def printed(browser, wanted):
    """A Part for each page whose name contains one of `wanted`, or for all pages."""
    page = browser.new_page(color_scheme="light")
    page.emulate_media(media="print")
    for caption, name, below in listed():
        if wanted and not any(some in name for some in wanted):
            continue
        file = BUILT / f"{name}.html"
        page.goto(file.as_uri(), wait_until="load")
        page.evaluate(QUIET)
        title = page.locator("h1").first.evaluate(
            "h1 => { const h = h1.cloneNode(true);"
            " h.querySelector('.headerlink')?.remove(); return h.textContent.trim(); }"
        )
        pdf = page.pdf(**PAPER, margin=MARGIN, tagged=True)
        title = " ".join(title.split())
        yield Part(file, title, caption, below, PdfReader(io.BytesIO(pdf)))
    page.close()


def of_html(browser, body):
    """The pages of a PDF that is made of this HTML alone."""
    page = browser.new_page()
    page.set_content(HEAD + body)
    pdf = page.pdf(**PAPER, prefer_css_page_size=True)
    page.close()
    return PdfReader(io.BytesIO(pdf)).pages


def contents(parts, starts, title):
    """A title page, and a page of contents."""
    lines, caption = "", ""
    for part, start in zip(parts, starts, strict=True):
        if part.below:
            continue
        if part.caption != caption:
            caption = part.caption
            lines += f"</ul><h3>{escape(caption)}</h3><ul>"
        lines += f"<li>{escape(part.title)}<i></i>{start + 1}</li>"
    return (
        f"<section><b>hp</b><h1>{escape(title)}</h1></section>"
        f"<section><h2>Contents</h2><ul>{lines}</ul></section>"
    )


def numbers(parts, first):
    """A footer for each page of the parts, from page `first` on."""
    footers, number = "", first
    for part in parts:
        for _ in part.pdf.pages:
            number += 1
            footers += (
                f"<section><footer><span>{escape(part.title)}</span>"
                f"<span>{number}</span></footer></section>"
            )
    return footers


def lead_inside(writer, parts, starts, address=""):
    """Let each link to a page of the book lead to that page of the PDF.

    A link to another file of the site leads to it at the site's address; without one it
    goes, as it would name a folder of the machine that made the PDF.
    """
    files = {part.file.resolve(): n for n, part in enumerate(parts)}
    places = [part.pdf.named_destinations for part in parts]

    def target(n, anchor):
        place = places[n].get(f"/{anchor}", places[n].get(anchor))
        if place is None:
            return starts[n], None
        page = parts[n].pdf.get_destination_page_number(place)
        return starts[n] + page, place.get("/Top")

    def explicit(page, top):
        fit = [NameObject("/Fit")]
        if top is not None:
            fit = [NameObject("/XYZ"), FloatObject(0), FloatObject(top), NumberObject(0)]
        return ArrayObject([writer.pages[page].indirect_reference, *fit])

    def led(n, link):
        """Whether a link of part n leads somewhere, once it has been mended."""
        action = link.get("/A", {})
        if isinstance(link.get("/Dest"), str):
            goal = target(n, link["/Dest"].lstrip("/"))
        elif str(action.get("/URI", "")).startswith("file:"):
            place, anchor = urldefrag(action["/URI"])
            file = Path(unquote(place.removeprefix("file://"))).resolve()
            if file not in files:
                if address and file.is_relative_to(BUILT.resolve()):
                    path = quote(file.relative_to(BUILT.resolve()).as_posix())
                    action[NameObject("/URI")] = TextStringObject(address + path)
                    return True
                return False
            goal = target(files[file], anchor)
        else:
            return True
        link.pop("/Dest", None)
        goto = {NameObject("/S"): NameObject("/GoTo"), NameObject("/D"): explicit(*goal)}
        link[NameObject("/A")] = DictionaryObject(goto)
        return True

    for n, (part, start) in enumerate(zip(parts, starts, strict=True)):
        for number in range(len(part.pdf.pages)):
            page = writer.pages[start + number]
            links = list(page.get("/Annots") or [])
            sound = [link for link in links if led(n, link.get_object())]
            if len(sound) < len(links):
                page[NameObject("/Annots")] = ArrayObject(sound)


def make(browser, title, wanted=(), address=""):
    """The PdfWriter of all pages, or of those whose names contain one of `wanted`.

    address: of the site, with its last slash, or "".
    """
    parts = list(printed(browser, wanted))
    if not parts:
        raise ValueError(f"no page is named like {' or '.join(wanted)}; see _toc.yml")
    front = 2  # the title page, and the contents
    starts = [front + sum(len(p.pdf.pages) for p in parts[:n]) for n in range(len(parts))]
    writer = PdfWriter()
    for page in of_html(browser, contents(parts, starts, title)):
        writer.add_page(page)
    if len(writer.pages) != front:
        raise ValueError(
            f"title and contents have {len(writer.pages)} pages and not {front}"
        )
    for part in parts:
        for page in part.pdf.pages:
            writer.add_page(page)
    footers = of_html(browser, numbers(parts, front))
    for page, footer in zip(writer.pages[front:], footers, strict=True):
        page.merge_page(footer)
    lead_inside(writer, parts, starts, address)
    caption, above, chapter = "", None, None
    for part, start in zip(parts, starts, strict=True):
        if part.caption != caption:
            caption, above = (
                part.caption,
                writer.add_outline_item(title=part.caption, page_number=start),
            )
        parent = chapter if part.below and chapter else above
        item = writer.add_outline_item(title=part.title, page_number=start, parent=parent)
        chapter = chapter if part.below else item
    link_contents(writer, parts, starts)
    writer.add_metadata({"/Title": title})
    writer.compress_identical_objects()
    return writer


def link_contents(writer, parts, starts):
    """Each line of the contents leads to its page; the lines stand as pdf.css sets them."""
    mm, top, caption = 72 / 25.4, 297 - 20 - 14.5, ""
    for part, start in zip(parts, starts, strict=True):
        if part.below:
            continue
        if part.caption != caption:
            caption, top = part.caption, top - 9
        box = (20 * mm, (top - 6) * mm, 190 * mm, top * mm)
        writer.add_annotation(1, Link(rect=box, target_page_index=start))
        top -= 6


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="a part of a page's name")
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / "pdf" / "book.pdf")
    arguments = parser.parse_args()
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    address = settings["sphinx"]["config"]["public_address"]
    address = address and address.rstrip("/") + "/"
    with sync_playwright() as playwright:
        browser = launch(playwright)
        writer = make(browser, settings["title"], arguments.pages, address)
        browser.close()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    writer.write(arguments.out)
    megabytes = arguments.out.stat().st_size / 1e6
    print(f"{arguments.out}: {len(writer.pages)} pages, {megabytes:.1f} MB")


if __name__ == "__main__":
    main()
