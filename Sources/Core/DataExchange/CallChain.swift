public import CanonicalJSON
internal import Crypto

/// The chain that makes a deleted, edited or reordered record visible.
///
/// Each line is the canonical JSON (RFC 8785) of a record with two members more: `sequence`,
/// counted from 0, and `previous`, the SHA-256 of the line before it, or 64 zeros. A cut at the
/// end shows only against an end known from elsewhere; compare ``length`` and ``head`` with it.
public struct CallChain: Sendable, Equatable {
    /// The longest line in bytes.
    public static let maximumLineLength = 65_536

    /// The number of records.
    public private(set) var length: Int64 = 0

    /// The SHA-256 of the last line, in lower-case hexadecimal.
    public private(set) var head = String(repeating: "0", count: 64)

    /// An empty chain.
    public init() {}

    /// Resumes a chain after its last line, which is taken on trust.
    ///
    /// - Throws: ``ChainFault`` if the line is not a record of a chain.
    public init(resumingAfter line: [UInt8]) throws(ChainFault) {
        let (_, sequence, previous) = try Self.read(line, at: -1)
        length = sequence
        head = previous
        try check(line)
    }

    /// Adds a record and returns its line, without a newline.
    ///
    /// - Throws: ``ChainFault`` with `unwritable` if the record holds a number outside canonical
    ///   JSON, or is too long; the chain is then unchanged.
    public mutating func append(_ record: CallRecord) throws(ChainFault) -> [UInt8] {
        var object = record.json
        object["sequence"] = .integer(length)
        object["previous"] = .string(head)
        let line: [UInt8]
        do throws(JSONError) {
            line = try JSON.object(object).canonicalBytes()
        } catch {
            throw ChainFault(.unwritable, at: length, error.reason)
        }
        guard line.count <= Self.maximumLineLength else {
            throw ChainFault(.unwritable, at: length, "the record is too long")
        }
        advance(line)
        return line
    }

    /// Checks the next line of a chain and takes it in.
    ///
    /// - Returns: The members of the line.
    /// - Throws: ``ChainFault`` naming what is wrong; the chain is then unchanged.
    @discardableResult
    public mutating func check(_ line: [UInt8]) throws(ChainFault) -> JSONObject {
        let (members, sequence, previous) = try Self.read(line, at: length)
        guard sequence == length else {
            throw ChainFault(.wrongSequence, at: length, "the line has sequence \(sequence)")
        }
        guard previous == head else {
            throw ChainFault(.brokenLink, at: length, "the line does not follow the one before it")
        }
        advance(line)
        return members
    }

    private mutating func advance(_ line: [UInt8]) {
        length += 1
        head = ASCIIText.hexadecimal(SHA256.hash(data: line))
    }

    private static func read(
        _ line: [UInt8],
        at position: Int64
    ) throws(ChainFault) -> (members: JSONObject, sequence: Int64, previous: String) {
        guard line.count <= maximumLineLength else {
            throw ChainFault(.notARecord, at: position, "the line is too long")
        }
        let value: JSON
        let canonical: [UInt8]
        do throws(JSONError) {
            value = try JSON(parsing: line)
            canonical = try value.canonicalBytes()
        } catch {
            throw ChainFault(.notARecord, at: position, "the line is not JSON: \(error.reason)")
        }
        guard canonical == line else {
            throw ChainFault(.notCanonical, at: position, "the line is not in canonical form")
        }
        guard case .object(let object) = value, case .integer(let sequence)? = object["sequence"],
            case .string(let previous)? = object["previous"], sequence >= 0
        else {
            throw ChainFault(.notARecord, at: position, "the line has no place in a chain")
        }
        return (object, sequence, previous)
    }
}
