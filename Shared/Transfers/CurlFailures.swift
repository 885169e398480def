import CCurlOptions
import Glibc

extension TransferError {
    /// What a result of libcurl's means to those who wait.
    ///
    /// Its own messages are used for TLS only: others name URLs.
    init(
        _ code: CURLcode, place: String, answer: TransferAnswer, problem: String, systemError: Int32, seconds: Double,
        connectSeconds: Double
    ) {
        // A relay that has said no says why.
        if !answer.reply.isEmpty, 400..<600 ~= answer.status, code != CURLE_OPERATION_TIMEDOUT {
            self.init(
                .rejected, "mail server \(place) refuses: \(quoted(answer.reply))", isPassing: answer.status < 500)
            return
        }
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            // A relay's greeting and login belong to connecting, as libcurl sees it.
            let isConnecting = answer.address.isEmpty || answer.seconds < seconds - 0.01
            self.init(
                .timeout,
                isConnecting
                    ? "no connection to \(place) within \(shortest(min(connectSeconds, seconds))) s"
                    : "no whole answer from \(place) within \(shortest(seconds)) s")
        case CURLE_COULDNT_RESOLVE_HOST:
            self.init(.nameResolution, "the name of \(place) is not known to the name servers, or they do not answer")
        case CURLE_COULDNT_CONNECT:
            let why = systemError == 0 ? "" : ": \(String(cString: strerror(systemError)))"
            self.init(.connection, "no connection to \(place)\(why)")
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_INVALIDCERTSTATUS:
            self.init(.tls, "no TLS with \(place): \(quoted(problem))")
        case CURLE_USE_SSL_FAILED:
            self.init(.tls, "mail server \(place) has no STARTTLS, without which nothing is sent")
        case CURLE_LOGIN_DENIED:
            self.init(.rejected, "mail server \(place) has no way to log in that we know")
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE:
            self.init(.connection, "\(place) closed the connection before its answer was whole")
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
            self.init(.busy, "no memory for a transfer to \(place)")
        default:
            self.init(
                .badReply,
                "\(place) does not answer as it should: \(String(cString: curl_easy_strerror(code)))")
        }
    }
}

/// Seconds without needless digits.
func shortest(_ seconds: Double) -> String {
    let rounded = (seconds * 10).rounded() / 10
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
}
