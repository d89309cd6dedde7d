/// A type with a default that is left out of objects when encoding and supplied when decoding.
///
/// Only members of objects are affected; elements of arrays and members held in an optional are
/// always written.
public protocol DefaultDecodable {
    /// What an absent member stands for.
    static var decodingDefault: Self { get }
    /// Whether this value is the default, so that its member is left out.
    var isDecodingDefault: Bool { get }
}

extension Bool: DefaultDecodable {
    /// `false`.
    public static var decodingDefault: Bool { false }
    /// Whether this is `false`.
    public var isDecodingDefault: Bool { !self }
}

extension Array: DefaultDecodable {
    /// The empty array.
    public static var decodingDefault: [Element] { [] }
    /// Whether the array is empty.
    public var isDecodingDefault: Bool { isEmpty }
}

extension Dictionary: DefaultDecodable {
    /// The empty dictionary.
    public static var decodingDefault: [Key: Value] { [:] }
    /// Whether the dictionary is empty.
    public var isDecodingDefault: Bool { isEmpty }
}
