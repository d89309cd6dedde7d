/// Why no charter can be written.
struct Problem: Error {
    /// One sentence in lower case.
    let sentence: String

    init(_ sentence: String) { self.sentence = sentence }
}
