"""Names as people write them: which are the same, and the known word that a misspelt one was meant to be."""

from __future__ import annotations

from collections.abc import Iterable

from salesplan.base.sentence import in_quotes, sentence

_LEAST = 3


def fold(name: str) -> str:
    """A name without regard to capitals and to spaces around and between words."""
    return " ".join(name.casefold().split())


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like `word`, whatever its case and dashes; empty where none is near."""
    plain = {_plain(name): name for name in known}
    longer = [name for short, name in plain.items() if len(short) >= _LEAST and _plain(word).startswith(short)]
    if longer:
        return max(longer, key=len)
    from difflib import get_close_matches

    close = get_close_matches(_plain(word)[:60], plain, n=1, cutoff=0.7)
    return plain[close[0]] if close else ""


def slip_of(word: str, known: Iterable[str]) -> str:
    """The known name of which `word` differs by a letter or so in a dozen; empty where it may well be another's."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word[:60], known, n=1, cutoff=0.92)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest word, or nothing."""
    close = nearest(word, known)
    return sentence("did you mean {word}?", word=in_quotes(close)) if close else ""


def _plain(word: str) -> str:
    return word.lower().replace("-", "_").replace(" ", "_")
