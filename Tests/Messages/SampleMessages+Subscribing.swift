import Messages

extension SampleMessages {
    mutating func skyArea() -> SkyArea {
        SkyArea(
            shape: text(),
            degrees: few { $0.double() },
            moc: text(),
            fits: bytes(),
            credibleLevel: double(),
            isOutside: flag(),
            label: text(),
            coverage: bytes())
    }

    mutating func objectRule() -> ObjectRule {
        ObjectRule(
            cooldownHours: double(),
            isFirstOnly: flag(),
            scoreRise: double())
    }

    mutating func calm() -> Calm {
        Calm(
            hourlyCap: number(),
            quietHours: text(),
            timeZone: text(),
            digest: text(),
            priority: text())
    }

    mutating func channel() -> Channel {
        Channel(
            name: text(),
            kind: text(),
            address: text(),
            format: text(),
            secret: text(),
            hasSecret: flag(),
            textTemplate: text(),
            subjectTemplate: text())
    }

    mutating func watchlistHit() -> WatchlistHit {
        WatchlistHit(
            watchlist: text(),
            rowID: text(),
            separationArcseconds: double(),
            comment: text())
    }

    mutating func watchlistRow() -> WatchlistRow {
        WatchlistRow(
            id: text(),
            raDegrees: double(),
            decDegrees: double(),
            radiusArcseconds: double(),
            comment: text())
    }

    mutating func watchlist() -> Watchlist {
        Watchlist(
            project: text(),
            name: text(),
            owner: text(),
            radiusArcseconds: double(),
            rows: long(),
            version: long(),
            createdAt: time(),
            comment: text())
    }

    mutating func watchlistEdit() -> WatchlistEdit {
        WatchlistEdit(
            name: text(),
            creates: flag(),
            radiusArcseconds: double(),
            put: few { $0.watchlistRow() },
            remove: few { $0.text() },
            clears: flag(),
            comment: text())
    }

    mutating func watchlistRowsRequest() -> WatchlistRowsRequest {
        WatchlistRowsRequest(
            name: text(),
            cursor: text())
    }

    mutating func watchlistRows() -> WatchlistRows {
        WatchlistRows(
            rows: few { $0.watchlistRow() },
            cursor: text())
    }

    mutating func watchlistList() -> WatchlistList {
        WatchlistList(
            watchlists: few { $0.watchlist() })
    }

    mutating func subscriptionOrder() -> SubscriptionOrder {
        SubscriptionOrder(
            subscription: subscription(),
            isEvenIfMany: flag(),
            editedVersion: number(),
            lookBackDays: double(),
            deliversLookBack: flag())
    }

    mutating func subscriptionReceipt() -> SubscriptionReceipt {
        SubscriptionReceipt(
            subscription: subscription(),
            lastNight: trial(),
            lookBack: trial())
    }

    mutating func subscriptionRequest() -> SubscriptionRequest {
        SubscriptionRequest(
            name: text(),
            version: number())
    }

    mutating func subscriptionState() -> SubscriptionState {
        SubscriptionState(
            subscription: subscription(),
            versions: few { $0.number() },
            channels: few { $0.channelState() },
            budgetThreshold: double(),
            feedback: number())
    }

    mutating func channelState() -> ChannelState {
        ChannelState(
            channel: text(),
            kind: text(),
            pending: long(),
            delivered: long(),
            failures: long(),
            undelivered: long(),
            deliveredAt: time(),
            lastError: text(),
            failedAt: time())
    }

    mutating func pauseRequest() -> PauseRequest {
        PauseRequest(
            name: text(),
            isPaused: flag(),
            isEvenIfMany: flag())
    }

    mutating func trialRequest() -> TrialRequest {
        TrialRequest(
            subscription: subscription(),
            fromMJDUTC: double(),
            toMJDUTC: double(),
            anomalies: few { $0.anomaly() },
            trialID: text(),
            limit: number())
    }

    mutating func trial() -> Trial {
        Trial(
            anomalies: long(),
            matched: long(),
            sent: long(),
            heldBack: few { $0.heldBack() },
            hours: few { $0.hourCount() },
            matches: few { $0.trialMatch() })
    }

    mutating func heldBack() -> HeldBack {
        HeldBack(
            reason: text(),
            count: long())
    }

    mutating func hourCount() -> HourCount {
        HourCount(
            mjdUTC: double(),
            sent: long())
    }

    mutating func trialMatch() -> TrialMatch {
        TrialMatch(
            stream: text(),
            alertID: text(),
            objectID: text(),
            mjdUTC: double(),
            raDegrees: double(),
            decDegrees: double(),
            score: double(),
            tailProbability: double(),
            summary: text(),
            matchReasons: few { $0.text() },
            heldBack: text())
    }

    mutating func channelTests() -> ChannelTests {
        ChannelTests(
            deliveries: few { $0.deliveryRecord() })
    }

    mutating func deliveryRecord() -> DeliveryRecord {
        DeliveryRecord(
            channel: text(),
            alertKeys: few { $0.text() },
            at: time(),
            attempt: number(),
            outcome: text(),
            detail: text(),
            milliseconds: double(),
            contentSHA256: text())
    }

    mutating func deliveriesRequest() -> DeliveriesRequest {
        DeliveriesRequest(
            name: text(),
            alertID: text(),
            limit: number())
    }

    mutating func deliveryList() -> DeliveryList {
        DeliveryList(
            deliveries: few { $0.deliveryRecord() },
            undelivered: few { $0.undelivered() })
    }

    mutating func undelivered() -> Undelivered {
        Undelivered(
            id: text(),
            channel: text(),
            alertKey: text(),
            reason: text(),
            attempts: number(),
            at: time(),
            summary: text())
    }

    mutating func redeliverRequest() -> RedeliverRequest {
        RedeliverRequest(
            name: text(),
            ids: few { $0.text() },
            drops: flag())
    }

    mutating func redeliverReceipt() -> RedeliverReceipt {
        RedeliverReceipt(
            notices: number())
    }

    mutating func feedback() -> Feedback {
        Feedback(
            subscription: text(),
            stream: text(),
            alertID: text(),
            verdict: text(),
            comment: text(),
            at: time(),
            forestID: text(),
            objectID: text(),
            score: double(),
            tailProbability: double(),
            featureNames: few { $0.text() },
            featureValues: few { $0.double() })
    }

    mutating func feedbackList() -> FeedbackList {
        FeedbackList(
            feedback: few { $0.feedback() })
    }

    /// One message of every contract of watchlist.proto and subscribing.proto.
    mutating func subscribing() -> [any Message] {
        [
            skyArea(), objectRule(), calm(), channel(), watchlistHit(), watchlistRow(), watchlist(), watchlistEdit(),
            watchlistRowsRequest(), watchlistRows(), watchlistList(), subscriptionOrder(), subscriptionReceipt(),
            subscriptionRequest(), subscriptionState(), channelState(), pauseRequest(), trialRequest(), trial(),
            heldBack(), hourCount(), trialMatch(), channelTests(), deliveryRecord(), deliveriesRequest(),
            deliveryList(), undelivered(), redeliverRequest(), redeliverReceipt(), feedback(), feedbackList(),
        ]
    }
}
