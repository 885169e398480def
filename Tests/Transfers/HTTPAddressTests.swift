import Testing

@testable import Transfers

@Suite struct HTTPAddressTests {
    @Test(arguments: [
        "https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://0x7f000001/", "https://017700000001/",
        "https://127.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/",
        "https://[0:0:0:0:0:ffff:7f00:0001]/", "https://10.0.0.1/", "https://169.254.169.254/latest/meta-data",
        "https://[fe80::1]/", "https://[fd00::1]/", "https://0/", "https://0.0.0.0/", "https://localhost/",
        "https://LOCALHOST:8443/", "https://localhost./", "https://web.localhost/", "https://[64:ff9b::7f00:1]/",
        "https://%31%32%37.0.0.1/",
    ])
    func refusesAddressesOfOurOwnNetworkInEveryForm(_ url: String) {
        let error = #expect(throws: TransferError.self) { try HTTPAddress.check(url, rules: AddressRules()) }
        #expect(error?.kind == .refusedAddress, "\(String(describing: error))")
        #expect(error?.isPassing == false)
    }

    @Test(arguments: [
        ("http://example.org/", "must be https"), ("ftp://example.org/", "must be https"),
        ("file:///etc/passwd", "must be https"), ("gopher://example.org/", "must be https"),
        ("https://user@example.org/", "no user or password"), ("https://user:key@example.org/", "no user or password"),
        ("https://example.org:0/", "from 1 to 65535"), ("https://example.org:65536/", "from 1 to 65535"),
        ("https://example.org:https/", "from 1 to 65535"), ("https:///path", "like https://host/path"),
        ("https://exa mple.org/", "no spaces"), ("https://example.org/\r\nX: y", "no spaces"),
        ("https://example.org\\@127.0.0.1/", "backslashes"), ("https://exa_mple..org/", "must be a name"),
        ("https://-example.org/", "must be a name"), ("https://exam%00ple.org/", "must be like"),
        ("https://exam%23ple.org/", "like https://host/path"), ("https://[fe80::1%25eth0]/", "zone"),
        ("", "must be https"), ("https://[::1/", "must be like"), ("example.org", "must be https"),
        ("https://bücher.example/", "xn--"), ("https://\u{ff11}\u{ff12}\u{ff17}.0.0.1/", "xn--"),
        ("https://exam$ple.org/", "like https://host/path"), ("https:/example.org/", "like https://host/path"),
        ("https:example.org", "like https://host/path"),
    ])
    func refusesWhatIsNoPlainURLWithWhatIsExpected(_ url: String, _ expectation: String) {
        let error = #expect(throws: TransferError.self) { try HTTPAddress.check(url, rules: AddressRules()) }
        #expect(error?.kind == .invalid, "\(url): \(String(describing: error))")
        #expect(error?.description.contains(expectation) == true, "\(String(describing: error))")
        #expect(error?.description.contains("key") != true)
    }

    @Test func aPlainURLIsTakenApart() throws {
        let address = try HTTPAddress.check("https://Hooks.Example.ORG:8443/a/b?key=1#part", rules: AddressRules())
        #expect(address.host == "hooks.example.org")
        #expect(address.port == 8443)
        #expect(address.url == "https://Hooks.Example.ORG:8443/a/b?key=1" || address.url.hasSuffix(":8443/a/b?key=1"))
        #expect(address.shown == "https://hooks.example.org:8443/")
        #expect(try HTTPAddress.check("https://[2606:4700::1111]/", rules: AddressRules()).port == 443)
        #expect(try HTTPAddress.check("https://xn--bcher-kva.example/", rules: AddressRules()).port == 443)
    }

    @Test func rulesOpenPlainHTTPAndPrivateAddresses() throws {
        #expect(try HTTPAddress.check("http://e.org/", rules: AddressRules(allowsPlainHTTP: true)).port == 80)
        let open = AddressRules(allowsPrivateAddresses: true)
        #expect(try HTTPAddress.check("http://localhost:8080/", rules: open).host == "localhost")
        let network = AddressRules(allowedNetworks: [try Network("10.0.0.0/8")])
        #expect(try HTTPAddress.check("https://10.1.1.1/", rules: network).host == "10.1.1.1")
        #expect(throws: TransferError.self) { try HTTPAddress.check("http://10.1.1.1/", rules: network) }
    }

    @Test func aBrokerIsHostAndPort() throws {
        #expect(try BrokerAddress.check("voevent.example.org:8098", rules: AddressRules()).port == 8098)
        #expect(try BrokerAddress.check("[2606:4700::1111]:8098", rules: AddressRules()).host == "2606:4700::1111")
        for text in ["example.org", "example.org:0", "example.org:x", ":8098", "a b:8098", "user@example.org:8098", ""]
        {
            #expect(throws: TransferError.self, "\(text)") { try BrokerAddress.check(text, rules: AddressRules()) }
        }
        for text in ["127.0.0.1:8098", "localhost:8098", "[::ffff:10.0.0.1]:8098"] {
            let error = #expect(throws: TransferError.self) { try BrokerAddress.check(text, rules: AddressRules()) }
            #expect(error?.kind == .refusedAddress)
        }
        // Names that only a resolver takes for addresses are refused when they are connected to.
        #expect(try BrokerAddress.check("2130706433:8098", rules: AddressRules()).host == "2130706433")
    }
}
