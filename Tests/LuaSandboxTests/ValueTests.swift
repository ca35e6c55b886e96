import LuaSandbox
import Testing

@Suite("Values")
struct ValueTests {
    static let roundTrips: [LuaValue] = [
        nil, true, false, 0, .integer(.max), .integer(.min), 1.5, -0.0, "", "äöü €", [1, [2, [3]]],
        ["a": 1, "b": ["c": [true, "x"]]], .string(String(repeating: "long ", count: 100)),
    ]

    @Test("A value comes back as it went in", arguments: roundTrips)
    func roundTrip(_ value: LuaValue) throws {
        #expect(try answer("return input", value) == value)
    }

    @Test("An empty map comes back as an empty list, which reads as both")
    func emptyTable() throws {
        let value = try answer("return input", .map([]))
        #expect(value == .list([]))
        #expect(value.fields == [])
        #expect(value.elements == [])
    }

    @Test("The fields of a result come in bytewise order")
    func order() throws {
        let value = try answer("return {b = 1, a = 2, ['\u{E4}'] = 3, B = 4}")
        #expect(value.fields?.map(\.name) == ["B", "a", "b", "ä"])
    }

    @Test(
        "The path of a wrong answer leads to it",
        arguments: [
            ("return {1, 2, {percent = 0/0}}", "[3].percent"), ("return {a = {b = function() end}}", "a.b"),
            ("return {{{1, pairs}}}", "[1][1][2]"),
        ])
    func path(_ body: String, _ path: String) throws {
        let error = try sandboxError { () throws(SandboxError) in _ = try answer(body) }
        #expect(error.path == path)
    }

    @Test(
        "A library function answers as the manual says",
        arguments: [
            ("return {('hello world'):find('o w')}", "[5,7]"),
            ("return {('key = value'):match('^(%w+)%s*=%s*(%w+)$')}", "[\"key\",\"value\"]"),
            ("return {('abc'):gsub('%w', '%0%0')}", "[\"aabbcc\",3]"),
            ("return {('hello'):gsub('', '-')}", "[\"-h-e-l-l-o-\",6]"),
            ("return {('THE (quick) fox'):find('%((%a+)%)')}", "[5,11,\"quick\"]"),
            ("return ('THE (quick) fox'):gsub('%f[%a]%a+', string.lower)", "\"the (quick) fox\""),
            ("return {('f(a(b)c)d'):match('%b()')}", "[\"(a(b)c)\"]"),
            ("local o = {} for k, v in ('a=1, b=2'):gmatch('(%w+)=(%w+)') do o[k] = v end return o", "{\"a\":\"1\",\"b\":\"2\"}"),
            ("return string.format('%5.2f|%-5d|%05d|%x|%q', 3.14159, 42, 42, 255, 'a\"b')", "\" 3.14|42   |00042|ff|\\\"a\\\\\\\"b\\\"\""),
            ("return {string.unpack('<i2 s1', string.pack('<i2 s1', -2, 'hey'))}", "[-2,\"hey\",7]"),
            ("local t = {3, 1, 2} table.sort(t) return t", "[1,2,3]"),
            ("local t = {1, 2, 3, 4} table.move(t, 2, 4, 1) return t", "[2,3,4,4]"),
            ("local t = {'a', 'c'} table.insert(t, 2, 'b') return {table.concat(t, '+'), table.remove(t, 1), #t}", "[\"a+b+c\",\"a\",2]"),
            ("return {math.max(1, 7, 3), math.fmod(-7, 3), 7 // 2, math.tointeger(3.0)}", "[7,-1,3,3]"),
            ("return {0.1, 1e100, -0.0, 3.0}", "[0.10000000000000001,1e+100,-0.0,3.0]"),
            ("return {utf8.len('äöü'), utf8.char(228, 8364)}", "[3,\"ä€\"]"),
            ("return {tonumber('0x10'), tonumber('z', 36), tonumber(' 12 '), tonumber('1e1')}", "[16,35,12,10.0]"),
        ])
    func library(_ body: String, _ expected: String) throws {
        #expect(try answer(body).corpusText == expected)
    }

    @Test("Sorting is stable")
    func stableSort() throws {
        let body = """
            local t = {} for i = 1, 200 do t[i] = {key = i % 5, at = i} end
            table.sort(t, function(a, b) return a.key < b.key end)
            for i = 2, 200 do if t[i - 1].key == t[i].key and t[i - 1].at > t[i].at then return false end end
            return true
            """
        #expect(try answer(body) == true)
    }

    @Test("The same script gives the same answer in every state, whatever its hash seed")
    func deterministic() throws {
        let body = """
            local t, o = {}, {}
            for i = 1, 300 do t["key" .. math.random(1, 1000)] = i end
            for k, v in pairs(t) do o[#o + 1] = k .. v end
            return {table.concat(o, ","):sub(1, 2000), tostring(t), math.random(), next(t)}
            """
        let first = try sandbox(body).call(arguments: [nil], seed: 7)
        for _ in 0..<20 { #expect(try sandbox(body).call(arguments: [nil], seed: 7).value == first.value) }
        #expect(try sandbox(body).call(arguments: [nil], seed: 8).value != first.value)
    }
}
