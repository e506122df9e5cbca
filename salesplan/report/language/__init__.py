"""The reader's language: sentences, names of things, numbers and dates."""
