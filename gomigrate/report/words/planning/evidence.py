"""GM5xx: the vendored bytes against the modules."""

from __future__ import annotations

from gomigrate.report.words.row import Idle, Row

ROWS: dict[str, Row] = {
    "GM501": Row(
        title="vendored files differ from the locked commit",
        meaning="The files that the legacy build compiles differ from the locked commit, and another version of the module has every one of them. The lock file is stale, or somebody edited it. The build counts, so the plan requires that other version.",
        remedy=Idle("Nothing to do if the build was right. If the lock file was, require the locked version instead."),
        message="{path}: {because}.",
    ),
    "GM502": Row(
        title="the files of a dependency tell its version",
        meaning="No lock file names a revision of this dependency, or no source gave the locked one. gomigrate compared the files of the legacy build with versions of the module; the chosen version has every file that a build uses.",
        remedy=Idle(
            "Nothing to do: the build is the same. If several versions have these files, the plan uses the nearest in time."
        ),
        message="{path}: {because}.",
    ),
    "GM503": Row(
        title="dependency has local changes",
        meaning="Files that the legacy build compiles differ from every version that gomigrate compared, and --patched=fail asks you to decide.",
        remedy="Keep the changed copy with --patched=keep, or drop the changes with --patched=upstream. Or publish the changes as a fork, and lock that.",
        message="{path}: {because}.",
    ),
    "GM504": Row(
        title="local changes of a dependency are dropped",
        meaning="The legacy build compiles changed files of this dependency. --patched=upstream asks for the module as its authors published it, so the build is not the same.",
        remedy="Run the tests. To keep the changes, plan with --patched=keep.",
        message="The plan requires {module}: {because}.",
    ),
}
