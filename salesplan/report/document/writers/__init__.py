"""The document as HTML, Markdown, PDF, calendar, or on the terminal."""
