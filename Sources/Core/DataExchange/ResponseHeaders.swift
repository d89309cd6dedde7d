/// The headers of an answer, split into those that pass and those of the exchange.
public struct ResponseHeaders: Sendable, Equatable {
    /// The fields that pass on, in the order and case received.
    public private(set) var forwarded: [HeaderField] = []

    private var reserved: [ReservedHeader: String] = [:]

    /// Reads the headers of an answer.
    ///
    /// A provider's own `x-road-…` and `cabildo-…` fields are never forwarded; the provider's
    /// gateway ignores them, the consumer's gateway compares those that the other gateway set.
    ///
    /// - Parameter fields: Name and value pairs as received.
    /// - Throws: ``MalformedMessage`` if a reserved header occurs twice, or a field holds a
    ///   character that could end it when it is written again.
    public init(
        reading fields: some Sequence<(name: String, value: String)>
    ) throws(MalformedMessage) {
        let options = ConnectionOptions(fields)
        for (name, value) in fields {
            try HeaderField.check(name: name, value: value)
            switch HeaderClass(name: name) {
            case .dropped, .reserved(.unknown):
                continue
            case .passed:
                if !options.nominate(name) {
                    forwarded.append(HeaderField(name, value))
                }
            case .reserved(let header):
                guard reserved.updateValue(value, forKey: header) == nil else {
                    throw MalformedMessage(
                        .repeatedHeader,
                        "header `\(header.name)` occurs more than once",
                        header: header.name
                    )
                }
            }
        }
    }

    /// The value of a reserved header.
    public subscript(header: ReservedHeader) -> String? {
        reserved[header]
    }
}
