"""Build plain values while a file is read, with the line and column of each part, and note what must not be there."""

from dataclasses import dataclass

from quizapp.core.errors import Fault, Invalid, Text, say, visible

MOST_DEPTH = 20
MOST_PARTS = 1_000_000
Place = tuple[int, int]
Path = tuple[str | int, ...]


@dataclass
class Plain:
    """Hold a plain value, and the tree of its places: (line, column, None or the places of its parts)."""

    value: object
    places: tuple | None = None

    def place_of(self, path: Path) -> Place | tuple[None, None]:
        """Return the line and column of a part, or of the nearest part around it that has a place."""
        here = self.places
        for step in path if here else ():
            parts = here[2] if isinstance(here[2], dict) else _numbered(here[2], step)
            if step not in parts:
                break
            here = parts[step]
        return (here[0], here[1]) if here else (None, None)


def _numbered(parts: list | None, step: str | int) -> dict[str | int, tuple]:
    return {step: parts[step]} if parts and isinstance(step, int) and step < len(parts) else {}


class Builder:
    """Build a plain value and its places from what a reader meets, and note what must not be there.

    A stack holds the mappings and lists that are open, each as [value, places, name or index of its part at hand, its
    own name or index].
    """

    def __init__(self):
        self.faults: list[Fault] = []
        self.plain = Plain(None)
        self._stack: list[list] = []
        self._left = MOST_PARTS

    def wants_name(self) -> bool:
        """Tell whether the next thing is the name of a part of a mapping."""
        return bool(self._stack) and self._stack[-1][2] is _NAME

    def name(self, name: str, place: Place) -> None:
        """Begin a part of a mapping."""
        top = self._stack[-1]
        top[2] = name
        if name in top[0]:
            self.fault(say("“%(name)s” stands twice here.", name=name), place)
            top[2] = _DROPPED
        else:
            top[0][name], top[1][name] = None, (*place, None)

    def add(self, value: object, place: Place, parts: dict | list | None = None) -> None:
        """Add a value where it belongs; in a mapping its place is that of its name."""
        self._left -= 1
        if self._left < 0:
            self.stop(say("The file has more than %(most)s parts; split it.", most=MOST_PARTS), place)
        if not self._stack:
            self.plain = Plain(value, (*place, parts))
            return
        top = self._stack[-1]
        if isinstance(top[0], list):
            top[0].append(value)
            top[1].append((*place, parts))
            top[2] += 1
        elif top[2] is not _NAME:
            if top[2] is not _DROPPED:
                line, column, _ = top[1][top[2]]
                top[0][top[2]], top[1][top[2]] = value, (line, column, parts)
            top[2] = _NAME

    def open(self, value: dict | list, place: Place) -> None:
        """Begin a mapping or a list."""
        as_name = self.wants_name()
        parts: dict | list = {} if isinstance(value, dict) else []
        step = self._stack[-1][2] if self._stack else _DROPPED
        if as_name:
            self.fault(say("A name before a colon must be a word."), place)
            self._stack[-1][2] = _DROPPED
        self.add(value, place, parts)
        if as_name:
            self._stack[-1][2] = _DROPPED  # what follows the colon is dropped too
        self._stack.append([value, parts, _NAME if isinstance(value, dict) else 0, step])
        if len(self._stack) > MOST_DEPTH:
            self.stop(say("This is nested deeper than %(most)s levels.", most=MOST_DEPTH), place)

    def close(self) -> None:
        """End the mapping or list that was begun last."""
        self._stack.pop()

    def fault(self, message: Text, place: Place) -> None:
        """Note a fault of the part at hand."""
        self.faults.append(Fault(message, dotted(self._path()), *place))

    def stop(self, message: Text, place: Place) -> None:
        """Refuse to read on."""
        self.fault(message, place)
        raise Invalid(*self.faults)

    def built(self) -> Plain:
        """Return what was built; raises `Invalid` with what must not be there."""
        if self.faults:
            raise Invalid(*self.faults)
        return self.plain

    def _path(self) -> Path:
        steps = [top[3] for top in self._stack] + [top[2] for top in self._stack[-1:]]
        return tuple(step for step in steps if step not in (_NAME, _DROPPED))


_NAME, _DROPPED = object(), object()


def dotted(path: Path) -> str:
    """Write a path with dots: questions.3.stem."""
    return visible(".".join(map(str, path)))
