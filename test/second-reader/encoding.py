"""Base64, digests and instants in the one form that evidence allows."""

import base64
import binascii
import datetime
import hashlib
import re

BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
INSTANT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.[0-9]{3}Z")


def from_base64(text):
    """Bytes, or None where the text is not RFC 4648 section 4 with padding and zero unused bits."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def to_base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text):
    """Bytes, or None where the text is not section 5 without padding and with zero unused bits."""
    if not isinstance(text, str) or BASE64URL.fullmatch(text) is None or len(text) % 4 == 1:
        return None
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return data if to_base64url(data) == text else None


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def is_instant(text):
    match = INSTANT.fullmatch(text)
    if match is None:
        return False
    year, month, day, hour, minute, second = map(int, match.groups())
    # The calendar repeats every 400 years, so that the year 0000, which datetime lacks, is judged as 400.
    try:
        datetime.datetime(year or 400, month, day, hour, minute, second)
    except ValueError:
        return False
    return True
