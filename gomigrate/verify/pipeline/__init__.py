"""Does the pipeline run? What build files, tests and programs of a branch use that is removed."""
