"""Nanoseconds that Google's implementation of CEL takes (cel-expr-python), printed as one number.

    cel_peer.py engine|compile FACTS.json NOW EXPRESSION

engine   one evaluation inside of the engine: the expression stands in a loop of the engine's own over 100 numbers, and the
         same loop without the expression is taken off. No call from Python is in it, only what the engine itself does to
         reach its bindings, which are Python dictionaries.
compile  parsing, checking and planning.

Processor time of this thread; the median of five measurements.
"""
import datetime
import json
import statistics
import sys
import time

from cel_expr_python import cel

TURNS = 100
SECONDS = 0.05


def nanoseconds(run):
    run()
    count, taken = 1, 0
    while taken < SECONDS * 1e9:
        count *= 2
        start = time.thread_time_ns()
        for _ in range(count):
            run()
        taken = time.thread_time_ns() - start
    measured = [taken / count]
    for _ in range(4):
        start = time.thread_time_ns()
        for _ in range(count):
            run()
        measured.append((time.thread_time_ns() - start) / count)
    return statistics.median(measured)


def main():
    what, path, now, expression = sys.argv[1:]
    with open(path) as file:
        data = json.load(file)
    data["now"] = datetime.datetime.fromisoformat(now.replace("Z", "+00:00"))
    data["turns"] = list(range(TURNS))
    anything = cel.Type.Map(cel.Type.STRING, cel.Type.DYN)
    environment = cel.NewEnv(None, variables={
        "cart": anything, "customer": anything, "now": cel.Type.TIMESTAMP, "turns": cel.Type.List(cel.Type.INT)})
    if what == "compile":
        print(nanoseconds(lambda: environment.compile(expression)))
        return
    bindings = environment.Activation(data)
    if environment.compile(expression).eval(bindings).value() is not True:
        sys.exit("the expression does not hold: " + expression)

    def loop(body):
        program = environment.compile("turns.all(turn, %s)" % body)
        assert program.eval(bindings).value() is True
        return nanoseconds(lambda: program.eval(bindings))

    print((loop("(%s) || true" % expression) - loop("true || turn == 0")) / TURNS)


if __name__ == "__main__":
    main()
