/// The forms that random expressions are made of: `$i` is any expression of kind int, `%i` one without parts, `@i` a new
/// variable of that kind.
enum Templates {
    typealias Kind = ExpressionGenerator.Kind

    /// The language, and the extensions that the reference implementations share.
    static let shared: [Kind: [String]] = [
        .bool: [
            "$b && $b", "$b || $b", "!$b", "$b ? $b : $b", "$i < $i", "$i <= $i", "$i == $i", "$i != $i", "$i > $i", "$i >= $i",
            "$u < $u", "$u == $u", "$d < $d", "$d >= $d", "$d == $d", "$d != $d", "dyn($i) < dyn($d)", "dyn($d) <= dyn($i)",
            "dyn($u) > dyn($i)", "dyn($u) < dyn($d)", "$s == $s",
            "$s != $s", "$s < $s", "$s >= $s", "$y == $y", "$y < $y", "$b == $b", "$b < $b", "$t < $t", "$t == $t", "$t >= $t", "$g < $g",
            "$g == $g", "$I == $I", "$S == $S", "$M == $M", "$X == $X", "$I != $I", "dyn($i) == dyn($d)", "dyn($i) == dyn($u)",
            "dyn($u) == dyn($d)", "dyn($i) == dyn($s)", "dyn($I) == dyn($S)", "$i in $I", "$s in $S", "$s in $M", "$s in $X",
            "$i in [1, 2, 3, 5, 7, 11]", "$s in ['a', 'b', 'abc', 'é', 'zz', '']", "dyn($d) in $I", "$s.startsWith($s)", "$s.endsWith($s)",
            "$s.contains($s)", "$s.matches('^[a-c]+$')", "$s.matches('b|é')", "$s.matches('(?i)hello.*')", "$s.matches('.')",
            "has($X.k)", "has($M.a)", "has($X.n)", "$I.all(@i, $b)", "$I.exists(@i, $b)", "$I.exists_one(@i, $b)",
            "$S.all(@s, $b)", "$S.exists(@s, $b)", "$S.exists_one(@s, $b)", "$M.all(@s, $b)", "$M.exists(@s, $b)",
            "cel.bind(@i, %i, $b)", "cel.bind(@s, %s + %s, $b)", "bool($s)", "math.isNaN($d)", "math.isInf($d)", "math.isFinite($d)",
            "$M.?a.hasValue()", "$I[?0].hasValue()", "type($i) == int", "type($X) == map", "type(dyn($d)) == type(dyn($i))", "$X.k == $i",
            "$X.k == $s", "$X.n != null", "optional.of($i).hasValue()", "optional.ofNonZeroValue($s).hasValue()", "$X.k > 1",
            "$X.a == $X.k",
        ],
        .int: [
            "$i + $i", "$i - $i", "$i * $i", "$i / $i", "$i % $i", "-$i", "$b ? $i : $i", "size($s)", "size($I)", "size($M)",
            "$M.map(@s, $i).size()", "size($y)",
            "$s.size()", "$S.size()", "$X.size()", "int($u)", "int($d)", "int($s)", "int($t)", "$I[$i]", "$I[0]", "$M['a']", "$M.k",
            "$M[$s]",
            "$t.getFullYear()", "$t.getMonth()", "$t.getDate()", "$t.getDayOfMonth()", "$t.getDayOfWeek()", "$t.getDayOfYear()",
            "$t.getHours()",
            "$t.getMinutes()", "$t.getSeconds()", "$t.getMilliseconds()", "$t.getHours('+05:30')", "$t.getDate('-11:00')", "$g.getHours()",
            "$g.getMinutes()", "$g.getSeconds()", "$s.indexOf($s)", "$s.lastIndexOf($s)", "$s.indexOf($s, $i)",
            "math.greatest($i, $i)", "math.least($i, $i, $i)", "math.greatest([$i, $i, $i])", "math.abs($i)", "math.sign($i)",
            "math.bitAnd($i, $i)",
            "math.bitOr($i, $i)", "math.bitXor($i, $i)", "math.bitNot($i)", "math.bitShiftLeft($i, $i)", "math.bitShiftRight($i, $i)",
            "cel.bind(@i, %i, $i)", "cel.bind(@s, %s + %s, $i)", "$M.?a.orValue($i)", "$I[?1].orValue($i)",
            "$M.?k.optMap(@i, $i).orValue($i)",
            "optional.of($i).value()", "$I.map(@i, $i)[0]", "$I.filter(@i, $b).size()", "int('7')", "$M[?$s].orValue($i)",
        ],
        .uint: [
            "$u + $u", "$u * $u", "$u - $u", "$u / $u", "$u % $u", "uint($i)", "uint($d)", "uint($s)", "$b ? $u : $u",
            "math.greatest($u, $u)",
            "math.bitAnd($u, $u)", "math.bitOr($u, $u)", "math.bitShiftRight($u, $i)",
        ],
        .double: [
            "$d + $d", "$d - $d", "$d * $d", "$d / $d", "-$d", "$b ? $d : $d", "double($i)", "double($u)", "double($s)", "math.ceil($d)",
            "math.floor($d)", "math.round($d)", "math.trunc($d)", "math.abs($d)", "math.sign($d)", "math.least($d, $d)", "math.sqrt($d)",
            "math.sqrt($i)", "math.greatest($d, $d)",
        ],
        .string: [
            "$s + $s", "$b ? $s : $s", "string($i)", "string($u)", "string($b)", "string($t)", "string($g)", "string($y)", "$s.charAt($i)",
            "$s.substring($i)", "$s.substring($i, $i)", "$s.lowerAscii()", "$s.upperAscii()", "$s.trim()", "$s.replace($s, $s)",
            "$s.replace($s, $s, $i)", "$S.join()", "$S.join($s)", "$s.reverse()", "strings.quote($s)", "$S[$i]", "$S[0]",
            "base64.encode($y)",
            "'%s and %d'.format([$s, $i])", "'%x %X %b %o'.format([$i, $i, $i, $i])", "'%s %s'.format([$b, $I])", "'%.2f'.format([$d])",
            "'%s %s'.format([$t, $i])", "'%e'.format([$d])", "cel.bind(@s, %s + %s, $s)", "$S[?0].orValue($s)", "string(string($i))",
        ],
        .bytes: ["$y + $y", "bytes($s)", "$b ? $y : $y", "base64.decode(base64.encode($y))", "base64.decode('aGVsbG8=')"],
        .timestamp: [
            "$t + $g", "$t - $g", "$g + $t", "$b ? $t : $t", "timestamp($i)", "timestamp('2024-02-29T23:59:59.5+02:00')",
            "timestamp(string($t))",
        ],
        .duration: ["$g + $g", "$g - $g", "$t - $t", "$b ? $g : $g", "duration('1h30m')", "duration('-1.5s')", "duration(string($g))"],
        .ints: [
            "$I + $I", "[$i, $i]", "[$i, ?$M.?a, $i]", "$b ? $I : $I", "$I.map(@i, $i)", "$I.map(@i, $b, $i)", "$I.filter(@i, $b)",
            "$S.map(@s, $i)", "{$s: $i}.map(@s, $i)", "cel.bind(@i, %i, $I)",
        ],
        .strings: [
            "$S + $S", "[$s, $s]", "$b ? $S : $S", "$s.split('a' + $s)", "$s.split('b')", "$s.split('b', $i)", "('x' + $s).split($s)",
            "$S.map(@s, $s)", "$S.filter(@s, $b)", "$I.map(@i, $s)",
            "{$s: $i}.map(@s, $s)", "('x' + $s).split('')",
        ],
        .counts: ["{'a': $i, 'k': $i}", "{$s: $i}", "{$s: $i, $s: $i}", "$b ? $M : $M", "{?'a': $I[?0], 'n': $i}"],
        .document: ["dyn({'k': $i, 'n': $s})", "dyn({'k': $d, 'a': $I})", "dyn({'a': [1, 2.5, 'x', null], 'k': $M})", "$b ? $X : $X"],
    ]

