"""Why an event happened: its figures, in plain words, with checks that can be redone by hand."""
