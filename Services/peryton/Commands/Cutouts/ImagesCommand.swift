import ArgumentParser

/// `peryton images`: which images there are.
struct ImagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images",
        abstract: "Scan collections of images, list them, show where they lie, describe what is on them.",
        subcommands: [
            ImagesScanCommand.self, ImagesListCommand.self, ImagesFootprintCommand.self, ImagesDescribeCommand.self,
        ])
}
