/// The names that `Connection` headers nominate as belonging to one connection.
///
/// RFC 9110, section 7.6.1. Reserved headers cannot be nominated: they are read regardless.
struct ConnectionOptions {
    private var names: [String] = []

    init(_ fields: some Sequence<(name: String, value: String)>) {
        for field in fields where ASCIIText.equalsIgnoringCase(field.name, "connection") {
            for option in field.value.utf8.split(separator: UInt8(ascii: ",")) {
                let name = ASCIIText.lowercasedToken(of: option)
                if name != "close", name != "keep-alive", !name.isEmpty {
                    names.append(name)
                }
            }
        }
    }

    func nominate(_ name: String) -> Bool {
        guard !names.isEmpty else {
            return false
        }
        return names.contains(ASCIIText.lowercasedToken(of: name.utf8))
    }
}
