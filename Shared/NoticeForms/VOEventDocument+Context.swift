import Messages

extension XMLWriter {
    /// Whom the event comes from.
    mutating func who(_ author: String, _ publisher: VOEventPublisher, matchedAt: UnixTime) {
        element("Who") { writer in
            writer.element("AuthorIVORN", text: author)
            if let date = matchedAt.iso8601 { writer.element("Date", text: String(date.dropLast())) }
            writer.element("Author") { writer in
                writer.element("title", text: publisher.title)
                if !publisher.contactName.isEmpty { writer.element("contactName", text: publisher.contactName) }
                if !publisher.contactEmail.isEmpty { writer.element("contactEmail", text: publisher.contactEmail) }
            }
        }
    }

    /// Place and time of the alert; nothing where the position is no number.
    mutating func whereWhen(_ alert: Alert, _ publisher: VOEventPublisher) {
        guard alert.raDegrees.isFinite, alert.decDegrees.isFinite else { return }
        let system = "UTC-ICRS-TOPO"
        element("WhereWhen") { writer in
            writer.element("ObsDataLocation") { writer in
                // The Recommendation's word for an observatory that may be anywhere up to the Moon's orbit.
                writer.element("ObservatoryLocation", [("id", "GEOLUN")])
                writer.element("ObservationLocation") { writer in
                    writer.element("AstroCoordSystem", [("id", system)])
                    writer.element("AstroCoords", [("coord_system_id", system)]) { writer in
                        if let time = UnixTime(mjdUTC: alert.mjdUTC)?.iso8601 {
                            writer.element("Time", [("unit", "s")]) { writer in
                                writer.element("TimeInstant") { writer in
                                    // Without the Z: the coordinate system says that it is UTC.
                                    writer.element("ISOTime", text: String(time.dropLast()))
                                }
                            }
                        }
                        writer.element("Position2D", [("unit", "deg")]) { writer in
                            writer.element("Name1", text: "RA")
                            writer.element("Name2", text: "Dec")
                            writer.element("Value2") { writer in
                                writer.element("C1", text: "\(alert.raDegrees)")
                                writer.element("C2", text: "\(alert.decDegrees)")
                            }
                            writer.element("Error2Radius", text: "\(publisher.positionErrorArcseconds / 3_600)")
                        }
                    }
                }
            }
        }
    }

    /// How the event was found.
    mutating func how(_ anomaly: Anomaly) {
        let survey = anomaly.alert.survey.isEmpty ? "stream \(anomaly.score.stream)" : anomaly.alert.survey
        element("How") { writer in
            writer.element(
                "Description",
                text: "Alert of \(survey), judged by isolation forest \(anomaly.score.forestID) of Peryton.")
        }
    }

    /// Why it was sent.
    mutating func why(_ notice: Notice) {
        let tail = notice.judgedTailProbability
        let importance = (0...1).contains(tail) ? "\(1 - tail)" : nil
        let objectID = notice.anomaly.score.objectID
        element("Why", [("importance", importance)]) { writer in
            writer.element("Inference") { writer in
                if !objectID.isEmpty { writer.element("Name", text: objectID) }
                let reasons = notice.matchReasons.joined(separator: "\n")
                writer.element("Description", text: reasons.isEmpty ? "An anomaly of its stream." : reasons)
            }
            for hit in notice.watchlistHits {
                writer.element("Inference", [("relation", "associated")]) { writer in
                    writer.element("Name", text: hit.rowID)
                    let comment = hit.comment.isEmpty ? "" : ": \(hit.comment)"
                    writer.element(
                        "Description",
                        text: "\(hit.separationArcseconds)″ from it, in watch-list \(hit.watchlist)\(comment)")
                }
            }
        }
    }
}
