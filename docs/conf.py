"""How the pages become a site: `make docs` builds it in docs/_build/html, and nothing in it comes from elsewhere."""

project = "Rollbook"
html_title = "Rollbook"
root_doc = "index"
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
extensions = ["myst_parser"]

# The headings that links may lead to, under the names that git hosts give them.
myst_heading_anchors = 4
# Quotation marks and dashes stay as they were typed: much of the text is about what is typed.
smartquotes = False
# A block that names no language is in none.
highlight_language = "text"

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["rollbook.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
