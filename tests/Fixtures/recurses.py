"""Recurse without end, by plain calls and by ways that go through C: Python must say RecursionError."""


def plain(data):
    return plain(data)


class Endless:
    def __repr__(self):
        return repr(self)

    def __getattr__(self, name):
        return getattr(self, name + "_")

    def __lt__(self, other):
        return sorted([self, other])


def through_repr(data):
    return repr(Endless())


def through_getattr(data):
    return Endless().more


def through_sorted(data):
    return sorted([Endless(), Endless()])


def through_nested_list(data):
    nested = []
    for _ in range(1_000_000):
        nested = [nested]
    return repr(nested)
