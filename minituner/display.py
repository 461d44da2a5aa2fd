"""What a person sees of a search: a table."""


class Table(list):
    """Rows, each a dictionary, drawn as a table. `pandas.DataFrame` takes them too."""

    def __repr__(self):
        return self._drawn("plain")

    def _repr_html_(self):
        return self._drawn("html")

    def _drawn(self, style):
        from tabulate import tabulate

        return tabulate(self, headers="keys", tablefmt=style, floatfmt=".4g")
