"""Markdown of the book as HTML that needs no script: for slides, papers and quizzes."""

import html
import itertools
import re

from markdown_it import MarkdownIt
from math_core import LatexToMathML
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

CODE = HtmlFormatter(nowrap=True, style="friendly")


def formula(content, options):
    block = bool(options.get("display_mode"))
    made = LatexToMathML(fancy_error=False)
    return made.convert_with_local_state(content.strip(), displaystyle=block)


def for_moodle(content, options):
    """Moodle's own filter draws what stands between these."""
    marks = r"\[%s\]" if options.get("display_mode") else r"\(%s\)"
    return marks % html.escape(content.strip())


def converter(maths):
    """A converter for the Markdown that a chapter is written in."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table"])
    return markdown.use(
        dollarmath_plugin, renderer=maths, double_inline=True, allow_labels=False
    )


WITH_MATHML, WITH_TEX = converter(formula), converter(for_moodle)


def plain_links(text):
    """Markdown whose links to places in the book are words alone: the paper has no page."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    return re.sub(r"\[([^\]]+)\]\((?!https?:)[^)]+\)", r"\1", text)


def sentence(text):
    """A part of a sentence, to stand alone: with a capital."""
    return text[:1].upper() + text[1:]


def to_html(text, markdown=WITH_MATHML):
    """Markdown of a cell as HTML."""
    return markdown.render(plain_links(text))


def inline(text, markdown=WITH_MATHML):
    """One line of Markdown as HTML, without a paragraph around it."""
    return markdown.renderInline(plain_links(text))


def code(source):
    """Lines of Python as HTML, colored."""
    return code_in_parts([source.splitlines()])[0]


def code_in_parts(parts):
    """Lists of lines as HTML; colored as one, since a part may begin inside a string."""
    source = "\n".join(itertools.chain(*parts))
    lines = iter(highlight(source, PythonLexer(stripnl=False), CODE).split("\n"))
    parts = ["\n".join(itertools.islice(lines, len(part))) for part in parts]
    return [f'<pre class="code"><code>{part}</code></pre>' for part in parts]


def output(text):
    """What a cell has printed, as HTML."""
    return f'<pre class="output">{html.escape(text)}</pre>'


def numbers(text):
    """The numbers that a text shows, as they are written there."""
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))
