"""Lists inside a list, or things like lists, that lose their items while they are read."""

from changes_while_read import read_by


class Shrinks:
    """A sequence that is shorter each time it is asked."""

    def __init__(self):
        self.length = 3

    def __len__(self):
        self.length -= 1
        return self.length

    def __getitem__(self, index):
        if index >= self.length:
            raise IndexError(index)
        return 1


class HoldsList:
    """A sequence of one list that empties itself."""

    def __len__(self):
        return 1

    def __getitem__(self, index):
        return [read_by(list.clear)][index]


def sequences(data):
    return [Shrinks(), Shrinks()]


def lists(data):
    return [read_by(list.clear), [1, 3]]


def tuples(data):
    return ((read_by(list.clear),),)


def lists_in_sequences(data):
    return [HoldsList()]
