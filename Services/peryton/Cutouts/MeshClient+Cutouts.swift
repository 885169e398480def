import Messages

extension MeshClient {
    /// The service that answers for images.
    static let cutoutService = "cutout"

    /// Asks the cutout service.
    func askCutout<Answer: Message>(
        _ verb: String, _ question: some Message, as answer: Answer.Type, timeoutSeconds: Double = 60
    ) async throws -> Answer {
        try await ask(Self.cutoutService, verb, question, as: answer, timeoutSeconds: timeoutSeconds)
    }
}
