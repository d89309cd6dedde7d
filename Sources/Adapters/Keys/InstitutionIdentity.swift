internal import SwiftASN1
internal import X509

/// Which institution of which register a certificate speaks for.
///
/// In a certificate it is the one URI among the subject alternative names:
/// `urn:cabildo:REGISTER:institution:ID` (RFC 5280, section 4.2.1.6; RFC 8141).
public struct InstitutionIdentity: Sendable, Hashable, CustomStringConvertible {
    /// The register's identifier.
    public let register: String
    /// The institution's identifier in that register.
    public let institution: String

    /// Makes an identity.
    ///
    /// - Parameters:
    ///   - register: 1 to 64 of `a-z`, `0-9`, `.`, `_`, `-`, with a letter or digit at both ends.
    ///   - institution: the same.
    /// - Throws: `invalid_identity` for anything else.
    public init(register: String, institution: String) throws(KeyError) {
        for part in [register, institution] where !Self.isWellFormed(part) {
            throw KeyError(.invalidIdentity, "identifier `\(part.prefix(80))` is not well formed")
        }
        self.register = register
        self.institution = institution
    }

    /// Reads the URI form.
    ///
    /// - Parameter uri: `urn:cabildo:REGISTER:institution:ID`, compared byte by byte.
    /// - Throws: `invalid_identity` for anything else.
    public init(uri: String) throws(KeyError) {
        let parts = uri.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0].utf8.elementsEqual("urn".utf8),
            parts[1].utf8.elementsEqual("cabildo".utf8),
            parts[3].utf8.elementsEqual("institution".utf8)
        else {
            throw KeyError(.invalidIdentity, "`\(uri.prefix(200))` does not name an institution")
        }
        try self.init(register: parts[2], institution: parts[4])
    }

    /// Reads the identity of a certificate that TLS has already verified.
    ///
    /// - Parameter certificate: the leaf in DER.
    /// - Throws: `malformed_certificate`, or `no_identity` where it does not hold exactly one URI.
    public init(certificate: [UInt8]) throws(KeyError) {
        let names: SubjectAlternativeNames?
        do {
            names = try Certificate(derEncoded: certificate).extensions.subjectAlternativeNames
        } catch {
            throw KeyError(.malformedCertificate, "the certificate cannot be read")
        }
        let uris = (names ?? SubjectAlternativeNames()).compactMap { name in
            if case .uniformResourceIdentifier(let uri) = name { uri } else { nil }
        }
        guard let uri = uris.first, uris.count == 1 else {
            throw KeyError(.noIdentity, "the certificate has \(uris.count) URI names, not one")
        }
        try self.init(uri: uri)
    }

    /// The URI form.
    public var uri: String { "urn:cabildo:\(register):institution:\(institution)" }

    /// The URI form.
    public var description: String { uri }

    private static func isWellFormed(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard 1...64 ~= bytes.count, let first = bytes.first, let last = bytes.last else {
            return false
        }
        let isAllowed = bytes.allSatisfy { isLetterOrDigit($0) || [0x2D, 0x2E, 0x5F].contains($0) }
        return isAllowed && isLetterOrDigit(first) && isLetterOrDigit(last)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
            || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }
}
