"""The file of exact cases, and the form of a reproduction: from a case's inputs to answers under the same keys."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Inputs = dict[str, Any]
Answers = dict[str, Any]
Cases = dict[str, Any]
Reproduction = Callable[[Inputs, Cases], Answers]

CASES: Cases = {case["id"]: case for case in json.loads((Path(__file__).parents[1] / "verification.json").read_text())}
