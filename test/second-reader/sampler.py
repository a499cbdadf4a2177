"""
Draws the samples of audits by docs/audits.md alone, with the standard library.

    python3 test/second-reader/sampler.py POPULATION SPEC.json

POPULATION is a file of units, one a line; SPEC.json is a list of orders as a report states them (`core.sample.spec`). Prints for each the
size, what was drawn and, as the limit for no exception at all, the most that could be wrong in the population.
"""

import hashlib
import json
import sys
from fractions import Fraction
from math import comb, floor

sys.dont_write_bytecode = True

from jcs import canonical, utf16

SCALE = 10**9


def hashed(*parts):
    return hashlib.sha256(canonical(["assize/audit/1", *parts])).hexdigest()


def least(low, high, holds):
    """The least whole number from low to high of which a condition holds that holds of all above it."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def few_by_units(units, marked, drawn, seen):
    """How likely a sample without replacement shows `seen` marked units at most."""
    ways = sum(comb(marked, j) * comb(units - marked, drawn - j) for j in range(min(seen, drawn) + 1))
    return Fraction(ways, comb(units, drawn))


def few_by_draws(share, drawn, seen):
    if share >= 1:
        return Fraction(0 if drawn > seen else 1)
    return sum(comb(drawn, j) * share**j * (1 - share) ** (drawn - j) for j in range(min(seen, drawn) + 1))


def size_of_units(units, spec, risk):
    if "size" in spec:
        return min(spec["size"], units)
    marked = min(units, floor(units * Fraction(spec["tolerable"]) / 100) + 1)
    first = min(spec["expected"] + 1, units)
    return least(first, units, lambda n: few_by_units(units, marked, n, spec["expected"]) <= risk)


def allocate(counts, size):
    """One of each stratum; the rest in proportion to what is left of them, by largest remainder, a tie to the lower name."""
    rest, left = size - len(counts), sum(counts.values()) - len(counts)
    names = sorted(counts, key=utf16)
    exact = {name: Fraction(rest * (counts[name] - 1), left) if left else Fraction(0) for name in names}
    parts = {name: floor(exact[name]) for name in names}
    spare = (rest if left else 0) - sum(parts.values())
    for name in sorted(names, key=lambda name: (parts[name] - exact[name], utf16(name)))[:spare]:
        parts[name] += 1
    return {name: 1 + parts[name] for name in names}


def stratum(unit, by):
    return {"terminal": unit["terminal"], "day": unit["day"], "currency": unit.get("currency", "-"), None: ""}[by]


def by_tickets(units, spec, digest, risk):
    by = spec.get("by")
    counts = {}
    for unit in units:
        counts[stratum(unit, by)] = counts.get(stratum(unit, by), 0) + 1
    size = max(size_of_units(len(units), spec, risk), len(counts))
    sizes = allocate(counts, size)
    drawn = []
    for name, part in sizes.items():
        places = [place for place, unit in enumerate(units) if stratum(unit, by) == name]
        tickets = {place: hashed(spec["seed"], digest, units[place]["txn"], units[place]["payments"]) for place in places}
        drawn += sorted(places, key=tickets.get)[:part]
    most = 0
    for name, part in sizes.items():
        each, all_units = risk / len(sizes), counts[name]
        most += least(1, all_units - part + 1, lambda m: few_by_units(all_units, m, part, 0) <= each) - 1
    return {"size": size, "units": [{"txn": units[place]["txn"]} for place in sorted(drawn)], "most": most}


def by_money(units, spec, digest, risk):
    currencies = {unit["currency"] for unit in units if "currency" in unit}
    currency = spec.get("currency") or currencies.pop()
    amounts = [unit["minor"] if unit.get("currency") == currency else 0 for unit in units]
    total, size = sum(amounts), spec.get("size")
    if size is None:
        share, high = Fraction(int(spec["tolerable"]), total), spec["expected"] + 1
        while few_by_draws(share, high, spec["expected"]) > risk:
            high *= 2
        size = least(spec["expected"] + 1, high, lambda n: few_by_draws(share, n, spec["expected"]) <= risk)
    interval = max(1, total // size)
    attempt, fair = 0, 2**256 - 2**256 % interval
    while (number := int(hashed(spec["seed"], digest, "start", attempt), 16)) >= fair:
        attempt += 1
    start = following = number % interval
    drawn, passed, hits = [], 0, 0
    for unit, amount in zip(units, amounts):
        if amount >= interval:
            drawn.append({"txn": unit["txn"], "by": "certain"})
        elif amount > 0:
            passed += amount
            if following < passed:
                drawn.append({"txn": unit["txn"], "by": "hit"})
                following += interval
                hits += 1
    limit = SCALE if hits == 0 else least(0, SCALE, lambda p: few_by_draws(Fraction(p, SCALE), hits, 0) <= risk)
    most = -(-passed * (limit if passed else 0) // SCALE)
    return {"size": size, "units": drawn, "interval": str(interval), "start": str(start), "most": str(most)}


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    with open(sys.argv[2], encoding="utf-8") as file:
        specs = json.load(file)
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    units = [json.loads(line) for line in data.splitlines()]
    answers = []
    for spec in specs:
        risk = 1 - Fraction(spec["confidence"]) / 100
        draw = by_money if spec["method"] == "monetary" else by_tickets
        answers.append({"population": digest, **draw(units, spec, digest, risk)})
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
