"""
The second reader: reads evidence and rulings by docs/ alone, and prints what it finds as JSON.

    python3 test/second-reader/read.py PATH... [--policy FILE] [--heads FILE]
    python3 test/second-reader/read.py --ruling FILE [PATH...] [--policy FILE]
    python3 test/second-reader/read.py --list jobs.json

A job is {"id", "paths"?, "policy"?, "heads"?, "ruling"?}; --list prints {"id", ...} for each, in order.
"""

import argparse
import json
import sys

# Reading leaves nothing behind in the source tree.
sys.dont_write_bytecode = True

from evidence import Reader
from json_strict import parse
from policy import Policy, read_policy
from ruling import read_ruling


def run(job):
    policy = Policy() if job.get("policy") is None else read_policy(job["policy"])
    heads = []
    if job.get("heads") is not None:
        with open(job["heads"], "rb") as file:
            heads = parse(file.read())
    answer = {"id": job["id"]} if "id" in job else {}
    if job.get("paths"):
        answer.update(Reader(job["paths"], policy, heads).judge().report())
    if job.get("ruling") is not None:
        answer["ruling"] = read_ruling(job["ruling"], job.get("paths", []), policy, job.get("policy") is not None)
    return answer


def main():
    options = argparse.ArgumentParser(description="Reads evidence and rulings by docs/ alone.")
    options.add_argument("paths", nargs="*", metavar="PATH")
    options.add_argument("--policy")
    options.add_argument("--heads")
    options.add_argument("--ruling")
    options.add_argument("--list")
    given = options.parse_args()
    if given.list is None:
        job = {"paths": given.paths, "policy": given.policy, "heads": given.heads, "ruling": given.ruling}
        print(json.dumps(run(job), indent=2))
        return
    with open(given.list, encoding="utf-8") as file:
        answers = [run(job) for job in json.load(file)]
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
