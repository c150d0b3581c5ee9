"""The package: its names, signatures and docstrings, and what it imports."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import outliers

PACKAGE = Path(outliers.__file__).parent.parent

each = pytest.mark.parametrize("name", list(outliers.DETECTORS))


@each
def test_all_functions_have_the_same_signature_and_a_docstring(name):
    detect = getattr(outliers, name)
    signature = inspect.signature(detect)
    for attribute in ("score", "analyze", "many"):
        function = getattr(detect, attribute)
        assert inspect.signature(function) == signature
        assert function.__doc__.startswith("Return ")
    assert list(signature.parameters)[0] == "data"
    assert all(each.kind is each.KEYWORD_ONLY for each in list(signature.parameters.values())[1:])


@each
def test_table_has_the_first_line_of_the_docstring(name):
    assert getattr(outliers, name).__doc__.splitlines()[0] == outliers.DETECTORS[name]
    assert name in dir(outliers)


def test_sigma_is_detect():
    assert outliers.sigma is outliers.detect


def test_unknown_names_are_an_error():
    with pytest.raises(AttributeError, match="^module 'outliers' has no attribute 'madd'$"):
        outliers.madd


def test_what_is_not_used_is_not_imported():
    program = (
        "import sys, numpy, outliers; outliers.detect(numpy.arange(9.0)); list(outliers.DETECTORS);"
        "print(sorted(name for name in sys.modules if name.startswith('outliers')))"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=PACKAGE, stdout=subprocess.PIPE, check=True)
    modules = ["outliers"] + ["outliers." + name for name in ("blocks", "checks", "scaling", "sigma")]
    assert run.stdout.decode().strip() == str(modules)
