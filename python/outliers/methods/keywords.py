"""Checks of the keywords that only some methods have."""

from ..analysis import INTEGERS


def check_integer(name, value, least, unit="values"):
    """Raise TypeError or ValueError unless the keyword is an integer of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, INTEGERS):
        raise TypeError(f"{name} is {value!r}; expected an integer: pass a number of {unit}, e.g. {name}={least + 10}")
    if value < least:
        raise ValueError(f"{name} is {value}; expected at least {least}: pass a number of {unit}")
