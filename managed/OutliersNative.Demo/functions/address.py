"""Reports the address that NumPy reads. A detector can only return positions, so it is the text of an exception."""


class Address(Exception):
    pass


def report(data):
    raise Address(data.__array_interface__["data"][0])
