from __future__ import annotations

from gomigrate.world.go.gowords import without_stack

STACK = """goroutine 8 [running]:
runtime/debug.Stack()
\t/usr/local/go/src/runtime/debug/stack.go:26 +0x5e
cmd/go/internal/load.dirAndRoot({0xb9db20c2a80, 0x5b}, {0xb9db20c4007, 0x39})
\t/usr/local/go/src/cmd/go/internal/load/pkg.go:1194 +0x465
cmd/go/internal/par.(*ErrCache[...]).Do.func1()
\t/usr/local/go/src/cmd/go/internal/par/work.go:12 +0x1
created by cmd/go/internal/par.(*Queue).Add in goroutine 1
\t/usr/local/go/src/cmd/go/internal/par/queue.go:58 +0xd5
"""
SAID = "go: unexpected directory layout:\n\timport path: ./support\n\troot: /tmp/x"


def test_the_stack_of_a_go_command_that_broke_down_is_left_out() -> None:
    assert without_stack(STACK + SAID) == SAID


def test_words_without_a_stack_stay_as_they_are() -> None:
    text = f"{SAID}\nmain.go:3:8: call (of f) is too deep\n\n"
    assert without_stack(text) == text
