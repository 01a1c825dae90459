"""Python and Starlark build files as syntax trees: what they run, and codemods that keep every other byte."""
