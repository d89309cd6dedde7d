import ArgumentParser

struct CedarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cedar")
}
