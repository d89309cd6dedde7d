import Foundation

do {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.contains("--help") || arguments.contains("-h") {
        print(Options.help)
        exit(0)
    }
    let options = try Options(arguments: arguments)
    let sections = CharterGenerator(options: options).sections()
    let folder = try CharterFolder(path: options.folder)
    let files = try sections.reduce(0) { try $0 + folder.write($1) }
    let items = sections.filter { $0.kind != "charter" }.reduce(0) { $0 + $1.items.count }
    print("\(items) items in \(files) files in \(options.folder) (seed \(options.seed))")
} catch let problem as Problem {
    FileHandle.standardError.write(Data("error: \(problem.sentence)\n".utf8))
    exit(2)
} catch {
    FileHandle.standardError.write(Data("error: \(error.localizedDescription)\n".utf8))
    exit(2)
}
