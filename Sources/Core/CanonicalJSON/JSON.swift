/// A JSON value without floating point.
///
/// Strings keep exactly the Unicode scalars they were read with. Numbers are 64-bit integers; a
/// number with a fraction or an exponent is kept as its text, and only where the options allow it.
public enum JSON: Sendable {
    /// The literal `null`.
    case null
    /// The literals `true` and `false`.
    case bool(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number, in its lexical form.
    case decimal(String)
    /// A string.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object, in source order.
    case object(JSONObject)
}
