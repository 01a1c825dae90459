"""Which files tell a build, a shell or a CI service what to do."""

from __future__ import annotations

import re
from enum import StrEnum


class FileKind(StrEnum):
    """A kind of file, in the words of the report."""

    MAKE = "Makefile"
    DOCKER = "Dockerfile"
    SHELL = "shell script"
    TRAVIS = "Travis CI"
    CIRCLE = "CircleCI"
    ACTIONS = "GitHub Actions"
    GITLAB = "GitLab CI"
    DRONE = "Drone"
    JENKINS = "Jenkinsfile"
    APPVEYOR = "AppVeyor"
    WINDOWS = "Windows script"
    VAGRANT = "Vagrantfile"
    RAKE = "Rakefile"
    BITBUCKET = "Bitbucket Pipelines"
    CODEBUILD = "CodeBuild"
    COMPOSE = "Compose"
    BUILDKITE = "Buildkite"
    SEMAPHORE = "Semaphore"
    CIRRUS = "Cirrus CI"
    TASKFILE = "Taskfile"
    WERCKER = "Wercker"
    AZURE = "Azure Pipelines"
    CLOUDBUILD = "Cloud Build"
    GORELEASER = "GoReleaser"
    PROMU = "promu"
    SNAPCRAFT = "Snapcraft"
    IGNORE = "ignore file"
    GO = "go:generate"
    STARLARK = "Bazel"
    PYTHON = "Python script"


YAML_KINDS = frozenset(
    (
        FileKind.TRAVIS,
        FileKind.CIRCLE,
        FileKind.ACTIONS,
        FileKind.GITLAB,
        FileKind.DRONE,
        FileKind.APPVEYOR,
        FileKind.AZURE,
        FileKind.CLOUDBUILD,
        FileKind.GORELEASER,
        FileKind.PROMU,
        FileKind.BITBUCKET,
        FileKind.CODEBUILD,
        FileKind.COMPOSE,
        FileKind.BUILDKITE,
        FileKind.SEMAPHORE,
        FileKind.CIRRUS,
        FileKind.TASKFILE,
        FileKind.WERCKER,
        FileKind.SNAPCRAFT,
    )
)
STRING_KINDS = frozenset((FileKind.JENKINS, FileKind.VAGRANT, FileKind.RAKE))
"""Languages of which only the strings are read that a shell is given."""
PARTLY_READ = YAML_KINDS | STRING_KINDS | {FileKind.WINDOWS}
"""Kinds of which lines are left that no reader takes apart."""

