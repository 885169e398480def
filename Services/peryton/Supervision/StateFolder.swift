import Foundation
import Glibc
import ServiceKit

/// The folder of a mesh's state, held by one `peryton up` at a time.
struct StateFolder {
    let path: String
    /// The open lock file: the kernel lets go of the lock when it is closed, however its process ends.
    private let lock: Int32

    /// Takes the folder, which is made where it is not there; says who has it where it is taken.
    static func take(_ path: String) throws -> StateFolder {
        let file = "\(path)/lock"
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure("\(path): cannot be made: \(error.localizedDescription)")
        }
        let lock = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard lock >= 0 else { throw CommandFailure("\(file): cannot be opened: \(String(cString: strerror(errno)))") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let holder = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
            close(lock)
            throw CommandFailure(
                "a mesh runs in \(path) already (pid \(holder.isEmpty ? "unknown" : holder)); stop it first or give another --state"
            )
        }
        ftruncate(lock, 0)
        let holder = Array("\(getpid())".utf8)
        _ = write(lock, holder, holder.count)
        return StateFolder(path: path, lock: lock)
    }

    /// Forgets what the servers and services of the last time left, but for the catalogue, which took time to load.
    func clear() {
        for name in [NatsServerKind().program, RedisServerKind().program, "results", "logs"] {
            try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
    }

    /// Lets others have the folder.
    func release() { close(lock) }
}
