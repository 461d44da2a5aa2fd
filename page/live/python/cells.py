"""Python's side of a live page: runs a cell as a notebook does, and hands out what came."""

import ast
import base64
import builtins
import io
import linecache
import sys
import traceback
import warnings

from pyodide.code import eval_code_async

emit = None  # set by the worker: a function of a kind, as notebooks name it, and a text
session = sys.modules["__main__"].__dict__


async def run(code, name, fresh=False):
    """Run code under a name; in the session's names, or in none but its own.

    Returns what went wrong, as Python says it, or None.
    """
    linecache.cache[name] = len(code), None, code.splitlines(keepends=True), name
    names = {"__name__": "__main__"} if fresh else session
    try:
        display(await eval_code_async(code, names, filename=name))
        show_figures()
    except BaseException as error:  # whatever it is, the reader sees it
        return told(error, name)
    finally:
        flush()


def told(error, name):
    """An error with its traceback, from the reader's own first line on."""
    frames = error.__traceback__
    while frames and frames.tb_frame.f_code.co_filename != name:
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(error), error, frames))


def flush():
    """What was printed comes before what follows."""
    sys.stdout.flush()
    sys.stderr.flush()


def display(*things):
    """Show things as a notebook does: as a picture or a table if they can be one."""
    for thing in things:
        if thing is not None:
            flush()
            emit(*drawn(thing))


def drawn(thing):
    """The kind and the text of what is shown of a thing."""
    for method, kind in (("_repr_html_", "text/html"), ("_repr_png_", "image/png")):
        if hasattr(type(thing), method):
            found = getattr(thing, method)()
            if isinstance(found, bytes):
                found = base64.b64encode(found).decode()
            if found is not None:
                return kind, found
    if hasattr(type(thing), "_repr_mimebundle_"):  # a figure that moves, for instance
        bundle = thing._repr_mimebundle_()
        if "text/html" in bundle:
            return "text/html", bundle["text/html"]
    return "text/plain", repr(thing)


def show_figures():
    """Show the figures that are open, as a notebook does at the end of a cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot:
        pyplot.show()


def show_figure(figure):
    flush()
    picture = io.BytesIO()
    figure.savefig(picture, format="png", bbox_inches="tight")
    emit("image/png", base64.b64encode(picture.getvalue()).decode())


def missing(code):
    """The first module that code imports and that is not here; None if all are.

    Makes the imports of the code, wherever they stand in it, and looks up the names of
    minituner that it uses, each of which is imported at its first use.
    """
    try:
        nodes = list(ast.walk(ast.parse(code)))
    except SyntaxError:
        return None
    asked = [node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
    asked += [ast.Expr(node) for node in nodes if is_lazy(node)]
    for node in asked:
        before = set(sys.modules)
        module = ast.fix_missing_locations(ast.Module([node], []))
        try:
            exec(compile(module, "<imports>", "exec"), {"minituner": Lazy()})
        except ModuleNotFoundError as error:
            forget(set(sys.modules) - before)
            return error.name.partition(".")[0]
        except Exception:
            pass  # the cell itself will say it
    return None


def forget(modules):
    """Drop the modules that an import has left half done; what is compiled must stay."""
    for name in modules:
        if name.startswith(("keras_tuner", "minituner", "demystifying")):
            del sys.modules[name]


def is_lazy(node):
    of_a_name = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    return of_a_name and node.value.id == "minituner" and isinstance(node.ctx, ast.Load)


class Lazy:
    """Stands for minituner where only its names are looked up."""

    def __getattr__(self, name):
        import minituner

        return getattr(minituner, name)


builtins.display = display
# It wants a thread that watches its bars, and a page has one thread alone
warnings.filterwarnings("ignore", message="tqdm:disabling monitor support")
