"""The canonical form, RFC 8785."""

SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
TABLE = {**{n: f"\\u{n:04x}" for n in range(0x20)}, **{ord(char): text for char, text in SHORT.items()}}


def utf16(text):
    """A key that orders text by its UTF-16 code units."""
    return text.encode("utf-16-be", "surrogatepass")


def canonical(value):
    """The canonical form of a parsed value, as bytes."""
    return _text(value).encode("utf-8")


def _text(value):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, str):
        return '"' + value.translate(TABLE) + '"'
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    return "{" + ",".join(f"{_text(name)}:{_text(value[name])}" for name in sorted(value, key=utf16)) + "}"


def number(value):
    """ECMAScript's shortest text of a finite double."""
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, part = mantissa.partition(".")
    digits = (whole + ("" if part == "0" else part)).lstrip("0")
    point = len(whole) + int(exponent or 0) if whole != "0" else int(exponent or 0) - (len(part) - len(part.lstrip("0")))
    digits = digits.rstrip("0") or "0"
    if len(digits) <= point <= 21:
        text = digits + "0" * (point - len(digits))
    elif 0 < point <= 21:
        text = digits[:point] + "." + digits[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        head = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
        text = f"{head}e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + text


def has_fraction(value):
    """True where a number in it was not written as a plain integer."""
    if isinstance(value, float):
        return True
    if isinstance(value, list):
        return any(map(has_fraction, value))
    return isinstance(value, dict) and any(map(has_fraction, value.values()))
