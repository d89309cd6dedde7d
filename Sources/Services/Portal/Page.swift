/// One page before its template is filled in.
struct Page {
    /// The template.
    let template: String
    /// The title.
    let title: String
    /// The path, made of register names and so safe in a link.
    let path: String
    /// What the template is filled from.
    let fields: Fields
}
