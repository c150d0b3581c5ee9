"""Gives the package the version of the repository, which stands in the file VERSION."""
from pathlib import Path

from setuptools import setup

setup(version=(Path(__file__).resolve().parent.parent / "VERSION").read_text().strip())
