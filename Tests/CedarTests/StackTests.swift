import CanonicalJSON
import Foundation
import Synchronization
import Testing

@testable import Cedar

/// Runs work on a thread with the stack that threads of a server may have; without optimisation the
/// frames are several times as large.
private func onSmallStack(_ work: @escaping @Sendable () throws -> Void) throws {
    let failure = Mutex<(any Error)?>(nil)
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
        do { try work() } catch { failure.withLock { $0 = error } }
        done.signal()
    }
    #if DEBUG
    thread.stackSize = 4 << 20
    #else
    thread.stackSize = 512 << 10
    #endif
    thread.start()
    done.wait()
    if let error = failure.withLock({ $0 }) { throw error }
}

/// Lets JSON nest deeper than Cedar does, so that Cedar's own limits are met.
private let deep: JSONOptions = {
    var options = JSONOptions.lenient
    options.maximumDepth = 256
    return options
}()

/// The deepest inputs that the limits let through, and deeper ones.
@Suite struct `The deepest inputs` {
    private static func nested(
        _ depth: Int,
        _ open: String,
        _ inner: String,
        _ close: String
    )
        -> String
    {
        String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
    }

    private static let forms: [(open: String, inner: String, close: String)] = [
        ("(", "true", ")"), ("[", "1", "]"), ("{a: ", "1", "}"), ("!(", "true", ")"),
        ("-(", "1", ")"), ("(if true then ", "true", " else false)"),
        ("(if ", "true", " then true else false)"), ("(if false then false else ", "true", ")"),
        ("(1 + ", "1", ")"), ("(1 == ", "1", ")"), ("(true && ", "true", ")"),
        ("(false || ", "true", ")"), ("[1].contains(", "1", ")"), ("ip(", "\"::1\"", ")"),
        ("", "principal", ".a"), ("", "principal", "[\"a\"]"), ("", "[1]", ".isEmpty()"),
        ("", "1", " + 1"), ("", "true", " && true"), ("", "principal", ".getTag(\"a\")"),
        ("(principal in ", "principal", ")"), ("(principal is U in ", "principal", ")"),
        ("(", "principal", " is U)"), ("(", "principal", " has a.b.c)"),
        ("(", "\"a\"", " like \"*\")"),
        ("[{a: (", "1", ")}]"), ("(if [", "1", "].contains(1) then 1 else 2)"),
    ]

    /// Takes a text through all that is done with policies; what is too deep must be refused.
    private static func use(_ text: String, _ schema: Schema) -> Bool {
        do throws(CedarError) {
            let set = try PolicySet(parsing: text)
            try use(set, schema)
            return true
        } catch {
            return false
        }
    }

    private static func use(_ set: PolicySet, _ schema: Schema) throws(CedarError) {
        _ = CompiledPolicies(set).authorize(
            Request(
                principal: uid("U", "a"),
                action: uid("Action", "a"),
                resource: uid("U", "b")
            )
        )
        _ = schema.validate(set)
        _ = schema.validate(set, mode: .permissive)
        _ = try? set.json()
        for policy in set.policies {
            _ = policy.body == set.policies[0].body
            _ = CedarPrinter.text(policy.body)
        }
    }

    @Test(arguments: forms.indices)
    func `of policy text are read, used and refused`(_ index: Int) throws {
        let form = Self.forms[index]
        try onSmallStack {
            let schema = try Schema(
                parsing: "entity U {a?: U}; action a appliesTo {principal: U, resource: U};"
            )
            var accepted = 0
            for depth in [
                1, 20, 60, 63, 64, 126, 127, 128, 129, 254, 255, 256, 257, 5_000, 20_000,
            ] {
                let inner = Self.nested(depth, form.open, form.inner, form.close)
                let text = "permit(principal, action, resource) when { \(inner) };"
                if Self.use(text, schema) { accepted = depth }
            }
            #expect(accepted >= 20)
        }
    }

