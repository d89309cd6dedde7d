internal import BaseEncoding
public import CanonicalJSON
internal import ExchangeGateway
public import Governance
internal import LogClient
internal import MerkleTree
public import TransparencyLog

/// One anchor as a register shows it.
public struct KnownAnchor: Sendable, Hashable {
    /// The name of the log.
    public let origin: String
    /// How the log binds its records.
    public let form: Anchor.Form
    /// How many records it held.
    public let size: Int
    /// The root of the tree, or the hash of the last record.
    public let root: String
    /// The entry that recorded it.
    public let position: Int
    /// When it was recorded.
    public let time: Instant
}

extension RegisterClient {
    /// The anchors of an institution's logs, as the server shows them.
    ///
    /// - Throws: ``CompositionError`` when the server cannot be read or answers with something else.
    public func anchors(of institution: InstitutionID) async throws -> [KnownAnchor] {
        var all: [KnownAnchor] = []
        var after = ""
        while true {
            let path = "/api/institutions/\(institution)/anchors?limit=1000&after=\(after)"
            guard let rows = try await get(path)["anchors"]?.arrayValue else {
                throw CompositionError("the server does not show anchors")
            }
            all += try rows.map(KnownAnchor.init(json:))
            guard rows.count == 1000, let last = all.last else { return all }
            let digits = String(last.position)
            after = String(repeating: "0", count: max(0, 12 - digits.utf8.count)) + digits
        }
    }
}

extension KnownAnchor {
    /// Reads a line that `cabildo anchor list` writes.
    ///
    /// - Throws: ``CompositionError`` for any other text.
    public init(line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 6, let position = Int(words[0]), let time = Instant(text: words[1]),
            let form = Anchor.Form(rawValue: words[3]), let size = Int(words[4]), size > 0,
            Digest(text: words[5]) != nil
        else {
            throw CompositionError(
                "`\(line.prefix(80))` is not an anchor",
                help: "keep a line that `cabildo anchor list` writes"
            )
        }
        self.init(
            origin: words[2],
            form: form,
            size: size,
            root: words[5],
            position: position,
            time: time
        )
    }

    init(json: JSON) throws {
        guard let origin = json["origin"]?.stringValue,
            let form = json["form"]?.stringValue.flatMap(Anchor.Form.init(rawValue:)),
            let size = json["size"]?.integerValue, let root = json["root"]?.stringValue,
            let position = json["position"]?.integerValue,
            let time = json["time"]?.stringValue.flatMap({ Instant(text: $0) })
        else { throw CompositionError("an anchor is not in the form that a register shows") }
        self.init(
            origin: origin,
            form: form,
            size: Int(size),
            root: root,
            position: Int(position),
            time: time
        )
    }

    /// The anchors of an institution's logs in a register, in the order of their entries.
    public static func all(of institution: InstitutionID, in register: Register) -> [KnownAnchor] {
        register.anchoredLogs(of: institution).flatMap { log in
            log.anchors.map { anchor in
                KnownAnchor(
                    origin: log.place.origin.text,
                    form: log.form,
                    size: anchor.size,
                    root: anchor.root.text,
                    position: anchor.position,
                    time: anchor.time
                )
            }
        }.sorted { $0.position < $1.position }
    }

    /// The anchors of an institution's logs, from a register's log that is checked and replayed:
    /// the server is not trusted for them.
    ///
    /// - Throws: ``CompositionError`` when the log does not hold; a `LogClientError`.
    public static func all(
        of institution: InstitutionID,
        server: String,
        by verifiers: [NoteVerifier]
    ) async throws -> [KnownAnchor] {
        let base = server.hasSuffix("/") ? String(server.dropLast()) : server
        let verdict = try await LogVerdict.reach(
            on: try LogSource(parsing: base + "/log"),
            by: verifiers
        )
        guard let register = verdict.register, verdict.holds else {
            throw CompositionError("the register's log does not hold: \(verdict.fault ?? "")")
        }
        return all(of: institution, in: register)
    }
}

/// The head of a log, read from where its institution publishes or checks it.
public struct AnchorHead: Sendable, Hashable {
    /// The name of the log.
    public let origin: String
    /// How the log binds its records.
    public let form: Anchor.Form
    /// How many records it holds.
    public let size: Int
    /// The root of the tree, or the hash of the last record, in hexadecimal.
    public let root: String

    /// Names a head.
    public init(origin: String, form: Anchor.Form, size: Int, root: String) {
        self.origin = origin
        self.form = form
        self.size = size
        self.root = root
    }

    /// The head in a signed checkpoint (C2SP tlog-checkpoint).
    ///
    /// - Parameters:
    ///   - place: a file, or the folder or address in which `checkpoint` lies.
    ///   - key: the log's verifier key; the signature is not checked without one.
    /// - Throws: ``CompositionError``, a `LogClientError` or a `LogError`.
    public init(checkpoint place: String, key: String?) async throws {
        let bytes: [UInt8]
        if !place.contains("://"), let file = DataDirectory.plainFile(place) {
            bytes = file
        } else {
            let source = try LogSource(parsing: place)
            guard let read = try await source.read("checkpoint", limit: Note.maximumBytes) else {
                throw CompositionError("`\(place)` has no checkpoint")
            }
            bytes = read
        }
        let signed = try SignedCheckpoint(parsing: bytes)
        if let key { try signed.verify(log: try NoteVerifier(text: key)) }
        self.init(
            origin: signed.checkpoint.origin,
            form: .tree,
            size: signed.checkpoint.size,
            root: Hexadecimal.encode(signed.checkpoint.root.bytes)
        )
    }

    /// The body of the statement `anchor-recorded`.
    public func body(of institution: InstitutionID) -> JSON {
        .object([
            "institution": .string(institution.text), "origin": .string(origin),
            "form": .string(form.rawValue), "size": .integer(Int64(size)), "root": .string(root),
        ])
    }
}

extension AnchorHead {
    /// The heads in what `cabildo records verify` writes; chains without records are left out.
    ///
    /// - Throws: ``CompositionError`` for a line that is none.
    public static func all(inEnds report: String) throws -> [AnchorHead] {
        try CallsVerdict.ends(report).values.filter { $0.length > 0 }.map { end in
            AnchorHead(origin: end.id, form: .chain, size: Int(end.length), root: end.head)
        }.sorted { $0.origin < $1.origin }
    }
}
