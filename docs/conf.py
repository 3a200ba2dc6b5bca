"""The documentation site: `make site` builds it from this repository alone, without a network."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import made_pages

import sim

project = "Alliance"
copyright = "Alliance contributors, MIT licence"  # noqa: A001 - Sphinx's name for it
release = sim.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "mathematics_in_browsers",
]
exclude_patterns = ["_build"]
nitpick_ignore_regex = [("py:.*", ".*")]  # types of libraries lie outside the repository

myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # notebooks are shown with the outputs that they were saved with
nb_render_image_options = {"width": "100%"}

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # docstrings say types with shapes and units
napoleon_google_docstring = False
napoleon_use_ivar = True  # attributes of a class as one list
napoleon_use_rtype = False

html_theme = "furo"
html_title = "Alliance"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
copybutton_prompt_text = "$ "

made_pages.write(Path(__file__).parent)
