"""The files of module mode (go.mod, go.sum, go.work, modules.txt, module zips): text in, values out, and back."""
