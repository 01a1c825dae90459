"""GM5xx: the vendored bytes against the modules."""

from __future__ import annotations

from gomigrate.report.words.row import Row

ROWS: dict[str, Row] = {
    "GM501": Row(
        title="lock contradicted by the files",
        meaning="The files that the legacy build compiles are not those of the locked commit, but another version of the module has every one of them. The lock is stale or was edited by hand; the build is the truth, so that version is required.",
        remedy="Nothing, if the build was right; require the locked version instead, if the lock was.",
        message="{path}: {because}.",
    ),
    "GM502": Row(
        title="version told by its files",
        meaning="No lock file names a revision of this dependency, or no source knows the one that is named. The files of the legacy build were compared with the module's versions, and the named one has all that a build takes.",
        remedy="Nothing: the build is the same. Where several versions have these files, the one nearest in time was taken.",
        message="{path}: {because}.",
    ),
    "GM503": Row(
        title="dependency with local changes",
        meaning="Files that the legacy build compiles differ from every version of their module that was looked into, and --patched=fail asks for a decision.",
        remedy="Keep the changed copy with --patched=keep, drop the changes with --patched=upstream, or publish them as a fork and lock that.",
        message="{path}: {because}.",
    ),
    "GM504": Row(
        title="local changes dropped",
        meaning="The legacy build compiled changed files of this dependency; as --patched=upstream asks, the module is taken as its authors published it, so the build is not the same.",
        remedy="Run the tests; if the changes are missed, use --patched=keep.",
        message="{module} is taken as it is: {because}.",
    ),
}
