import Foundation

/// libFuzzer's own `main`, under the name by which it is meant to be started from another.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["CABILDO_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
        fatalError("CABILDO_FUZZ_TARGET is one of: \(names)")
    }
    return target
}()

/// Takes one input of the fuzzer.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}

/// Starts libFuzzer, or with `--seeds FOLDER` writes the first inputs.
///
/// The package manager renames `main` to the name of the target and `_main`, so libFuzzer's own is not
/// found.
@_cdecl("fuzz_main")
public func fuzzMain(
    _ count: CInt,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
    let words = CommandLine.arguments
    if words.count == 3, words[1] == "--seeds" {
        do {
            try Seeds.write(target, to: URL(fileURLWithPath: words[2]))
            return 0
        } catch {
            print("cannot write the first inputs: \(error)")
            return 1
        }
    }
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments, fuzzOne)
}
