"""One repository that becomes several modules: the stages of the pipeline for each module, those that need no other
first."""
