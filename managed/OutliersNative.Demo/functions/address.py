"""Tells where NumPy reads: a function can only return positions, so the address travels as an exception's text."""


class Address(Exception):
    pass


def report(data):
    raise Address(data.__array_interface__["data"][0])
