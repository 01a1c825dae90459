"""GM6xx: the go line, and the tests of verify --tests."""

from __future__ import annotations

from gomigrate.report.words.row import Row

ROWS: dict[str, Row] = {
    "GM601": Row(
        title="another language than in GOPATH mode",
        meaning="GOPATH mode compiles every package as the toolchain's own version of the language; module mode goes by the go line of each package's module, and takes go 1.16 where there is none.",
        remedy="Nothing: the code was written for the older language. --go chooses another line for your own packages.",
    ),
    "GM602": Row(
        title="loop variables as the code was written for",
        meaning="A closure uses the variable of a loop, or its address is taken. Below go 1.22 all turns share one variable; from go 1.22 on, and so in GOPATH mode with such a toolchain, each turn has its own. Told from the text: whether it matters depends on what outlives the turn.",
        remedy="If your latest builds were made in GOPATH mode with go 1.22 or later, look at these loops; a copy of the variable inside the loop behaves the same everywhere.",
    ),
    "GM603": Row(
        title="loop variables change",
        meaning="From go 1.22 on each turn of a loop has its own variable. A closure uses the variable of these loops, or its address is taken, so they may behave otherwise than under the go line that keeps the old meaning.",
        remedy="Look at these loops and run the tests (gomigrate verify --tests); a //go:build go1.21 line holds a file at the old meaning.",
    ),
    "GM604": Row(
        title="GODEBUG defaults change",
        meaning="The go line of the main module decides the defaults of GODEBUG settings, by which a program keeps the behaviour of older Go. GOPATH mode gives those of go 1.18 and before.",
        remedy="Add the line `godebug default=go1.18` to go.mod (go 1.23 or later), or //go:debug default=go1.18 to package main, to keep them; else see https://go.dev/doc/godebug for each.",
    ),
    "GM605": Row(
        title="what go mod init would have written",
        meaning="go mod init writes the toolchain's own version as the go line, which changes loop variables and GODEBUG defaults at once, without a word.",
        remedy="Nothing. To go there later, raise the go line on purpose, with the tests at hand; --go shows package by package what would change.",
    ),
    "GM606": Row(
        title="go line other than the default",
        meaning="The go line must be at least what the code of the main module needs to compile, and at least that of every module of the build from go 1.21 on.",
        remedy="Look at what the line changes. Where a dependency asks for it, an older version of that dependency may not.",
    ),
    "GM607": Row(
        title="what the chosen go line changes",
        meaning="--go asks for another line than the default, which keeps loops and GODEBUG as they were in the old code. Each package is named with what may be otherwise for it.",
        remedy="Look at the packages named first, and run the tests; leave --go out to keep everything as it was.",
    ),
    "GM608": Row(
        title="dependency written for newer Go than its go line",
        meaning="GOPATH mode compiles everything as the newest language. In module mode a dependency is compiled by the go line of its own go.mod, and as go 1.16 without one; its code has something that came later.",
        remedy="Require a version of it that has a go.mod, or keep a copy whose go.mod has the line it needs.",
    ),
}
