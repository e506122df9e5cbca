"""Exports as files: encodings, delimiters, workbooks, and how numbers and dates are written."""
