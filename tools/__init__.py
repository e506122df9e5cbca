"""Developers' tools; they do not ship."""
