"""A stand-in, in a page: KerasTuner imports grpc for searches on many machines alone."""

__version__ = "99.0.0"  # newer than any that KerasTuner refuses


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)

    def refuse(*arguments, **named):
        raise NotImplementedError(f"grpc.{name}: a page cannot search on many machines")

    return refuse
