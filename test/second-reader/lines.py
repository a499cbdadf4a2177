"""Lines of chain files, read as far as a line alone can be: parse, envelope, canonical form, keyid."""

from container import CHAIN_FILE
from dsse import MAX_LINE, BadEnvelope, open_line
from jcs import canonical, has_fraction
from json_strict import Refused, parse

# Roots that leave it open whether the author ever signed this.
UNSIGNED = frozenset(
    "E_PARSE E_PARSE_DUPKEY E_LIMIT E_ENVELOPE E_CANON E_KEYID E_SIG E_KEY_WEAK E_KEY_BINDING".split()
)

UNSOUND = frozenset("E_SCHEMA E_SUM E_POP".split())


class Line:
    """A line: `root` is its first error; `notes` are what is only unsettled: (code, is a consequence)."""

    def __init__(self, source, number, raw, has_lf):
        self.source, self.number = source, number
        self.payload = self.digest = self.place = self.kid = None
        self.message = self.signature = b""
        self.notes, self.late = [], []
        self.copy = self.disproved = False
        self.unsigned_root = self.root = self._read(raw, has_lf)
        self.caused = False

    def _read(self, raw, has_lf):
        if len(raw) > MAX_LINE:
            return "E_LIMIT"
        try:
            self.message, keyid, self.signature, self.digest = open_line(raw, has_lf)
            payload = parse(self.message)
        except Refused as refused:
            return refused.code
        except BadEnvelope:
            return "E_ENVELOPE"
        if isinstance(payload, dict):
            self.payload = payload
        if has_fraction(payload) or canonical(payload) != self.message:
            return "E_CANON"
        actor = payload.get("actor") if isinstance(payload, dict) else None
        self.kid = actor.get("kid") if isinstance(actor, dict) else None
        return None if isinstance(self.kid, str) and keyid == self.kid else "E_KEYID"

    def fail(self, code, caused=False):
        if self.root is None:
            self.root, self.caused = code, caused

    def forget(self):
        """Back to what the line alone shows."""
        self.root, self.caused, self.notes, self.late, self.place, self.copy = self.unsigned_root, False, [], [], None, False
        self.disproved = False

    def has_type(self, *types):
        return self.payload is not None and self.payload.get("type") in types and isinstance(self.payload.get("body"), dict)

    @property
    def relied_on(self):
        """Whether no error of integrity or authenticity stands on it."""
        return self.signed and self.root not in UNSOUND and self.payload is not None

    @property
    def signed(self):
        return self.root not in UNSIGNED


class Source:
    """A chain file: its chain is its name's, else that of its first readable line."""

    def __init__(self, given, path, data):
        self.given, self.path, self.data = given, path, data
        self.lines = []
        rows = data.split(b"\n")
        for number, raw in enumerate(rows, 1):
            if raw or number < len(rows):
                self.lines.append(Line(self, number, raw, number < len(rows)))
        match = CHAIN_FILE.fullmatch(path)
        stated = [line.payload.get("chain") for line in self.lines if line.payload is not None]
        self.chain = f"urn:uuid:{match.group(1)}" if match else next((each for each in stated if isinstance(each, str)), None)
