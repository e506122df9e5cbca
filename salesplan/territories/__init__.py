"""Accounts shared out among people: balanced, with as few as possible changing hands."""
