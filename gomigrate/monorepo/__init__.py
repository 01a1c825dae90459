"""One repository that becomes several modules: the stages of the pipeline for each of them, from the leaves up."""
