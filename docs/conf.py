"""The site: `python -m sphinx -W --keep-going -b html docs build/site`. Nothing is fetched to build it or to read it."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent)]

project = "orchestrator"
author = "the authors of orchestrator"
copyright = "the authors of orchestrator, Apache-2.0"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "console", "pictures", "repository", "signatures"]
exclude_patterns = ["_ext", "_static"]

# --- Markdown: what GitHub shows as it stands is the same here -----------------------------------------------------------
myst_heading_anchors = 4
# ```prolog plan=DOMAIN gets the picture of its plan; ```mermaid is drawn on GitHub and shown as text here.
myst_fence_as_directive = ["prolog", "mermaid"]
myst_number_code_blocks = []

# --- the reference -------------------------------------------------------------------------------------------------------
default_role = "literal"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_class_signature = "mixed"
autodoc_preserve_defaults = True
autodoc_type_aliases = {"AnyPlan": "AnyPlan", "Argument": "Argument", "Step": "Step", "Value": "Value"}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
napoleon_numpy_docstring = False
napoleon_use_ivar = True

# --- the look --------------------------------------------------------------------------------------------------------------
html_theme = "furo"
html_title = "orchestrator"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
html_theme_options = {
    # The fonts of the reader's own machine.
    "light_css_variables": {"font-stack--monospace": "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"},
}
