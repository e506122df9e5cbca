"""Which stage of which funnel a deal is at, and whether it is open, won or lost: decided once a text, in Python."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from salesplan.records.canonical import LOST_AT
from salesplan.records.question import Path
from salesplan.records.recognise.crm_words import State, over, state_of
from salesplan.records.recognise.synonyms import plain

_STATES = {state.value: state for state in State}

_DECIDING = frozenset([State.OPEN, State.WON, State.LOST])
"""What a status may say that settles whether a deal is over, and how."""


class Place(Struct, frozen=True):
    """Where a deal stands. `path` and `stage` count from 0; -1 where the texts do not tell."""

    path: int
    stage: int
    state: State


class Classifier(Struct, frozen=True):
    """The paths to sort deals into, the user's mapping of texts, and the funnel names that the deals use.

    `by_status` tells whether the statuses tell anything: a column of them in which no word is known is something else.
    """

    paths: tuple[Path, ...]
    mapping: Mapping[str, str]
    named: frozenset[str]
    by_status: bool = True

    def place(self, funnel: str, stage: str, status: str) -> Place:
        """Where a deal with these three texts stands."""
        status, _, lost_at = status.partition(LOST_AT)
        at, status, lost_at = self.through(stage), self.through(status), self.through(lost_at)
        state = self.state(at, status)
        if lost_at and state in {State.OPEN, State.UNKNOWN}:
            state = State.LOST
        path = self._path(funnel, lost_at or at)
        return Place(path, self._stage(path, lost_at if state is State.LOST and lost_at else at), state)

    def state(self, stage: str, status: str) -> State:
        """Open, won, lost, cancelled or parked: the status says so, else a stage that is not the plan's.

        What neither says in words that are known is unknown, not open.
        """
        status = status if self.by_status else ""
        said = state_named(status)
        if said and said is not State.OPEN:
            return said
        unread = State.UNKNOWN if status and not said else State.OPEN
        if any(plain(stage) == plain(known) for path in self.paths for known in path.stages):
            return unread
        found = _STATES.get(plain(stage)) or (None if said else state_of(stage))
        if unread is State.UNKNOWN:
            return found if found and found is not State.OPEN else unread
        if found:
            return found
        return State.UNKNOWN if not said and (over(stage) or not stage) else State.OPEN

    def torn(self, stage: str, status: str) -> bool:
        """Whether a stage says that a deal is won or lost, and the status beside it that it is not."""
        said = state_named(self.through(status.partition(LOST_AT)[0])) if self.by_status else None
        at = self.through(stage)
        if said not in _DECIDING or any(plain(at) == plain(known) for path in self.paths for known in path.stages):
            return False
        told = state_named(at)
        return told in {State.WON, State.LOST} and told is not said

    def stages(self, path: int, texts: Iterable[str]) -> dict[int, list[str]]:
        """The history's stage texts by the stage of a path that they mean."""
        found: dict[int, list[str]] = {}
        for text in texts:
            stage = self._stage(path, self.through(text))
            if stage >= 0:
                found.setdefault(stage, []).append(text)
        return found

    def known(self, text: str) -> bool:
        """Whether a history's stage text is a stage of any path, or a state."""
        through = self.through(text)
        return any(self._stage(p, through) >= 0 for p in range(len(self.paths))) or state_of(through) is not None

    def stage_of(self, path: int, text: str) -> int | None:
        """The place of a history's stage text in a path; None where it is none of its stages."""
        found = self._stage(path, text)
        return found if found >= 0 else None

    def through(self, text: str) -> str:
        """What the user's mapping makes of a text."""
        wanted = {plain(key): value for key, value in self.mapping.items()}
        return wanted.get(plain(text), text)

    def _path(self, funnel: str, stage: str) -> int:
        names = [plain(path.name) for path in self.paths]
        if plain(funnel) in names:
            return names.index(plain(funnel))
        if len(names) == 1:
            return -1 if names[0] in self.named else 0
        holding = [place for place in range(len(names)) if self._stage(place, stage) >= 0]
        return holding[0] if len(holding) == 1 and not funnel else -1

    def _stage(self, path: int, stage: str) -> int:
        if path < 0:
            return -1
        names = [plain(name) for name in self.paths[path].stages]
        return names.index(plain(stage)) if plain(stage) in names else -1


def state_named(text: str) -> State | None:
    """The state that a text names, or that a mapping gave it; None where it names none."""
    return _STATES.get(plain(text)) or state_of(text)


def classifier(
    paths: Sequence[Path], mapping: Mapping[str, str], funnels: Iterable[str], *, by_status: bool = True
) -> Classifier:
    """A classifier for these paths, with the funnel names that occur in the deals."""
    return Classifier(tuple(paths), mapping, frozenset(map(plain, funnels)), by_status)
