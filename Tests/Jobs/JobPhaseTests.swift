import Jobs
import Messages
import Testing

@Suite("Job phases", .timeLimit(.minutes(3)))
struct JobPhaseTests {
    @Test("a job that is over stays over", arguments: [JobPhase.completed, .error, .aborted])
    func finalPhases(phase: JobPhase) {
        #expect(phase.isFinal)
        for next in JobPhase.allCases { #expect(!phase.mayBecome(next)) }
    }

    @Test("a job goes from pending through queued to executing and then to an end")
    func way() {
        #expect(JobPhase.pending.mayBecome(.queued))
        #expect(JobPhase.queued.mayBecome(.executing))
        for end in [JobPhase.completed, .error, .aborted] { #expect(JobPhase.executing.mayBecome(end)) }
        #expect(!JobPhase.pending.mayBecome(.completed))
    }

    @Test("what a worker left executing is queued for another")
    func takenUpAgain() {
        #expect(JobPhase.executing.mayBecome(.queued))
        #expect(!JobPhase.executing.mayBecome(.executing))
    }

    @Test("phases are spelt as UWS spells them")
    func names() {
        let names = JobPhase.allCases.map(\.uwsName)
        #expect(names == ["UNKNOWN", "PENDING", "QUEUED", "EXECUTING", "COMPLETED", "ERROR", "ABORTED"])
    }
}
