"""All of it together: inputs in, findings and ends of chains out."""

from authors import KeyBook, check_rotations, check_signature
from chain import Chain
from container import read
from disclosures import Mismatch, drop_algorithm, open_body, read_lines
from encoding import digest
from ends import LogFiles, check_proofs, settle, tie_of
from lines import Source
from refs import Index
from schema import body_holds, entry_holds
from settlement import check_final, check_proposed
from sums import sums_hold


def extent(chain):
    """First and last entry that can be read, and the last one's digest; empty where there is none."""
    shown = chain.shown
    return {"first": min(shown), "last": max(shown), "head": chain.digest_at(max(shown))} if shown else {}


class Reader:
    def __init__(self, paths, policy, heads=()):
        self.policy, self.heads = policy, heads
        self.givens = [read(path) for path in paths]
        self.files = [(path, data) for given in self.givens for path, data in given.files.items()]
        self.sources = [
            Source(given, path, data)
            for given in self.givens
            for path, data in given.files.items()
            if path.endswith(".ndjson") and (path.startswith("entries/") or not given.sealed)
        ]
        self.artifacts = {}
        for path, data in self.files:
            if path.startswith("artifacts/"):
                self.artifacts["sha256:" + path.removeprefix("artifacts/")] = (digest(data), len(data))
        self.omitted = set().union(*[given.omitted for given in self.givens])
        by_chain = {}
        for source in self.sources:
            by_chain.setdefault(source.chain, []).append(source)
        # The order of the paths given must not matter: files of one chain go by the digests of their bytes.
        self.chains = {
            chain: Chain(chain, sorted(sources, key=lambda source: digest(source.data)))
            for chain, sources in by_chain.items()
            if chain is not None
        }
        self.logs = LogFiles(self.files, policy, set(self.chains))
        self.disclosed = {p.split("/")[-1][:-4]: d for p, d in self.files if p.startswith("disclosures/") and p.endswith(".txt")}

    def judge(self):
        excluded, damaged = set(), set()
        # A record that fails vouches for nothing, and what it vouched for is judged again without it.
        while True:
            self._pass(excluded, damaged)
            lines = [line for chain in self.chains.values() for line in chain.lines]
            failed = {line for line in lines if line.root is not None and line.has_type("key.issued", "key.rotated")}
            registries = [chain for chain in self.chains.values() if self.policy.is_registry(chain.id)]
            harm = {line for chain in registries for line in chain.lines if line.root is not None}
            if failed <= excluded and harm <= damaged:
                return self
            excluded, damaged = excluded | failed, damaged | harm

    def _pass(self, excluded, damaged):
        self.book = KeyBook(self.policy, self.sources, self.files, excluded)
        for chain in self.chains.values():
            for line in chain.lines:
                line.forget()
                if line.root is None:
                    check_signature(line, self.book, damaged)
            chain.place_lines()
            check_rotations(chain.lines, self.book)
            for line in chain.lines:
                if line.root is None:
                    self._check_form(line)
            chain.place_lines()
            chain.mark_copies()
            chain.check_order(tie_of(chain, self.logs))
        self.index = Index(self.chains.values())
        for chain in self.chains.values():
            for line in chain.lines:
                if line.root is None and not line.copy:
                    self.index.check(line)
        for chain in self.chains.values():
            for line in chain.lines:
                if line.root is None and not line.copy:
                    self._check_late(line)

    def _check_form(self, line):
        payload = line.payload
        if not entry_holds(payload):
            line.fail("E_SCHEMA")
        elif not sums_hold(payload["body"]):
            line.fail("E_SUM")

    def _check_late(self, line):
        payload = line.payload
        if line.digest[7:] in self.disclosed:
            self._check_disclosures(line)
        for artifact in payload.get("artifacts", []):
            found = self.artifacts.get(artifact["digest"])
            if found is None:
                if artifact["digest"] not in self.omitted:
                    line.notes.append(("I_ARTIFACT_MISSING", False))
            elif found != (artifact["digest"], artifact["size"]):
                line.late.append(("E_ARTIFACT", False))
        if payload["type"] == "settlement.proposed":
            line.late.extend(check_proposed(line, self.index))
        if payload["type"] == "settlement.final":
            line.late.extend(check_final(line, self.index, self.book))

    def _check_disclosures(self, line):
        body = line.payload["body"]
        try:
            opened = drop_algorithm(open_body(body, read_lines(self.disclosed[line.digest[7:]])))
        except Mismatch:
            line.late.append(("E_DISCLOSURE", False))
            return
        if not body_holds(line.payload["type"], opened):
            line.late.append(("E_SCHEMA", False))
        elif not sums_hold(opened):
            line.late.append(("E_SUM", False))

    def report(self):
        findings = []

        def add(code, chain, line, path, caused):
            row = {"code": code, "chain": chain, "line": line, "path": path, "caused": caused}
            if row not in findings:
                findings.append(row)

        for given in self.givens:
            for code in given.codes:
                add(code, None, None, None, False)
            for caused in self._manifest_faults(given):
                add("E_MANIFEST", None, None, None, caused)
        for source in self.sources:
            for line in source.lines:
                codes = ([] if line.root is None else [(line.root, line.caused)]) + line.notes + line.late
                for code, caused in codes:
                    add(code, source.chain, line.number, source.path, caused)
        for path in sorted(p for p, _ in self.files if p.startswith("disclosures/")):
            entry = "sha256:" + path.split("/")[-1].removesuffix(".txt")
            if entry not in self.index.by_digest:
                add("E_DISCLOSURE", None, None, path, self.index.is_explained(entry))
        for code, chain, path in self.logs.findings():
            add(code, chain, None, None if chain else path, False)
        for code, chain, line, caused in list(check_proofs(self.chains, self.logs)):
            add(code, chain.id, line.number if line else None, line.source.path if line else None, caused)
        ends = []
        for chain in sorted(self.chains.values(), key=lambda each: each.id):
            for code, _, caused in settle(chain, self.logs, self.heads):
                add(code, chain.id, None, None, caused)
            ends.append({"id": chain.id, "end": chain.end, **extent(chain)})
        entries = sum(not line.copy for source in self.sources for line in source.lines)
        return {"entries": entries, "findings": findings, "chains": ends}

    def _manifest_faults(self, given):
        """Whether each fault of the manifest follows from a line of the file that it is about."""
        if given.manifest_chains is None:
            return
        rows = dict(given.manifest_chains)
        for path in given.changed:
            source = next((each for each in self.sources if each.given is given and each.path == path), None)
            yield source is not None and any(line.root is not None for line in source.lines)
        for source in self.sources:
            if source.given is given and rows.pop(source.chain, None) != self._row_of(source):
                yield any(line.root is not None for line in source.lines)
        for chain in rows:
            yield any(chain.removeprefix("urn:uuid:") in path for path in given.absent)

    def _row_of(self, source):
        """What a manifest must say of a chain file, by its own lines alone."""
        places = [(line, line.place) for line in source.lines]
        alone = Chain(source.chain, [source])
        alone.place_lines()
        actor = next((line.payload["actor"]["id"] for line in source.lines if line.root is None), None)
        row = {"id": source.chain, "actor": actor, "count": len(source.lines), **extent(alone)}
        for line, place in places:
            line.place = place
        return row
