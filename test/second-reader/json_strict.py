"""Strict JSON (docs/evidence-format.md, section 2). Integers become int, every other number float."""

import re


class Refused(Exception):
    """A document that is not read; `code` is E_PARSE, E_PARSE_DUPKEY or E_LIMIT."""

    def __init__(self, code, why):
        super().__init__(f"{code}: {why}")
        self.code = code


MAX_DEPTH = 128
MAX_INTEGER = 2**53 - 1
SPACE = re.compile(r"[ \t\n\r]*")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
PLAIN = re.compile(r'[^"\\\x00-\x1f\ud800-\udfff]*')
ESCAPED = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
HEX4 = re.compile(r"[0-9a-fA-F]{4}")


def parse(data):
    """The value of a whole document given as bytes."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("E_PARSE", "no UTF-8") from error
    reader = _Reader(text)
    value = reader.value(1)
    reader.skip()
    if reader.at != len(text):
        raise Refused("E_PARSE", "text after the value")
    return value


class _Reader:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def skip(self):
        self.at = SPACE.match(self.text, self.at).end()

    def peek(self):
        self.skip()
        if self.at >= len(self.text):
            raise Refused("E_PARSE", "the text ends")
        return self.text[self.at]

    def expect(self, char):
        if self.peek() != char:
            raise Refused("E_PARSE", f"no {char!r} at {self.at}")
        self.at += 1

    def value(self, depth):
        char = self.peek()
        if char in "{[":
            if depth > MAX_DEPTH:
                raise Refused("E_LIMIT", "too deep")
            self.at += 1
            return self.object(depth) if char == "{" else self.array(depth)
        if char == '"':
            self.at += 1
            return self.string()
        for word, value in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        return self.number()

    def object(self, depth):
        members = {}
        if self.peek() == "}":
            self.at += 1
            return members
        while True:
            self.expect('"')
            name = self.string()
            if name in members:
                raise Refused("E_PARSE_DUPKEY", name)
            self.expect(":")
            members[name] = self.value(depth + 1)
            if self.peek() == "}":
                self.at += 1
                return members
            self.expect(",")

    def array(self, depth):
        items = []
        if self.peek() == "]":
            self.at += 1
            return items
        while True:
            items.append(self.value(depth + 1))
            if self.peek() == "]":
                self.at += 1
                return items
            self.expect(",")

    def number(self):
        match = NUMBER.match(self.text, self.at)
        if match is None:
            raise Refused("E_PARSE", f"no value at {self.at}")
        literal = match.group()
        self.at = match.end()
        if match.group(1) is None and match.group(2) is None:
            # A literal of thousands of digits is refused before it is converted.
            if len(literal) > 17 or abs(int(literal)) > MAX_INTEGER:
                raise Refused("E_PARSE", "integer beyond 2^53 - 1")
            return -0.0 if literal == "-0" else int(literal)
        value = float(literal)
        if value in (float("inf"), float("-inf")):
            raise Refused("E_PARSE", "number overflows")
        if value == 0 and re.search("[1-9]", re.split("[eE]", literal)[0]):
            raise Refused("E_PARSE", "number underflows")
        return value

    def string(self):
        parts = []
        while True:
            match = PLAIN.match(self.text, self.at)
            parts.append(match.group())
            self.at = match.end()
            char = self.text[self.at : self.at + 1]
            self.at += 1
            if char == '"':
                return "".join(parts)
            if char != "\\":
                raise Refused("E_PARSE", "string not closed, or a control character in it")
            parts.append(self.escape())

    def escape(self):
        char = self.text[self.at : self.at + 1]
        self.at += 1
        if char in ESCAPED and char:
            return ESCAPED[char]
        if char != "u":
            raise Refused("E_PARSE", "unknown escape")
        unit = self.hex4()
        if 0xDC00 <= unit < 0xE000:
            raise Refused("E_PARSE", "lone surrogate")
        if 0xD800 <= unit < 0xDC00:
            if not self.text.startswith("\\u", self.at):
                raise Refused("E_PARSE", "lone surrogate")
            self.at += 2
            low = self.hex4()
            if not 0xDC00 <= low < 0xE000:
                raise Refused("E_PARSE", "lone surrogate")
            return chr(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
        return chr(unit)

    def hex4(self):
        match = HEX4.match(self.text, self.at)
        if match is None:
            raise Refused("E_PARSE", "bad \\u escape")
        self.at = match.end()
        return int(match.group(), 16)
