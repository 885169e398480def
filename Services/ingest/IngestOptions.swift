import ArgumentParser
import ServiceKit

/// Where ingest keeps what it does not put on the bus.
struct IngestOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Folder of the stamps of alerts, for streams that keep them; all copies and cutout share it.",
            valueName: "folder"))
    var stamps = ".peryton/stamps"
}
