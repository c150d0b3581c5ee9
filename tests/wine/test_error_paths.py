"""A self-contained .NET under wine, on which no Python can run.

Every way in which Python or the native library is missing or wrong ends in its own exception.

.ci/wine.sh says by OUTLIERS_TEST_WINE and OUTLIERS_TEST_CHILD which wine, and where the published test child lies.
"""

import os
import pathlib
import shutil
import subprocess

import pytest

WINE = os.environ["OUTLIERS_TEST_WINE"]
CHILD = pathlib.Path(os.environ["OUTLIERS_TEST_CHILD"])
SYSTEM = "C:\\windows\\system32\\"
PATIENCE_S = 120


def windows(path):
    return "Z:" + str(path).replace("/", "\\")


def says(*steps, folder=CHILD, **variables):
    environment = {"WINEPREFIX": os.environ["WINEPREFIX"], "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8"}  # paths are UTF-8
    command = [WINE, str(folder / "OutliersNative.Tests.Child.exe")] + list(steps)
    child = subprocess.run(
        command, env={**environment, **variables}, stdout=subprocess.PIPE, timeout=PATIENCE_S, check=True
    )
    return child.stdout.decode("utf-8", "replace").replace("\r\n", "\n")


@pytest.fixture
def text(tmp_path):
    """A file that has a program's or a library's name, in a folder that no code page of Windows spells."""
    path = tmp_path / "päth of 蛇" / "python.exe"
    path.parent.mkdir()
    path.write_text("not what its name says\n")
    return path


# ---- no Python ----


def test_no_python_at_all():
    answer = says("start", "current")

    assert answer.startswith("PythonNotFoundException: No usable Python was found.")
    assert "OUTLIERS_PYTHON" in answer
    assert answer.endswith("\nnone\n")


def test_python_that_does_not_exist():
    answer = says("python Z:\\no\\such\\python.exe", "start")

    assert answer.startswith("PythonNotFoundException: No usable Python was found.")
    assert "Z:\\no\\such\\python.exe (from PythonRuntimeOptions.Python) does not exist" in answer


def test_folder_given_for_a_file(tmp_path):
    answer = says("start", OUTLIERS_PYTHON=windows(tmp_path))

    assert answer.startswith("PythonNotFoundException: No usable Python was found.")
    assert windows(tmp_path) + " (from OUTLIERS_PYTHON) is a folder without an interpreter" in answer


def test_python_that_is_no_program(text):
    answer = says("python " + windows(text), "start")

    assert answer.startswith("PythonNotFoundException: No usable Python was found.")
    assert "\\python.exe (from PythonRuntimeOptions.Python) cannot be run: Bad EXE format" in answer


def test_program_that_is_no_python():
    answer = says("python " + SYSTEM + "hostname.exe", "start")

    assert "hostname.exe (from PythonRuntimeOptions.Python) ended with exit code 1" in answer


def test_call_without_python():
    assert says("detect outliers.detect").startswith("PythonNotFoundException: No usable Python was found.")


# ---- a library that is not Python's ----


def test_library_that_does_not_exist():
    answer = says("initialize Z:\\no\\such\\python311.dll")

    assert answer.startswith("PythonNotFoundException: cannot open the Python library Z:\\no\\such\\python311.dll: ")
    assert answer.endswith("(Windows error 126)\n")


def test_folder_given_for_a_library(tmp_path):
    answer = says("initialize " + windows(tmp_path))

    assert answer.startswith("PythonNotFoundException: cannot open the Python library " + windows(tmp_path) + ": ")


def test_file_that_is_no_library(text):
    answer = says("initialize " + windows(text))

    assert answer.startswith("PythonNotFoundException: cannot open the Python library Z:\\")
    assert answer.endswith("(Windows error 193)\n")  # found, so the path arrived whole


def test_library_that_is_no_python():
    answer = says("initialize " + SYSTEM + "version.dll")

    assert answer.startswith(
        "PythonNotFoundException: " + SYSTEM + "version.dll is not a CPython 3.8 or newer: it lacks the symbol Py"
    )


def test_failed_start_can_be_tried_again():
    answers = says("initialize Z:\\no\\such.dll", "initialize " + SYSTEM + "version.dll", "start").splitlines()

    assert "Windows error 126" in answers[0]
    assert "lacks the symbol" in answers[1]
    assert "No usable Python was found" in answers[2]


# ---- our own library ----


def test_native_library_is_missing(tmp_path):
    shutil.copytree(str(CHILD), str(tmp_path / "app"), ignore=lambda _, names: {"win-x64"} & set(names), symlinks=True)

    answer = says("start", folder=tmp_path / "app")

    assert answer.startswith("DllNotFoundException: The native library of OutliersNative for win-x64 was not found.")
    assert "runtimes\\win-x64\\native\\outliers_glue.dll" in answer


def test_native_library_is_none(tmp_path):
    shutil.copytree(str(CHILD), str(tmp_path / "app"), symlinks=True)
    (tmp_path / "app/runtimes/win-x64/native/outliers_glue.dll").write_text("not what its name says\n")

    assert says("start", folder=tmp_path / "app").startswith("BadImageFormatException: ")
