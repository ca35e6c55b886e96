"""Nanoseconds in which zen-engine evaluates a decision table for one cart, printed as one number.

    zen_peer.py TABLE.json CARTS.json | --probe

The time that a model without the table takes to pass the same carts through is taken off: what is left is the table,
without the call from Python and without turning the cart into the engine's values. Processor time of the process; the
median of five measurements.
"""
import json
import statistics
import sys
import time

import zen

SECONDS = 0.2


def nanoseconds(decision, carts):
    decision.evaluate(carts[0])
    measured = []
    for _ in range(5):
        evaluations, start = 0, time.process_time_ns()
        while True:
            decision.evaluate(carts[evaluations % len(carts)])
            evaluations += 1
            taken = time.process_time_ns() - start
            if taken > SECONDS * 1e9 and evaluations >= 8:
                break
        measured.append(taken / evaluations)
    return statistics.median(measured)


def main():
    if sys.argv[1:] == ["--probe"]:
        print(zen.ZenEngine)
        return
    table, carts = (json.load(open(path)) for path in sys.argv[1:])
    # As text, which is the engine's fastest way in.
    carts = [json.dumps(cart) for cart in carts]
    empty = {"nodes": [node for node in table["nodes"] if node["id"] != "table"],
             "edges": [{"id": "1", "type": "edge", "sourceId": "in", "targetId": "out"}]}
    engine = zen.ZenEngine()
    full, empty = (engine.create_decision(json.dumps(model)) for model in (table, empty))
    hits = full.evaluate(carts[0])["result"]["hits"]
    if not isinstance(hits, list):
        sys.exit("the table answered %r" % hits)
    if not any(full.evaluate(cart)["result"]["hits"][0:] for cart in carts):
        sys.exit("no row of the table ever holds")
    print(nanoseconds(full, carts) - nanoseconds(empty, carts))


if __name__ == "__main__":
    main()
