"""A backend of Matplotlib: a figure that is shown goes into the page, and is closed."""

from live_python.cells import show_figure
from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg


class FigureManager(FigureManagerBase):
    @classmethod
    def pyplot_show(cls, *, block=None):
        managers = Gcf.get_all_fig_managers()
        Gcf.destroy_all()
        for manager in managers:
            show_figure(manager.canvas.figure)


class FigureCanvas(FigureCanvasAgg):
    manager_class = FigureManager