    @Test(arguments: [
        (#"{"!":{"arg":"#, #"{"Value":true}"#, "}}"), (#"{"Set":["#, #"{"Value":true}"#, "]}"),
        (#"{"Record":{"a":"#, #"{"Value":true}"#, "}}"),
        (#"{"&&":{"left":{"Value":true},"right":"#, #"{"Value":true}"#, "}}"),
        (#"{"&&":{"right":{"Value":true},"left":"#, #"{"Value":true}"#, "}}"),
        (
            #"{"if-then-else":{"if":{"Value":true},"then":"#, #"{"Value":true}"#,
            #","else":{"Value":1}}}"#
        ),
        (#"{"ip":["#, #"{"Value":"::1"}"#, "]}"), (#"{"Value":"#, "1", "}"),
        (#"{".":{"attr":"a","left":"#, #"{"Var":"principal"}"#, "}}"),
        (#"{"has":{"attr":["a","b"],"left":"#, #"{"Var":"principal"}"#, "}}"),
    ])
    func `of policy json are read, used and refused`(
        _ open: String,
        _ inner: String,
        _ close: String
    ) throws {
        try onSmallStack {
            let schema = try Schema(
                parsing: "entity U {a?: U}; action a appliesTo {principal: U, resource: U};"
            )
            for depth in [1, 20, 40, 42, 60, 62, 63, 64, 125, 126, 127, 128, 5_000] {
                let condition = Self.nested(depth, open, inner, close)
                let all = #"{"op":"All"}"#
                let text =
                    #"{"effect":"permit","principal":\#(all),"action":\#(all),"resource":\#(all),"#
                    + #""conditions":[{"kind":"when","body":\#(condition)}]}"#
                guard let json = try? JSON(parsing: Array(text.utf8), options: deep),
                    let body = try? PolicyBody.reading(json)
                else { continue }
                var set = PolicySet()
                try set.add(Policy(id: "p", body: body), id: "p")
                try Self.use(set, schema)
            }
        }
    }

    @Test(arguments: [
        ("[", "1", "]"), (#"{"a":"#, "1", "}"), (#"{"__extn":{"fn":"ip","arg":"#, "1", "}}"),
    ])
    func `of entities are read, compared and refused`(
        _ open: String,
        _ inner: String,
        _ close: String
    ) throws {
        try onSmallStack {
            for depth in [1, 60, 63, 64, 126, 127, 128, 129, 256, 5_000, 20_000] {
                let value = Self.nested(depth, open, inner, close)
                let text =
                    #"[{"uid":{"type":"U","id":"a"},"attrs":{"a":\#(value),"b":\#(value)},"parents":[]}]"#
                guard let json = try? JSON(parsing: Array(text.utf8), options: deep),
                    let entities = try? Entities(json: json)
                else { continue }
                let set = try PolicySet(
                    parsing: """
                        permit(principal, action, resource)
                        when { principal.a == principal.b && [principal.a].contains(principal.b)
                            && {x: principal.a} == {x: principal.b} };
                        """
                )
                let response = CompiledPolicies(set, entities: entities).authorize(
                    Request(
                        principal: uid("U", "a"),
                        action: uid("Action", "a"),
                        resource: uid("U", "b")
                    )
                )
                #expect(response.decision == .allow)
                #expect(entities.all.map(\.json).count == 1)
            }
        }
    }

    @Test(arguments: [("Set<", "Long", ">"), ("{a: ", "Long", "}"), ("Set<{a: ", "Long", "}>")])
    func `of schemas are read, used and refused`(
        _ open: String,
        _ inner: String,
        _ close: String
    ) throws {
        try onSmallStack {
            for depth in [1, 60, 63, 64, 126, 127, 128, 129, 256, 5_000, 20_000] {
                let type = Self.nested(depth, open, inner, close)
                let text =
                    "entity U {a: \(type), b: \(type)};"
                    + "action a appliesTo {principal: U, resource: U};"
                guard let schema = try? Schema(parsing: text) else { continue }
                let set = try PolicySet(
                    parsing:
                        "permit(principal, action, resource) when { principal.a == principal.b };"
                )
                for mode in [Schema.Mode.strict, .permissive] {
                    #expect(schema.validate(set, mode: mode) == [])
                }
            }
        }
    }

    @Test func `of schema json are read and refused`() throws {
        try onSmallStack {
            for depth in [1, 60, 63, 64, 126, 127, 128, 129, 256, 5_000, 20_000] {
                let type = Self.nested(
                    depth,
                    #"{"type":"Set","element":"#,
                    #"{"type":"Long"}"#,
                    "}"
                )
                let text =
                    #"{"":{"entityTypes":{"U":{"shape":{"type":"Record","attributes":{"a":\#(type)}}}},"#
                    + #""actions":{}}}"#
                guard let json = try? JSON(parsing: Array(text.utf8), options: deep) else {
                    continue
                }
                _ = try? Schema(json: json)
            }
        }
    }
}
