"""What is at the end of a chain: closing entries, counted checkpoints, known heads, proofs."""

import itertools
import re

from log import BadNote, BadProof, Checkpoint, ConsistencyProof, InclusionProof, Judged, consistency_holds, inclusion_root, leaf_hash, tree_root


class LogFiles:
    """Everything under log/, judged once for each distinct note."""

    def __init__(self, files, policy, chain_ids):
        self.policy = policy
        self.judged, self.inclusions, self.consistencies = {}, [], []
        self.bad_files, self.refused = [], set()
        for path, data in files:
            match = re.search(r"(?:^|/)log/(checkpoints|proofs|consistency)/", path)
            if match is None:
                continue
            kind = match.group(1)
            try:
                if kind == "checkpoints":
                    self._judge(path, Checkpoint(data))
                elif kind == "proofs":
                    proof = InclusionProof(data)
                    self.inclusions.append((path, proof, self._judge(path, proof.note)))
                else:
                    proof = ConsistencyProof(data)
                    self.consistencies.append((path, proof, self._judge(path, proof.note)))
            except BadProof:
                self._refuse("E_INCLUSION" if kind == "proofs" else "E_CONSISTENCY", path, data)
            except BadNote:
                self._refuse("E_CKPT_SIG", path, data if kind == "checkpoints" else data.partition(b"\n\n")[2])
        self.chain_ids = chain_ids

    def _refuse(self, code, path, data):
        """The same bytes count once."""
        if (code, data) not in self.refused:
            self.refused.add((code, data))
            self.bad_files.append((code, path))

    def _judge(self, path, note):
        if self.policy.tlog is None:
            return None
        known = self.judged.get(note.bytes)
        if known is None:
            known = self.judged[note.bytes] = Judged(note, self.policy.tlog)
            known.path = path
        return known

    def findings(self):
        """(code, chain or None, path) of notes and unreadable files."""
        for code, path in self.bad_files:
            yield code, self._named_by(path), path
        for judged in self.judged.values():
            if judged.bad:
                yield "E_CKPT_SIG", self._chain_of(judged), judged.path
            elif judged.short:
                yield "I_WITNESS_QUORUM", self._chain_of(judged), judged.path

    def _chain_of(self, judged):
        if judged.note.origin in self.chain_ids:
            return judged.note.origin
        signers = [name for name, _, _ in judged.note.signatures if name in self.chain_ids]
        return signers[0] if signers else self._named_by(judged.path)

    def _named_by(self, path):
        for chain in self.chain_ids:
            if chain.removeprefix("urn:uuid:") in path:
                return chain
        return None

    def of(self, chain):
        return [judged for judged in self.judged.values() if judged.note.origin == chain]


def tie_of(chain, logs):
    """Of a chain without its first entry: True if a proof ties the first one present to a counted checkpoint, False if one fails to, else None."""
    first, tie = chain.first, None
    digest = chain.digest_at(first)
    for _, proof, judged in logs.inclusions:
        if first > 0 and digest is not None and proof.note.origin == chain.id and proof.index == first and judged is not None and judged.counts:
            leaf = leaf_hash(bytes.fromhex(digest[7:]))
            holds = inclusion_root(proof.index, proof.note.size, leaf, proof.hashes) == proof.note.root
            tie = holds if tie is None else tie or holds
    return tie


def leaves_of(chain, size):
    """Leaf hashes of the first `size` places, or None where an entry among them is missing or cannot be read."""
    if size > len(chain.places):
        return None
    digests = [chain.digest_at(place) for place in range(size)]
    return None if None in digests else [leaf_hash(bytes.fromhex(digest[7:])) for digest in digests]


def shows(chain, note):
    """Whether the entries here make the note's root; None where that cannot be told."""
    leaves = leaves_of(chain, note.size)
    if leaves is None:
        return None
    # Where the author signed two entries for one place, the log holds either of them.
    forks = [place for place in range(note.size) if len(chain.entries_at(place)) > 1][:8]
    copies = [[leaf_hash(bytes.fromhex(line.digest[7:])) for line in chain.entries_at(place)] for place in forks]
    for choice in itertools.product(*copies):
        for place, leaf in zip(forks, choice):
            leaves[place] = leaf
        if tree_root(leaves) == note.root:
            return True
    return False


def settle(chain, logs, heads):
    """The end of a chain, and the findings on it as a whole: (code, seq or None, is a consequence)."""
    found, last = set(), chain.last
    notes = [judged for judged in logs.of(chain.id) if judged.counts]
    shown = max([judged.note.size for judged in notes], default=0)
    truncated, proven, forked = shown > last + 1, False, False
    if truncated:
        found.add(("E_TRUNC_HEAD", None, False))
    for head in heads:
        if head["chain"] != chain.id:
            continue
        if head["seq"] > last:
            truncated = True
            found.add(("E_ROLLBACK", None, False))
        elif chain.digest_at(head["seq"]) not in (None, head["digest"]):
            found.add(("E_FORK", head["seq"], chain.spoilt_up_to(head["seq"])))
    for judged in notes:
        size = judged.note.size
        if size > last + 1:
            continue
        fits = shows(chain, judged.note)
        if fits is not False:
            proven = proven or size == last + 1
        elif size > 0:
            forked = forked or size == last + 1
            found.add(("E_FORK", size - 1, chain.spoilt_up_to(size - 1)))
    closing = [line for line in chain.lines if line.relied_on and "closes" in line.payload]
    first_readable = any(line.payload is not None for line in chain.places.get(0, []))
    if truncated:
        chain.end = "truncated"
    elif not first_readable:
        chain.end = "unknown"
        if chain.first == 0:
            found.add(("I_OPEN_CHAIN", None, True))
        elif not chain.gaps:
            found.add(("I_OPEN_CHAIN", None, False))
    elif proven or closing:
        chain.end = "proven"
    else:
        chain.end = "open"
        wanting = any((judged.bad or judged.short) and judged.note.size == last + 1 for judged in logs.of(chain.id))
        spoilt = all(line.root is not None for line in chain.places.get(last, []))
        found.add(("I_OPEN_CHAIN", None, wanting or forked or spoilt))
    return found


def check_proofs(chains, logs):
    """(code, chain, line or None, is a consequence) of proofs that do not hold."""
    for _, proof, judged in logs.inclusions:
        chain = chains.get(proof.note.origin)
        if chain is None or not chain.places.get(proof.index):
            continue
        # Where the proof was to tie a slice, the chain hangs on it, not that line alone.
        line = chain.places[proof.index][0] if proof.index > chain.first or proof.index == 0 else None
        digest = chain.digest_at(proof.index)
        leaf = None if digest is None else leaf_hash(bytes.fromhex(digest[7:]))
        if leaf is not None and inclusion_root(proof.index, proof.note.size, leaf, proof.hashes) != proof.note.root:
            if line is not None:
                line.disproved = True
            yield "E_INCLUSION", chain, line, (judged is not None and judged.bad) or (line is not None and line.root is not None)
    for _, proof, judged in logs.consistencies:
        chain = chains.get(proof.note.origin)
        if chain is None:
            continue
        roots = [judged.note.root for judged in logs.of(chain.id) if judged.note.size == proof.old and judged.counts]
        leaves = leaves_of(chain, proof.old) if not roots and proof.old <= chain.last + 1 else None
        if leaves is not None:
            roots = [tree_root(leaves)]
        if roots and not any(consistency_holds(proof.old, proof.note.size, root, proof.note.root, proof.hashes) for root in roots):
            yield "E_CONSISTENCY", chain, None, judged is not None and judged.bad
