"""Wants to print when Python ends, by atexit, by a thread that waits for that, and by __del__."""

import atexit
import threading


class _Prints:
    def __del__(self):
        print("printed by __del__", flush=True)


_alive = _Prints()


def _print_once_main_has_ended():
    threading.main_thread().join()
    print("printed by a thread", flush=True)


def detect(data):
    atexit.register(print, "printed by atexit", flush=True)
    threading.Thread(target=_print_once_main_has_ended).start()
    return []
