"""A plan drafted from somebody else's spreadsheet: tables found by their headers, every taken value with its cell."""
