/// What was found out while a request is answered: truths, and the values of slots.
///
/// One block of memory, made when the first condition is evaluated and given back with the request.
final class RequestMemory {
    enum Truth: UInt8 {
        case unknown, no, yes
    }

    enum SlotState: UInt8 {
        case unknown
        /// There is a value.
        case found
        /// An attribute, or the entity that would have it, is missing on the way.
        case absent
        /// Something on the way is neither a record nor an entity.
        case misplaced
    }

    private let block: UnsafeMutableRawPointer
    private let values: UnsafeMutablePointer<Value>
    private let facts: UnsafeMutablePointer<Fact>
    private let states: UnsafeMutablePointer<SlotState>
    private let truths: UnsafeMutablePointer<Truth>
    private let slotCount: Int
    private let truthCount: Int

    init(slots: Int, truths count: Int) {
        // The widest alignment comes first, so that every part is aligned.
        let factsStart = slots * MemoryLayout<Value>.stride
        let statesStart = factsStart + slots * MemoryLayout<Fact>.stride
        let truthsStart = statesStart + slots
        block = .allocate(
            byteCount: truthsStart + count,
            alignment: max(MemoryLayout<Value>.alignment, MemoryLayout<Fact>.alignment)
        )
        values = (block).bindMemory(to: Value.self, capacity: slots)
        facts = (block + factsStart).bindMemory(to: Fact.self, capacity: slots)
        states = (block + statesStart).bindMemory(to: SlotState.self, capacity: slots)
        truths = (block + truthsStart).bindMemory(to: Truth.self, capacity: count)
        slotCount = slots
        truthCount = count
        states.initialize(repeating: .unknown, count: slots)
        truths.initialize(repeating: .unknown, count: count)
    }

    deinit {
        for slot in 0..<slotCount where states[slot] == .found {
            (values + slot).deinitialize(count: 1)
        }
        block.deallocate()
    }

    func truth(_ number: Int32) -> Truth {
        precondition(number >= 0 && number < truthCount)
        return truths[Int(number)]
    }

    func remember(_ truth: Bool, as number: Int32) {
        precondition(number >= 0 && number < truthCount)
        truths[Int(number)] = truth ? .yes : .no
    }

    func state(_ slot: Int32) -> SlotState {
        precondition(slot >= 0 && slot < slotCount)
        return states[Int(slot)]
    }

    /// Notes that a slot has no value.
    func set(_ state: SlotState, for slot: Int32) {
        assert(state != .found && states[Int(slot)] == .unknown)
        states[Int(slot)] = state
    }

    /// Notes the value of a slot.
    func set(_ value: consuming Value, _ fact: Fact, for slot: Int32) {
        assert(states[Int(slot)] == .unknown)
        (facts + Int(slot)).initialize(to: fact)
        (values + Int(slot)).initialize(to: value)
        states[Int(slot)] = .found
    }

    /// The value of a slot in state `found`.
    func value(_ slot: Int32) -> Value {
        precondition(states[Int(slot)] == .found)
        return values[Int(slot)]
    }

    /// What is known of the value of a slot in state `found`.
    func fact(_ slot: Int32) -> Fact {
        precondition(states[Int(slot)] == .found)
        return facts[Int(slot)]
    }

    /// Notes the number of the constant that the value of a slot equals.
    func resolve(_ bits: Int64, for slot: Int32) {
        precondition(states[Int(slot)] == .found)
        facts[Int(slot)].bits = bits
    }
}
