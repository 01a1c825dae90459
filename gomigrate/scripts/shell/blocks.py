"""The blocks around a statement: which of them always run, and which keep what is set in them to themselves."""

from __future__ import annotations

from gomigrate.scripts.shell.model import BlockKind, ShellBlock


class Blocks:
    """The blocks that are open where a parser stands, the outermost first."""

    def __init__(self) -> None:
        self.around: tuple[ShellBlock, ...] = ()
        self._count = 0
        self._is_function = False

    def function(self) -> None:
        """The head of a function: the next block is its body, whatever its signs are."""
        self._is_function = True

    def new(self, kind: BlockKind) -> ShellBlock:
        """A block that is not open yet."""
        self._count += 1
        kind, self._is_function = BlockKind.FUNCTION if self._is_function else kind, False
        return ShellBlock(self._count, 0, kind)

    def begin(self, kind: BlockKind) -> None:
        """A block begins."""
        self.around = (*self.around, self.new(kind))

    def branch(self, block: ShellBlock, branch: int) -> None:
        """A branch of a `case` begins."""
        self.around = (*self.around, ShellBlock(block.number, branch, BlockKind.BRANCH))

    def go_on(self, word: str) -> None:
        """The innermost block goes on with the branch that a keyword opens."""
        if self.around:
            last = self.around[-1]
            kind = BlockKind.ELSE if word == "else" else BlockKind.BRANCH
            self.around = (*self.around[:-1], ShellBlock(last.number, last.branch + 1, kind))

    def end(self) -> None:
        """The innermost block ends."""
        self.around = self.around[:-1]
