/// The name of an institution as certificates carry it.
///
/// A URI of the form `urn:cabildo:<register>:institution:<id>` in the subject alternative name.
public struct InstitutionIdentity: Sendable, Hashable, CustomStringConvertible {
    /// The register that names the institution.
    public let register: String
    /// The institution within the register.
    public let institution: String

    /// Parses the URI, byte for byte: no escapes, no case folding.
    ///
    /// - Parameter uri: The URI.
    /// - Throws: ``MalformedMessage`` if it does not have the form above, or a part is empty,
    ///   longer than 128 bytes or holds anything but `A-Z a-z 0-9 . _ -`.
    public init(parsing uri: String) throws(MalformedMessage) {
        guard uri.utf8.count <= 512 else {
            throw MalformedMessage(.tooLong, "the institution's name exceeds 512 bytes")
        }
        let parts = uri.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard parts.count == 5, parts[0] == "urn", parts[1] == "cabildo",
            parts[3] == "institution"
        else {
            throw MalformedMessage(
                .wrongPartCount,
                "the name is not `urn:cabildo:<register>:institution:<id>`"
            )
        }
        try self.init(register: parts[2], institution: parts[4])
    }

    /// Creates an identity from its two parts.
    public init(register: String, institution: String) throws(MalformedMessage) {
        for part in [register, institution] {
            guard (1...128).contains(part.utf8.count) else {
                throw MalformedMessage(.emptySegment, "a part of the name is empty or too long")
            }
            for byte in part.utf8 {
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    continue
                default:
                    throw MalformedMessage(
                        .forbiddenCharacter,
                        "a part of the name holds a character outside `A-Z a-z 0-9 . _ -`"
                    )
                }
            }
        }
        self.register = register
        self.institution = institution
    }

    /// The URI.
    public var description: String {
        "urn:cabildo:\(register):institution:\(institution)"
    }
}
