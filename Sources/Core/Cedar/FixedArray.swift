/// An array that never changes, of elements that hold no references.
///
/// Its owner hands out views, whose elements are read without counting references and with every
/// index checked.
final class FixedArray<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    /// A view, valid while the array lives.
    struct View: @unchecked Sendable {
        fileprivate let base: UnsafeMutablePointer<Element>
        let count: Int

        @inline(__always)
        subscript(index: Int32) -> Element {
            // INVARIANT: a negative index is a huge one.
            precondition(UInt32(bitPattern: index) < UInt32(truncatingIfNeeded: count))
            return base[Int(index)]
        }
    }

    let view: View

    init(_ elements: [Element]) {
        let base = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
        base.initialize(from: elements, count: elements.count)
        view = View(base: base, count: elements.count)
    }

    deinit {
        view.base.deallocate()
    }
}
