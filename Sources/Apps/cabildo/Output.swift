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
    static func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

    static func complain(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    /// Says why there is nothing to answer from; the exit status is 2.
    static func unusable(_ error: any Error) -> ExitCode {
        switch error {
        case let problems as CharterProblems: complain(problems.text())
        case let folder as CharterFolderError:
            complain("error[\(folder.code.rawValue)]: \(folder)\n")
        default: complain("error: \(error)\n")
        }
        return ExitCode(2)
    }
}
