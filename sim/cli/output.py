"""The streams that a command writes to: characters that they cannot hold, and places that are full."""

import codecs
import os
import sys

_REPLACED = "alliance"
_INSTEAD = {"\u2212": "-", "\u2013": "-", "\u201c": '"', "\u201d": '"', "\u2192": "->", "\u2026": "...", "\u00b7": "-"}


def take_any_character() -> None:
    """Let standard output and standard error replace what their encoding has no character for; a minus stays one."""
    codecs.register_error(_REPLACED, _replaced)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_REPLACED)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_INSTEAD.get(character, "?") for character in error.object[error.start : error.end]), error.end


def why_output_is_lost(last: str = "") -> str:
    """Return why standard output cannot take what was written, and give it up; empty text where it can.

    After an error it takes another write, of `last`, to see whether it came from there.
    """
    try:
        sys.stdout.write(last)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())  # or Python would try again when it ends
        os.close(nowhere)
        return f"standard output cannot be written: {error.strerror}"
    return ""
