internal import SwiftASN1

/// PEM with the final newline that lets two texts be joined (RFC 7468, section 2).
enum PEMText {
    static func text(_ discriminator: String, _ der: [UInt8]) -> String {
        PEMDocument(type: discriminator, derBytes: der).pemString + "\n"
    }

    /// Reads the one PEM block of a text; the error's cause is left out, for it might quote a key.
    static func der(
        _ text: [UInt8],
        discriminator: String,
        _ subject: String,
        _ code: KeyError.Code
    ) throws(KeyError) -> [UInt8] {
        let document: PEMDocument
        do {
            document = try PEMDocument(pemString: String(decoding: text, as: UTF8.self))
        } catch {
            throw KeyError(code, "\(subject) does not hold exactly one PEM block")
        }
        guard document.discriminator == discriminator else {
            throw KeyError(code, "\(subject) does not hold a PEM block named \(discriminator)")
        }
        return document.derBytes
    }
}
