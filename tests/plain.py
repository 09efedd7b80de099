"""Parts of kernels as plain Python, for tests that call them one by one: to compile each alone takes longer than to run it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from numba.core.dispatcher import Dispatcher


@contextmanager
def plain() -> Iterator[None]:
    """Within, the package and the tests find the Python functions in the place of compiled ones."""
    with pytest.MonkeyPatch.context() as patch, np.errstate(over="ignore"):  # numbers of draws wrap around
        modules = [module for name, module in sys.modules.items() if name.startswith(("sim.", "test_"))]
        for module in modules:
            for name, value in list(vars(module).items()):
                if isinstance(value, Dispatcher):
                    patch.setattr(module, name, value.py_func)
        yield
