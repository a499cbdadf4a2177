"""A chain over all its files: places, duplicates, gaps, forks, order, links."""


def _who(line):
    return line.payload["actor"]["id"], line.payload["actor"]["role"]


class Chain:
    """Lines of one chain; `places` are its lines by the place that each takes."""

    def __init__(self, chain, sources):
        self.id, self.sources = chain, sources
        self.lines = [line for source in sources for line in source.lines]
        self.places = {}
        self.strangers = set()
        self.end = "open"
        self.gaps = False

    def place_lines(self):
        self.places = {}
        for source in self.sources:
            before = -1
            for line in source.lines:
                line.place = self._place_of(line, before)
                if line.place is not None:
                    before = line.place
                    self.places.setdefault(line.place, []).append(line)

    def _place_of(self, line, before):
        payload = line.payload
        own = payload is not None and payload.get("chain") == self.id and type(payload.get("seq")) is int
        if line.signed and payload is not None and not own:
            return None
        # An outsider may have changed the number too, so that only what the author signed takes a place of its own choice.
        return payload["seq"] if own and line.signed else before + 1

    @property
    def last(self):
        """The last place, a line that cannot be read counted too."""
        return max(self.places, default=-1)

    @property
    def first(self):
        return min(self.places, default=-1)

    @property
    def shown(self):
        """Places of entries that can be read."""
        return [place for place in self.places if self.entries_at(place)]

    def digests_at(self, place):
        return {line.digest for line in self.places.get(place, []) if line.digest is not None}

    def entries_at(self, place):
        """Lines at a place that can be read, those that the author signed first."""
        lines = [line for line in self.places.get(place, []) if line.payload is not None]
        return sorted(lines, key=lambda line: not line.signed)

    def digest_at(self, place):
        entries = self.entries_at(place)
        return entries[0].digest if entries else None

    def stated_at(self, place):
        for line in self.places.get(place + 1, []):
            if line.signed and line.payload is not None and isinstance(line.payload.get("prev"), str):
                return line.payload["prev"]
        return None

    def spoilt_up_to(self, place):
        """Whether a line at or before the place has a root, or is missing."""
        present = [each for each in self.places if each <= place]
        return len(present) <= place or any(map(self.spoilt_at, present))

    def spoilt_at(self, place):
        lines = self.places.get(place, [])
        return not lines or any(line.root is not None or line.disproved for line in lines)

    def mark_copies(self):
        """Copies of an entry in several inputs count once."""
        seen = {}
        for line in self.lines:
            if line.root is None and line.digest is not None:
                first = seen.setdefault(line.digest, line.source)
                line.copy = first is not line.source

    def check_order(self, tied):
        """Chain, seq and prev. `tied`: whether a proof ties the first entry present to a checkpoint; None without one."""
        placed = [line for line in self.lines if line.place is not None and line.root is None]
        actor = _who(min(placed, key=lambda line: line.place)) if placed else None
        # A line of another actor's takes no place, as one of another chain does not.
        self.strangers = {line.digest for line in placed if _who(line) != actor}
        self.strangers |= {line.digest for line in self.lines if line.place is None and line.digest is not None}
        for line in [each for each in placed if _who(each) != actor]:
            self.places[line.place].remove(line)
            if not self.places[line.place]:
                del self.places[line.place]
            line.place = None
        placed = [line for line in placed if line.place is not None]
        closed = min((line.place for line in placed if "closes" in line.payload), default=None)
        taken, gap_told, self.reopened = {}, set(), False
        for source in self.sources:
            highest, digests = -1, set()
            for line in source.lines:
                if line.root is None and not line.copy:
                    self._check_line(line, actor, closed, taken, digests, highest, gap_told, tied)
                if line.place is not None:
                    highest = max(highest, line.place)
                    if line.signed and not line.copy:
                        taken.setdefault(line.place, line.digest)
                        digests.add(line.digest)
        self.gaps = bool(gap_told)

    def _check_line(self, line, actor, closed, taken, digests, highest, gap_told, tied):
        place = line.place
        if place is None or _who(line) != actor:
            line.fail("E_CHAIN_MIX")
        elif line.digest in digests:
            line.fail("E_DUP")
        elif taken.get(place, line.digest) != line.digest:
            line.fail("E_FORK")
        elif place > 0 and place - 1 not in self.places and place not in gap_told and not (tied and place == self.first):
            gap_told.add(place)
            line.fail("E_SEQ_GAP", line.payload["prev"] in self.strangers or (tied is False and place == self.first))
        elif place < highest:
            line.fail("E_LINE_ORDER")
        elif closed is not None and place > closed:
            line.fail("E_AFTER_CLOSE", self.reopened)
            self.reopened = True
        elif place > 0 and self.places.get(place - 1):
            before = self.digests_at(place - 1)
            if before and line.payload["prev"] not in before:
                line.fail("E_PREV", self.spoilt_at(place - 1))
