internal import DataExchange
internal import NIOSSL
internal import SwiftASN1
internal import X509

/// Reads the institution from a certificate that the handshake has verified.
enum PeerIdentity {
    struct Absent: Error {
        let reason: String
    }

    /// The one institution that the certificate names.
    ///
    /// - Throws: ``Absent`` if the subject alternative name holds no `urn:cabildo:` URI or several.
    static func read(_ certificate: NIOSSLCertificate?) throws -> InstitutionIdentity {
        guard let certificate else {
            throw Absent(reason: "the peer showed no certificate")
        }
        let parsed = try Certificate(derEncoded: try certificate.toDERBytes())
        var names: [String] = []
        for name in try parsed.extensions.subjectAlternativeNames ?? SubjectAlternativeNames([]) {
            if case .uniformResourceIdentifier(let uri) = name,
                uri.utf8.starts(with: "urn:cabildo:".utf8)
            {
                names.append(uri)
            }
        }
        guard names.count == 1, let name = names.first else {
            throw Absent(reason: "the certificate names \(names.count) institutions")
        }
        return try InstitutionIdentity(parsing: name)
    }
}
