"""Sphinx extension: formulas as MathML, made when the book is built.

A page needs no script to show them, and a screen reader can read them. A text browser
shows the words of each in a row, where a fraction of 16 and 24 is no 1624: they are apart,
and the formula's TeX, which other browsers hide, comes after them.
The font is STIX Two Math, of which a page gets only the characters that the book uses.
"""

import logging
import re
import unicodedata
from html import escape, unescape
from importlib.metadata import distribution
from pathlib import Path

from docutils import nodes
from fontTools import subset
from fontTools.ttLib import TTFont
from math_core import LatexError, LatexToMathML
from sphinx.util.logging import getLogger
from sphinx.util.math import get_node_equation_number

# ziamath has the font and is not imported
FONT = Path(distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf"))
FONT_NAME = "formulas.woff"  # in _static, as formulas.css has it
MATHS = re.compile(r"<math\b.*?</math>", re.DOTALL)
ANNOTATION = re.compile(r"<annotation\b.*?</annotation>", re.DOTALL)  # is not drawn
logger = getLogger(__name__)


def mathml(tex, display):
    """The MathML of a formula, as text. Raises LatexError if it cannot be read."""
    converter = LatexToMathML(fancy_error=False, annotation=True)
    maths = converter.convert_with_local_state(" ".join(tex.split()), displaystyle=display)
    return maths.replace("><", "> <")


def written(node, display):
    try:
        return mathml(node.astext(), display)
    except LatexError as error:
        message = "formula: %s in %r; see what math-core knows, or write it otherwise"
        logger.warning(message, error, node.astext(), location=node)
        return f"<code>{escape(node.astext())}</code>"


def visit_math(translator, node):
    opening = translator.starttag(node, "span", "", CLASS="math notranslate")
    translator.body.append(f"{opening}{written(node, display=False)}</span>")
    raise nodes.SkipNode


def visit_math_block(translator, node):
    translator.body.append(translator.starttag(node, "div", CLASS="math notranslate"))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})</span>')
    translator.body.append(f"{written(node, display=True)}</div>\n")
    raise nodes.SkipNode


# The font


def characters(pages):
    """The characters that the formulas of some pages are drawn with."""
    formulas = "".join(found for page in pages for found in MATHS.findall(page))
    formulas = ANNOTATION.sub("", formulas)
    plain = set(unescape(re.sub(r"<[^>]*>", "", formulas)))
    if "<msqrt" in formulas or "<mroot" in formulas:
        plain.add("√")
    return plain | {ITALIC[letter] for letter in plain if letter in ITALIC}


def _italic_letters():
    """Letter -> the one that a browser draws for it where it stands for a variable."""
    block = [chr(code) for code in range(0x1D434, 0x1D468)]
    block += [chr(code) for code in range(0x1D6E2, 0x1D71C)]
    pairs = {unicodedata.normalize("NFKD", italic): italic for italic in block}
    return pairs | {"h": "ℎ"}  # it has had a place of its own before


ITALIC = _italic_letters()


def write_font(path, text):
    """Write the part of the font that draws a text, with all the sizes of its brackets."""
    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
    options = subset.Options(flavor="woff", layout_features=["*"], hinting=False)
    with TTFont(FONT, recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(sorted(text)))
        subsetter.subset(font)
        subset.save_font(font, path, options)


def set_renderer(app, config):
    config.html_math_renderer = "mathml"  # Jupyter Book has chosen MathJax before


def setup(app):
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    app.connect("config-inited", set_renderer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
