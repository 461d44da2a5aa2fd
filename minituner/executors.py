"""An executor with one worker, this process itself: it runs things at once."""

from concurrent.futures import Executor, Future


class SerialExecutor(Executor):
    """No thread and no second process. What interrupts the work interrupts us."""

    _max_workers = 1

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        future.set_result(function(*args, **kwargs))
        return future
