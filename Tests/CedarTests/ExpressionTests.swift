import Testing

@testable import Cedar

@Suite struct `Expressions` {
    @Test(arguments: [
        (#""é" == "e\u{301}""#, "false"),
        (#""\u{1F468}\u{200D}\u{1F469}" like "\u{1F468}*""#, "true"),
        (#""b" like "\u{2a}""#, "true"),
        (#""a" like "\*""#, "false"),
        (#""*" like "\*""#, "true"),
        (#"1 == "1""#, "false"),
        (#"datetime("2024-01-01") == duration("1d")"#, "false"),
        (#"1 < datetime("2024-01-01")"#, "type"),
        (#"decimal("1.1") < decimal("1.2")"#, "type"),
        (#"datetime("2024-01-01") < duration("1d")"#, "type"),
        ("true > false", "type"),
        ("principal in [principal, 1]", "type"),
        ("1 in []", "type"),
        ("principal in []", "false"),
        (#"Action::"x" in Action::"x""#, "true"),
        (#"User::"zz" has a.b"#, "false"),
        ("{a:1} has a.b", "type"),
        (#"principal.getTag("x")"#, "entity_missing"),
        (#"principal.hasTag("x")"#, "false"),
        ("principal.name", "entity_missing"),
        ("context.nothing", "attr_missing"),
        ("[1,[2]] == [[2],1]", "true"),
        ("{a:1,b:2} == {b:2,a:1}", "true"),
        ("[1,2].containsAll([])", "true"),
        ("[1,2].containsAny([])", "false"),
        (#"[1].contains("a")"#, "false"),
        ("[1,2,2] == [2,1]", "true"),
        ("false && 1", "false"),
        ("true && 1", "type"),
        (#"(1<"a") || true"#, "type"),
        (#"true || (1<"a")"#, "true"),
        ("--9223372036854775808 < 0", "overflow"),
        ("-9223372036854775808 < 0", "true"),
        ("7 * 9223372036854775807 == 1", "overflow"),
        ("-(9223372036854775808) < 0", "parse"),
        (#"ip("10.0.0.1", 2).isIpv4()"#, "arity"),
        ("[1].contains()", "parse"),
        (#"context["if"] == 1"#, "true"),
        ("context.r.x == 1 && context has r.x", "true"),
        ("if true then 1 else 2 == 2", "type"),
        (#"if false then "x" else 2 == 2"#, "true"),
        ("1 + 2 * 3 - 4 == 3", "true"),
        ("!(1 == 2) && !!true", "true"),
        ("principal is User in principal", "true"),
        ("principal is Doc in 1", "false"),
        ("principal is User in 1", "type"),
    ])
    func `give the value or the kind of error`(_ expression: String, _ expected: String) {
        #expect(outcome(expression) == expected)
    }

    @Test(arguments: [
        "ip(\"1.2.3.4/032\")", "ip(\"1.2.3.4/\")", "ip(\"::1%eth0\")", "ip(\"01.2.3.4\")",
        "ip(\"::ffff:1.2.3.4\")", "ip(\"1.2.3\")", "ip(\"\")", "ip(\"1.2.3.4/33\")",
        "ip(\"::/129\")", "ip(\"1::2::3\")", "ip(\":1:2:3:4:5:6:7\")",
        "decimal(\"+1.0\")", "decimal(\"1.\")", "decimal(\".1\")", "decimal(\"1.00000\")",
        "decimal(\"922337203685477.5808\")", "datetime(\"2023-02-29\")",
        "datetime(\"2024-10-15T11:35:00+2400\")", "datetime(\"2016-12-31T23:59:60Z\")",
        "datetime(\"2024-10-15Z\")", "datetime(\"2024-10-15T11:35:00z\")",
        "datetime(\"2024-10-15T11:35:00Z \")", "duration(\"\")", "duration(\"-\")",
        "duration(\"1s1d\")", "duration(\"1d1d\")", "duration(\"9223372036854775808ms\")",
        "duration(\"1\")",
    ])
    func `refuse a malformed extension value when it is evaluated`(_ call: String) {
        #expect(outcome("\(call) == 1") == "extension")
    }

    @Test(arguments: [
        #"datetime("1969-12-31T23:59:59.999Z").toTime() == duration("86399999ms")"#,
        #"datetime("1969-12-31T23:59:59.999Z").toDate() == datetime("1969-12-31")"#,
        #"duration("-1500ms").toSeconds() == -1"#,
        #"duration("-9223372036854775808ms") < duration("0ms")"#,
        #"datetime("2024-10-15T11:35:00+0100") == datetime("2024-10-15T10:35:00Z")"#,
        #"datetime("0000-01-01") < datetime("1970-01-01")"#,
        #"datetime("2024-01-02").durationSince(datetime("2024-01-01")) == duration("1d")"#,
        #"decimal("-922337203685477.5808").lessThan(decimal("922337203685477.5807"))"#,
        #"decimal("1.0") == decimal("1.00") && decimal("-0.0") == decimal("0.0")"#,
        #"ip("127.0.0.1") == ip("127.0.0.1/32")"#,
        #"ip("192.168.0.1/24") != ip("192.168.0.8/24")"#,
        #"ip("10.1.2.3").isInRange(ip("10.0.0.0/8"))"#,
        #"!(ip("10.1.2.3").isInRange(ip("::/0")))"#,
        #"ip("ff02::1").isMulticast() && ip("::1").isLoopback()"#,
        #"duration("1d2h3m4s5ms").toMilliseconds() == 93784005"#,
    ])
    func `compute with extension values`(_ expression: String) {
        #expect(outcome(expression) == "true")
    }

    @Test func `skip a chain of wildcards in linear time`() {
        let text = String(repeating: "a", count: 20_000)
        let pattern = String(repeating: "*a", count: 50) + "b"
        #expect(outcome("\"\(text)\" like \"\(pattern)\"") == "false")
    }

    @Test func `evaluate the operand of a nested test only once`() {
        var expression = "principal"
        for _ in 0..<40 {
            expression = "(if (\(expression) is User in principal) then principal else principal)"
        }
        #expect(outcome("\(expression) == principal") == "true")
        var record = "{a: {b: 1}}"
        for _ in 0..<40 { record = "(if (\(record)) has a.b then {a: {b: 1}} else {a: {b: 2}})" }
        #expect(outcome("\(record).a.b == 1") == "true")
    }
}
