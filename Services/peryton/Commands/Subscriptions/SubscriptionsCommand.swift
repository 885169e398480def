import ArgumentParser

/// `peryton subscriptions`: who wants to hear of what.
struct SubscriptionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscriptions", abstract: "Say what you want to hear of, try it, and see what was sent.",
        discussion: """
            A subscription says what is wanted (a tail probability, a score or about so many a night; places on the sky, \
            watch-lists, a condition), how calmly, and where to. It is made by options, or by a definition in a file:

              name: nearby-supernovae
              comment: for the follow-up team
              streams: [ztf]                    # default: all of the project
              tail: 0.001                       # or score: 0.72, or nightly: 20
              where:                            # inside one, and outside all marked so
                - cone: [150.1, 2.2, 1.5]       # ra, dec, radius, degrees
                - box: [10, -5, 4, 2]           # ra, dec, width, height
                - polygon: [10, 0, 12, 0, 11, 2]
                - moc: footprint.fits           # or its text: 5/1024-1030
                - skymap: bayestar.multiorder.fits
                  level: 0.9
                - galactic-latitude: [-10, 10]  # or ecliptic-latitude
                  outside: true
              watchlists: [my-agn]
              condition: magnitude < 19 and feature.real_bogus > 0.9
              per-object: {cooldown: 12 h, first-only: false, score-rise: 0.05}
              calm: {cap: 10, digest: 30 min, priority: high, quiet: "22:00-07:00",
                     time-zone: America/Santiago}
              neighbours: {table: dr1.main, radius: 3}
              picture: {kind: cutout, size: 2, bands: irg}
              to:
                - nats
                - webhook: https://example.org/hook
                  secret-file: hook.key         # never the secret itself
                  format: gcn                   # json, gcn, voevent or protobuf
                - email: [a@example.org]
                  subject-template: "{{object_id}}"
                  template-file: mail.mustache  # or template: text
                - slack: https://hooks.example.org/services/
                  secret-file: slack.end        # the rest of the URL
                - kafka: peryton-odd-ones
                - voevent: broker.example.org:8099
                - voevent-file

            All but the name may be left out. Files are named from the definition's folder. A file may hold several, parted \
            by lines of three dashes. `export` and `show --yaml` write the same form; there `secret: kept` stands for a \
            secret that the service has, and `coverage` for what a map covers.
            """,
        subcommands: [
            SubscriptionsCreateCommand.self, SubscriptionsListCommand.self, SubscriptionsShowCommand.self,
            SubscriptionsEditCommand.self, SubscriptionsPauseCommand.self, SubscriptionsResumeCommand.self,
            SubscriptionsDeleteCommand.self, SubscriptionsTryCommand.self, SubscriptionsTestCommand.self,
            SubscriptionsDeliveriesCommand.self, SubscriptionsRedeliverCommand.self, SubscriptionsDropCommand.self,
            SubscriptionsApplyCommand.self, SubscriptionsExportCommand.self, SubscriptionsFieldsCommand.self,
        ], defaultSubcommand: SubscriptionsListCommand.self)
}
