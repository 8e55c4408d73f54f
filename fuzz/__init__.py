"""Coverage-guided fuzzing of whatever reads what people give: `make fuzz`, see CONTRIBUTING.md.

One module a family of readers, each with a `HARNESS`; `harness.py` says what must hold for every input,
`mutate.py` changes files that are zipped, `seeds.py` makes the first files, `__main__.py` runs atheris.
"""
