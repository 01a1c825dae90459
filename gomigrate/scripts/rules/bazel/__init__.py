"""Rules about Bazel and gazelle."""
