"""Run notebooks from top to bottom and save them with their outputs: the same bytes each time.

Example: python notebooks/rerun.py notebooks/01_first_run.ipynb
"""

import base64
import io
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from PIL import Image

COLOURS = 128  # of a figure; flat colours and grey edges of letters need no more, and the file is a third as large
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def rerun(file: Path) -> None:
    """Run one notebook in its folder; it stays as it was where a cell fails."""
    notebook = nbformat.read(file, as_version=4)
    client = NotebookClient(
        notebook, kernel_name=KERNEL["name"], resources={"metadata": {"path": file.parent}}, record_timing=False
    )
    client.execute()
    notebook.metadata = NotebookNode(kernelspec=KERNEL, language_info={"name": "python"})
    for cell in notebook.cells:
        cell.metadata = NotebookNode()
        for output in cell.get("outputs", []):
            make_small(output)
    nbformat.write(notebook, file)


def make_small(output: NotebookNode) -> None:
    """Keep one form of an output, the richest, and few colours of a figure."""
    output.pop("metadata", None)
    if output.output_type in ("display_data", "execute_result"):
        output.metadata = NotebookNode()
        if "image/png" in output.data:
            output.data = NotebookNode({"image/png": with_few_colours(output.data["image/png"])})


def with_few_colours(png: str) -> str:
    """Return a picture, as base64 text, with a palette in place of full colour."""
    picture = Image.open(io.BytesIO(base64.b64decode(png)))
    white = Image.new("RGBA", picture.size, "white")
    opaque = Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")
    small = io.BytesIO()
    opaque.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "png", optimize=True)
    return base64.b64encode(small.getvalue()).decode()


if __name__ == "__main__":
    for name in sys.argv[1:]:
        rerun(Path(name))
