"""One table, in every format: terminal, CSV, JSON, Markdown."""
