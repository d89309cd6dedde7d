internal import SwiftASN1
internal import X509

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// What a gateway's certificate shall say.
public struct LeafRequest: Sendable, Hashable {
    /// The institution the gateway speaks for.
    public let identity: InstitutionIdentity
    /// The host names under which the gateway is reached.
    public let dnsNames: [String]
    /// The addresses under which the gateway is reached, IPv4 or IPv6 text.
    public let addresses: [String]
    /// From when to when the certificate holds.
    public let validity: ValidityPeriod

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - identity: the institution the gateway speaks for.
    ///   - dnsNames: at most 16 lower-case host names.
    ///   - addresses: at most 16 IPv4 or IPv6 addresses.
    ///   - validity: from when to when; keep it short, for there is no revocation list.
    /// - Throws: `invalid_request` for a malformed name or address.
    public init(
        identity: InstitutionIdentity,
        dnsNames: [String],
        addresses: [String],
        validity: ValidityPeriod
    ) throws(KeyError) {
        guard dnsNames.count <= 16, addresses.count <= 16 else {
            throw KeyError(.invalidRequest, "a certificate holds at most 16 names of each kind")
        }
        for name in dnsNames where !Self.isHostName(name) {
            throw KeyError(.invalidRequest, "host name `\(name.prefix(80))` is not well formed")
        }
        for address in addresses where Self.bytes(ofAddress: address) == nil {
            throw KeyError(.invalidRequest, "address `\(address.prefix(80))` is not well formed")
        }
        self.identity = identity
        self.dnsNames = dnsNames
        self.addresses = addresses
        self.validity = validity
    }

    var alternativeNames: SubjectAlternativeNames {
        var names = SubjectAlternativeNames([.uniformResourceIdentifier(identity.uri)])
        names += dnsNames.map { .dnsName($0) }
        names += addresses.compactMap(Self.bytes(ofAddress:)).map {
            .ipAddress(ASN1OctetString(contentBytes: $0[...]))
        }
        return names
    }

    /// Labels of letters, digits and inner hyphens (RFC 1123, section 2.1); no wildcards.
    private static func isHostName(_ name: String) -> Bool {
        guard 1...253 ~= name.utf8.count else { return false }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            let bytes = Array(label.utf8)
            let hyphen = UInt8(ascii: "-")
            return 1...63 ~= bytes.count && bytes.first != hyphen && bytes.last != hyphen
                && bytes.allSatisfy {
                    $0 == hyphen || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0
                        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                }
        }
    }

    private static func bytes(ofAddress text: String) -> [UInt8]? {
        guard !text.utf8.contains(0) else { return nil }
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var six = in6_addr()
        if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
        return nil
    }
}
