"""A signal is heard while the main thread waits, and an interrupt waits for no other thread."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from gomigrate.world.base import process
from gomigrate.world.base.sidebyside import side_by_side

# The signal comes to another thread: as where it comes to the main one just before that waits, nothing breaks it off.
_WAITING = """
import os, signal, threading, time
from gomigrate.cli.breakingoff import break_off_on
from gomigrate.world.base.worker import end_with_parent

def tell():
    time.sleep(0.5)
    signal.pthread_kill(threading.get_ident(), number)
    time.sleep(30)
    print("too late", flush=True)
    lock.release()

lock, number = threading.Lock(), signal.{number}
{listen}
lock.acquire()
try:
    threading.Thread(target=tell, daemon=True).start()
    lock.acquire()
except (KeyboardInterrupt, SystemExit) as left:
    print(type(left).__name__, flush=True)
    os._exit(0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    ("number", "listen", "raised"),
    [
        ("SIGINT", "break_off_on(number)", "KeyboardInterrupt"),
        ("SIGTERM", "break_off_on(number)", "KeyboardInterrupt"),
        ("SIGTERM", "end_with_parent()", "SystemExit"),
    ],
)
def test_a_signal_is_heard_while_the_main_thread_waits_for_another(number: str, listen: str, raised: str) -> None:
    words = [sys.executable, "-c", _WAITING.format(number=number, listen=listen)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        said = child.stdout.read() if child.stdout else ""
    assert said.split() == [raised]


def test_an_error_in_the_place_of_an_interrupt_waits_for_no_open_question() -> None:
    """What Python raises where the handler broke off a lock of its own in the middle."""
    begun, release, ended = threading.Event(), threading.Event(), threading.Event()

    def ask(number: int) -> None:
        if number:
            begun.set()
            release.wait(60)
            ended.set()
        else:
            begun.wait(60)
            process.stop_all(0)
            raise RuntimeError("release unlocked lock")

    with pytest.raises(KeyboardInterrupt):
        side_by_side(ask, [0, 1], 2)
    assert not ended.is_set()
    release.set()
    assert ended.wait(60)
