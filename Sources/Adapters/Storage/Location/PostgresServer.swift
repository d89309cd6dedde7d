internal import CPostgres

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// How a PostgreSQL database is reached: libpq's connection parameters.
///
/// A server on another machine is reached over TLS with its certificate verified, or not at all:
/// `sslmode` is `verify-full` there unless it says `verify-ca`.
public struct PostgresServer: Sendable, Hashable {
    /// The parameters by libpq's keywords (PostgreSQL 15, 34.1.2).
    let parameters: [String: String]
    /// Those of them that the location names itself.
    private let given: [String: String]

    /// Reads a connection URI.
    ///
    /// - Parameter uri: `postgres://USER@HOST:PORT/DATABASE?KEYWORD=VALUE`; several hosts are
    ///   separated by commas.
    /// - Throws: ``DatabaseError`` with code `invalid_location`.
    public init(parsing uri: String) throws(DatabaseError) {
        guard uri.utf8.count <= 4096, !uri.utf8.contains(0) else {
            throw DatabaseError(.invalidLocation, "the database location is too long")
        }
        guard let given = Self.parse(uri) else {
            throw DatabaseError(
                .invalidLocation,
                "the database location is not a connection URI that libpq can read"
            )
        }
        parameters = try Self.secured(given)
        self.given = given
    }

    /// Whether the location itself holds a password, which others on the machine may see.
    public var holdsPassword: Bool {
        parameters["password"] != nil || parameters["sslpassword"] != nil
    }

    /// The name of the database.
    public var database: String { parameters["dbname"] ?? "" }

    /// What the location names, for PostgreSQL's own programs, without the password.
    ///
    /// - Returns: a connection URI.
    public var uriWithoutPassword: String {
        // Neither does it hold the secret of a client's key.
        let known = ["host", "port", "user", "dbname", "password", "sslpassword"]
        let rest = given.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }
        let pairs =
            ["host", "port"].compactMap { key in given[key].map { (key, $0) } }
            + rest.map { ($0.key, $0.value) }
        let user = given["user"].map { Self.escaped($0) + "@" } ?? ""
        let query = pairs.map { "\($0.0)=\(Self.escaped($0.1))" }.joined(separator: "&")
        return "postgres://\(user)/\(Self.escaped(database))" + (query.isEmpty ? "" : "?" + query)
    }

    /// The password, for the environment of PostgreSQL's own programs; nil when there is none.
    public var password: String? { parameters["password"] }

    static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "~"):
                result.unicodeScalars.append(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }

    private static func parse(_ uri: String) -> [String: String]? {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(uri, &message) else {
            PQfreemem(message)
            return nil
        }
        defer { PQconninfoFree(options) }
        var found: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                found[String(cString: keyword)] = String(cString: value)
            }
            option += 1
        }
        return found
    }

    private static func secured(
        _ given: [String: String]
    ) throws(DatabaseError) -> [String: String] {
        var parameters = given
        for port in (given["port"] ?? "").split(separator: ",") where !isPort(port) {
            // Not repeated: after a `/` in a password that is not escaped, it is a part of it.
            throw DatabaseError(
                .invalidLocation,
                "a port is not a number from 1 to 65535; in a password, write `/` as %2F and `@` as "
                    + "%40"
            )
        }
        let isLocal = isLocal(given)
        let verifies = ["verify-full", "verify-ca"]
        if !isLocal {
            let mode = parameters["sslmode"] ?? "verify-full"
            guard verifies.contains(mode) else {
                throw DatabaseError(
                    .invalidLocation,
                    "sslmode `\(mode)` does not verify a server on another machine; use "
                        + "sslmode=verify-full with sslrootcert=FILE"
                )
            }
            parameters["sslmode"] = mode
        }
        for (keyword, value) in [
            ("application_name", "cabildo"), ("connect_timeout", "5"), ("gssencmode", "disable"),
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "20000"), ("target_session_attrs", "read-write"),
        ] where parameters[keyword] == nil {
            parameters[keyword] = value
        }
        parameters["client_encoding"] = "UTF8"
        return parameters
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard let number = UInt16(text) else { return false }
        return number > 0
    }

    /// Whether every host is this machine: a folder of sockets, or a loopback address.
    private static func isLocal(_ parameters: [String: String]) -> Bool {
        if parameters["service"] != nil || getenv("PGSERVICE") != nil { return false }
        let environment = getenv("PGHOSTADDR") ?? getenv("PGHOST")
        let given = parameters["hostaddr"] ?? parameters["host"]
        guard let hosts = given ?? environment.map({ String(cString: $0) }) else { return true }
        return hosts.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { host in
            host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost"
                || host == "::1" || isLoopback(host)
        }
    }

    /// Whether a host is an IPv4 address in 127.0.0.0/8, and not a name that begins like one.
    private static func isLoopback(_ host: Substring) -> Bool {
        var address = in_addr()
        guard inet_pton(AF_INET, String(host), &address) == 1 else { return false }
        return UInt32(bigEndian: address.s_addr) >> 24 == 127
    }
}

extension PostgresServer: CustomStringConvertible {
    /// User, hosts and database, without any password.
    public var description: String {
        let user = parameters["user"].map { $0 + "@" } ?? ""
        let hosts = (parameters["host"] ?? parameters["hostaddr"] ?? "").split(
            separator: ",",
            omittingEmptySubsequences: false
        )
        let ports = (parameters["port"] ?? "").split(
            separator: ",",
            omittingEmptySubsequences: false
        )
        let places = hosts.enumerated().map { index, host in
            let port = ports.count == 1 ? ports[0] : index < ports.count ? ports[index] : ""
            return port.isEmpty ? String(host) : "\(host):\(port)"
        }
        return "postgres://\(user)\(places.joined(separator: ","))/\(database)"
    }
}
