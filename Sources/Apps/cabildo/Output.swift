import ArgumentParser
import Charter
import CharterFolder
import Checks
import Foundation

/// The forms in which commands answer.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

/// The streams of the command line, and what it says when it can do nothing.
enum Output {
    static func write(_ text: String) {
        write(bytes: printable(text).utf8)
    }

    /// Writes bytes as they are.
    ///
    /// Where they cannot be written there is nothing left to do: the process ends, as SIGPIPE would
    /// end it when who reads has enough, or with status 2.
    static func write(bytes: some Sequence<UInt8>) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(bytes))
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            guard cause?.code != Int(EPIPE) else { exit(128 + SIGPIPE) }
            complain("error: the answer cannot be written: \(error.localizedDescription)\n")
            exit(2)
        }
    }

    static func complain(_ text: String) {
        // There is nobody else to tell.
        try? FileHandle.standardError.write(contentsOf: Data(printable(text).utf8))
    }

    /// Writes how far a long work is, over what was written last.
    static func progress(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data("\r\(printable(text))".utf8))
    }

    /// The text with control characters made visible, so that a file cannot steer a terminal.
    static func printable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A: result.append(scalar)
            case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E,
                0x2060...0x2069, 0xFEFF:
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// Says why there is nothing to answer from; the exit status is 2.
    static func unusable(_ error: any Error) -> ExitCode {
        switch error {
        case let problems as CharterProblems: complain(problems.text())
        case let folder as CharterFolderError:
            complain("error[\(folder.code.rawValue)]: \(folder)\n")
        default:
            // Further lines are set in, so that none of them looks like one of ours.
            complain("error: \("\(error)".replacing("\n", with: "\n  "))\n")
        }
        return ExitCode(2)
    }
}