    /// What this implementation has beyond that.
    static let more: [Kind: [String]] = [
        .bool: [
            "cel.bind(@i, $i, $b)", "$i < $d", "$d <= $i", "$u > $i", "$u < $d", "$I.exists(@i, @i, $b)", "$M.all(@s, @i, $b)",
            "$M.exists_one(@s, @i, $b)", "sets.contains($I, $I)",
            "sets.intersects($S, $S)", "sets.equivalent($I, $I)", "$X.?k.?p.hasValue()", "$X.`k`.size() > $i",
        ],
        .int: [
            "$I.sum()", "$I.min()", "$I.max()", "$I.first().orValue($i)", "$I.last().orValue($i)",
            "google.protobuf.Int64Value{value: $i} + $i",
        ],
        .string: ["$S.min()", "$S.last().value()", "type($X) == map ? $s : $s"],
        .ints: [
            "$I.transformList(@i, @i, $i)", "$I.transformList(@i, @i, $b, $i)", "$I.sort()", "$I.sortBy(@i, -$i)", "$I.reverse()",
            "$I.distinct()", "[$I, $I].flatten()", "$M.map(@s, $i)", "$I.slice(0, 1)", "lists.range($i)",
        ],
        .strings: ["$S.sort()", "$S.distinct()", "$M.transformList(@s, @i, $s)"],
        .counts: [
            "$M.transformMap(@s, @i, $i)", "$S.transformMapEntry(@i, @s, {$s: $i})", "google.protobuf.Struct{fields: {}} == $X ? $M : $M",
        ],
        .duration: ["[$g, $g].sum()"],
    ]
}
