"""Evaluates expressions with cel-expr-python, Google's C++ runtime.

    cel_peer.py FILE

FILE holds JSON: [{"variables": [{"name", "kind", "value"}], "expressions": [text]}]. For each group a line is written: a JSON
list with one canonical text an expression (see `canonical`), `C` for one that does not compile, `E` for an error.
"""
import datetime
import json
import os
import struct
import sys

from cel_expr_python import cel
from cel_expr_python.ext import ext_bindings, ext_encoders, ext_math, ext_optional, ext_strings

TYPES = {
    "b": cel.Type.BOOL, "i": cel.Type.INT, "u": cel.Type.UINT, "d": cel.Type.DOUBLE, "s": cel.Type.STRING, "y": cel.Type.BYTES,
    "t": cel.Type.TIMESTAMP, "g": cel.Type.DURATION, "I": cel.Type.List(cel.Type.INT), "S": cel.Type.List(cel.Type.STRING),
    "M": cel.Type.Map(cel.Type.STRING, cel.Type.INT), "X": cel.Type.DYN,
}
EXTENSIONS = [
    ext_bindings.ExtBindings(), ext_encoders.ExtEncoders(), ext_math.ExtMath(), ext_optional.ExtOptional(), ext_strings.ExtStrings(),
]
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MICROSECOND = datetime.timedelta(microseconds=1)


def decoded(text):
    """A value from its canonical form, which Swift has written as nested JSON: [kind, payload]."""
    kind, payload = text
    if kind == "null":
        return None
    if kind == "b":
        return payload
    if kind in "iu":
        return int(payload)
    if kind == "d":
        return struct.unpack(">d", bytes.fromhex(payload))[0]
    if kind == "s":
        return payload
    if kind == "y":
        return bytes.fromhex(payload)
    if kind == "t":
        return EPOCH + int(payload) * MICROSECOND
    if kind == "g":
        return int(payload) * MICROSECOND
    if kind == "l":
        return [decoded(element) for element in payload]
    if kind == "m":
        return {key: decoded(value) for key, value in payload}
    raise ValueError(kind)


def key_text(key):
    if isinstance(key, bool):
        return "b:true" if key else "b:false"
    return f"n:{key}" if isinstance(key, int) else f"s:{key}"


def canonical(value):
    kind = value.type().name()
    plain = value.value()
    if kind == "ERROR":
        return "E " + plain
    if kind == "NULL":
        return "null"
    if kind == "BOOL":
        return "b:true" if plain else "b:false"
    if kind == "INT":
        return f"i:{plain}"
    if kind == "UINT":
        return f"u:{plain}"
    if kind == "DOUBLE":
        return "d:nan" if plain != plain else "d:" + struct.pack(">d", plain).hex()
    if kind == "STRING":
        return "s:" + plain
    if kind == "BYTES":
        return "y:" + bytes(plain).hex()
    if kind == "TIMESTAMP":
        return f"t:{(plain - EPOCH) // MICROSECOND}"
    if kind == "DURATION":
        return f"g:{plain // MICROSECOND}"
    if kind.startswith("LIST"):
        return "[" + ",".join(canonical(element) for element in plain) + "]"
    if kind.startswith("MAP"):
        return "{" + ",".join(sorted(f"{key_text(key)}={canonical(element)}" for key, element in plain.items())) + "}"
    return "?" + kind


def outcome(environment, activation, expression):
    try:
        program = environment.compile(expression)
    except Exception as error:
        return "C " + str(error).splitlines()[0]
    try:
        return canonical(program.eval(activation))
    except Exception as error:
        return "E " + type(error).__name__


# The extension module gives back a reference to None too many for every null; without these the interpreter would end.
SPARE = [None] * 5_000_000

for group in json.load(open(sys.argv[1], encoding="utf-8")):
    environment = cel.NewEnv(
        variables={variable["name"]: TYPES[variable["kind"]] for variable in group["variables"]}, extensions=EXTENSIONS)
    activation = environment.Activation({variable["name"]: decoded(variable["value"]) for variable in group["variables"]})
    print(json.dumps([outcome(environment, activation, expression) for expression in group["expressions"]]), flush=True)
os._exit(0)