# By the path, the first that matches.
_BY_PATH: tuple[tuple[FileKind, str], ...] = (
    (FileKind.CIRCLE, r"\.circleci/(?:.*/)?[^/]+\.ya?ml|circle\.ya?ml"),
    (FileKind.ACTIONS, r"\.github/(?:workflows/[^/]+|actions/(?:.*/)?action)\.ya?ml"),
    (FileKind.TRAVIS, r"(?:.*/)?\.travis\.ya?ml"),
    (FileKind.GITLAB, r"(?:.*/)?\.gitlab-ci\.ya?ml|\.gitlab/(?:.*/)?[^/]+\.ya?ml"),
    (FileKind.DRONE, r"(?:.*/)?\.(?:drone|woodpecker)(?:\.ya?ml|/[^/]+\.ya?ml)"),
    (FileKind.APPVEYOR, r"(?:.*/)?\.?appveyor\.ya?ml"),
    (FileKind.AZURE, r"(?:.*/)?\.?azure-pipelines[^/]*\.ya?ml"),
    (FileKind.CLOUDBUILD, r"(?:.*/)?cloudbuild[^/]*\.ya?ml"),
    (FileKind.GORELEASER, r"(?:.*/)?\.?goreleaser[^/]*\.ya?ml"),
    (FileKind.PROMU, r"(?:.*/)?\.promu[^/]*\.ya?ml"),
    (FileKind.BITBUCKET, r"bitbucket-pipelines\.ya?ml"),
    (FileKind.CODEBUILD, r"(?:.*/)?buildspec[^/]*\.ya?ml"),
    (FileKind.COMPOSE, r"(?:.*/)?(?:docker-)?compose[^/]*\.ya?ml"),
    (FileKind.BUILDKITE, r"\.buildkite/(?:.*/)?[^/]+\.ya?ml"),
    (FileKind.SEMAPHORE, r"\.semaphore/(?:.*/)?[^/]+\.ya?ml"),
    (FileKind.CIRRUS, r"\.cirrus\.ya?ml"),
    (FileKind.TASKFILE, r"(?:.*/)?[Tt]askfile[^/]*\.ya?ml"),
    (FileKind.WERCKER, r"wercker\.ya?ml"),
    (FileKind.RAKE, r"(?:.*/)?(?:Rakefile|[^/]+\.rake)"),
    (FileKind.SNAPCRAFT, r"(?:.*/)?\.?snapcraft\.ya?ml"),
    (FileKind.JENKINS, r"(?:.*/)?Jenkinsfile[^/]*|(?:.*/)?[^/]+\.jenkinsfile"),
    (FileKind.VAGRANT, r"(?:.*/)?Vagrantfile[^/]*"),
    (FileKind.IGNORE, r"(?:.*/)?\.(?:git|docker|gcloud|cf|eb|vercel|now)ignore|(?:.*/)?[^/]+\.dockerignore"),
    (FileKind.DOCKER, r"(?:.*/)?(?:Dockerfile|Containerfile)[^/]*|(?:.*/)?[^/]+\.[Dd]ockerfile"),
    (FileKind.MAKE, r"(?:.*/)?(?:GNU)?[Mm]akefile[^/]*|(?:.*/)?[^/]+\.(?:mk|mak|make)"),
    (FileKind.STARLARK, r"(?:.*/)?(?:WORKSPACE|BUILD)(?:\.bazel)?|(?:.*/)?[^/]+\.bzl"),
    (FileKind.WINDOWS, r"(?:.*/)?[^/]+\.(?:bat|cmd|ps1)"),
    (FileKind.SHELL, r"(?:.*/)?[^/]+\.(?:sh|bash|zsh|ksh)|\.husky/[a-z][a-z-]+"),
    (FileKind.PYTHON, r"(?:.*/)?(?:[^/]+\.py|SCons(?:truct|cript)|wscript)"),
    (FileKind.GO, r"(?:.*/)?[^/]+\.go"),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _BY_PATH)
_SHEBANG = re.compile(
    rb"#![ \t]*\S*?(?:/env[ \t]+(?:-S[ \t]+)?)?\b(?:(?P<shell>(?:ba|da|z|k|mk)?sh)|(?P<python>python[\d.]*))\b"
)
# Names of files that a shell may run, though they are not executable: start files of new machines, hooks.
_SCRIPT_ENDINGS = (".cloudinit", ".user-data", ".userdata", ".script", ".command", ".hook")
# Files that a name of a script or a Dockerfile may have without being one.
_OTHER = re.compile(r".*\.(?:md|txt|adoc|rst|html|tmpl|tpl|template|in|j2|orig|bak|lock|ya?ml|json|png|svg)")


def kind_by_path(path: str) -> FileKind | None:
    """The kind that a file's path (relative to the project, slash-separated) tells; None where only its first line
    may tell, or nothing."""
    for kind, pattern in _PATTERNS:
        if pattern.fullmatch(path):
            is_loose = kind in (FileKind.DOCKER, FileKind.MAKE, FileKind.JENKINS, FileKind.VAGRANT)
            return None if is_loose and _OTHER.fullmatch(path) else kind
    return None


def may_have_shebang(path: str, *, executable: bool) -> bool:
    """Whether it is worth looking at the first line of a file whose path tells nothing."""
    return executable or "." not in path.rpartition("/")[2] or path.endswith(_SCRIPT_ENDINGS)


def kind_by_first_line(data: bytes) -> FileKind | None:
    """The kind of a script by its `#!` line, None for any other file."""
    match = _SHEBANG.match(data[:200])
    if not match:
        return None
    return FileKind.SHELL if match["shell"] else FileKind.PYTHON
