import ArgumentParser
import Messages

/// Every part of a subscription as an option.
///
/// What is not given stays as it is. A list that is given takes the place of the one that was there; an empty text or 0
/// takes a part away.
struct DefinitionOptions: ParsableArguments {
    /// How near neighbours are where it is not said, arcseconds.
    static let usualRadius = 5.0

    @Option(help: "Stream to listen to; may be given several times. Default: all of the project.")
    var stream: [String] = []

    @Option(help: "Tell of anomalies at or under this tail probability.")
    var tail: Double?

    @Option(help: "Tell of raw scores at or above this.")
    var score: Double?

    @Option(help: ArgumentHelp("About so many notices a night: the threshold follows the stream.", valueName: "number"))
    var nightly: Double?

    @OptionGroup var places: PlaceOptions

    @Option(
        help: ArgumentHelp("Only at a row of this watch-list of yours; may be given several times.", valueName: "name"))
    var watchlist: [String] = []

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Condition that must hold, such as \"magnitude < 19 and feature.real_bogus > 0.9\".", valueName: "condition"
        ))
    var condition: String?

    @Option(help: ArgumentHelp("After a notice no other of the object for so long: \"12 h\".", valueName: "duration"))
    var cooldown: String?

    @Flag(inversion: .prefixedNo, help: "Tell of the first anomaly of an object only.")
    var firstOnly: Bool?

    @Option(
        help: ArgumentHelp("After a notice only if the object's score is higher by so much.", valueName: "difference"))
    var scoreRise: Double?

    @Option(help: ArgumentHelp("The most notices in an hour.", valueName: "number"))
    var cap: UInt32?

    @Option(help: ArgumentHelp("Hours when only NATS is sent to: \"22:00-07:00\".", valueName: "times"))
    var quiet: String?

    @Option(help: ArgumentHelp("Time zone of --quiet and --digest: America/Santiago. Default: UTC.", valueName: "name"))
    var timeZone: String?

    @Option(
        help: ArgumentHelp(
            "Gather notices and send them together: every \"30 min\", or daily at \"08:00\".", valueName: "when"))
    var digest: String?

    @Option(help: ArgumentHelp("high ignores quiet hours and digest; low goes last.", valueName: "low|normal|high"))
    var priority: String?

    @OptionGroup var channels: ChannelOptions

    @Option(help: ArgumentHelp("Table of the catalogue whose rows near an anomaly come with it.", valueName: "table"))
    var neighbours: String?

    @Option(help: ArgumentHelp("How near such rows are. Default: 5.", valueName: "arcsec"))
    var radius: Double?

    @Option(
        help: ArgumentHelp(
            "Picture that comes with an anomaly: the alert's own stamp, or a cutout of the images at its place.",
            valueName: "stamp|cutout"))
    var picture: String?

    @Option(help: ArgumentHelp("Width of a cutout. Default: 1.", valueName: "arcmin"))
    var pictureSize: Double?

    @Option(help: ArgumentHelp("Bands of a cutout: one, or three, red first.", valueName: "bands"))
    var pictureBands: String?

    @Option(help: ArgumentHelp("What it is for.", valueName: "text"))
    var comment: String?

    @Flag(help: "Make it, but switched off.")
    var paused = false

    func validate() throws {
        if let cooldown, !cooldown.isEmpty, TimeText.hours(cooldown) == nil {
            throw ValidationError("cooldown \(cooldown): expected a duration, such as \"12 h\" or \"30 min\"")
        }
        if let picture, !["", "stamp", "cutout"].contains(picture) {
            throw ValidationError("picture \(picture): expected stamp or cutout")
        }
        if let priority, !["", "low", "normal", "high"].contains(priority) {
            throw ValidationError("priority \(priority): expected low, normal or high")
        }
    }

    /// Whether any of them was given.
    var isGiven: Bool {
        !stream.isEmpty || places.isGiven || !watchlist.isEmpty || channels.isGiven || firstOnly != nil || cap != nil
            || paused || [tail, score, nightly, scoreRise, radius, pictureSize].contains { $0 != nil }
            || [
                condition, cooldown, quiet, timeZone, digest, priority, neighbours, picture, pictureBands, comment,
            ].contains { $0 != nil }
    }

    /// Puts what was given into a subscription.
    func apply(to subscription: inout Subscription) throws {
        if !stream.isEmpty { subscription.streams = stream.filter { !$0.isEmpty } }
        if let tail { subscription.tailProbabilityLimit = tail }
        if let score { subscription.scoreLimit = score }
        if let nightly { subscription.nightlyBudget = nightly }
        if places.isGiven { subscription.areas = try places.areas() }
        if !watchlist.isEmpty { subscription.watchlists = watchlist.filter { !$0.isEmpty } }
        if let condition { subscription.condition = condition }
        if let cooldown { subscription.perObject.cooldownHours = TimeText.hours(cooldown) ?? 0 }
        if let firstOnly { subscription.perObject.isFirstOnly = firstOnly }
        if let scoreRise { subscription.perObject.scoreRise = scoreRise }
        applyCalm(to: &subscription.calm)
        try channels.apply(to: &subscription.channels)
        applyCompany(to: &subscription)
        if let comment { subscription.comment = comment }
        if paused { subscription.isPaused = true }
    }

    private func applyCalm(to calm: inout Calm) {
        if let cap { calm.hourlyCap = cap }
        if let quiet { calm.quietHours = quiet }
        if let timeZone { calm.timeZone = timeZone }
        if let digest { calm.digest = digest }
        if let priority { calm.priority = priority }
    }

    /// What comes with a notice: neighbours and pictures.
    private func applyCompany(to subscription: inout Subscription) {
        if let neighbours {
            subscription.neighbourTable = neighbours
            if neighbours.isEmpty {
                subscription.neighbourRadiusArcseconds = 0
            } else if subscription.neighbourRadiusArcseconds == 0 {
                subscription.neighbourRadiusArcseconds = Self.usualRadius
            }
        }
        if let radius { subscription.neighbourRadiusArcseconds = radius }
        if let picture {
            subscription.picture = picture
            if picture != "cutout" {
                subscription.pictureSizeArcminutes = 0
                subscription.pictureBands = ""
            }
        }
        if let pictureSize { subscription.pictureSizeArcminutes = pictureSize }
        if let pictureBands { subscription.pictureBands = pictureBands }
    }
}
