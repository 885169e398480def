import Testing

@testable import Transfers

@Suite struct AddressRulesTests {
    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1",
        "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1",
        "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1", "2001:db8::1", "2002:7f00:1::1",
        "2002:c0a8:101::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1",
        "2600:1::5efe:10.0.0.1", "2600:1::200:5efe:192.168.0.1",
    ])
    func refusesWhatTheInternetDoesNotReach(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressRules().allows(address))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255", "192.169.0.0", "198.17.255.255",
        "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "2001:4860:4860::8888", "::ffff:8.8.8.8",
        "64:ff9b::808:808", "2002:808:808::1", "2600:1::5efe:8.8.8.8",
    ])
    func allowsWhatTheInternetReaches(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressRules().allows(address))
    }

    @Test func privateAddressesOpenAllButThoseOfNobody() throws {
        let rules = AddressRules(allowsPrivateAddresses: true)
        for text in ["127.0.0.1", "::1", "10.1.2.3", "169.254.169.254", "fe80::1", "192.0.2.1", "8.8.8.8"] {
            #expect(rules.allows(try #require(IPAddress(text))), "\(text)")
        }
        for text in ["0.0.0.0", "::", "::ffff:0.0.0.0", "224.0.0.1", "ff02::1", "255.255.255.255"] {
            #expect(!rules.allows(try #require(IPAddress(text))), "\(text)")
        }
    }

    @Test func anAllowedNetworkOpensItsAddressesOnly() throws {
        let rules = AddressRules(allowedNetworks: [try Network("10.1.0.0/16"), try Network("fd00:12::/32")])
        for text in ["10.1.0.0", "10.1.255.255", "::ffff:10.1.2.3", "fd00:12::1", "fd00:12:ffff::1", "8.8.8.8"] {
            #expect(rules.allows(try #require(IPAddress(text))), "\(text)")
        }
        for text in ["10.0.255.255", "10.2.0.0", "fd00:13::1", "127.0.0.1"] {
            #expect(!rules.allows(try #require(IPAddress(text))), "\(text)")
        }
    }

    @Test(arguments: [
        ("10.1.2.3/16", "10.1.0.0/16 is meant"), ("10.0.0.0/33", "from 0 to 32 bits"), ("::/129", "from 0 to 128 bits"),
        ("10.1/16", "must be like"), ("network", "must be like"), ("", "must be like"), ("10.0.0.0/", "from 0 to 32"),
        ("10.0.0.0/-1", "from 0 to 32"),
    ])
    func aBadNetworkIsRefusedWithWhatIsExpected(_ text: String, _ expectation: String) {
        let error = #expect(throws: TransferError.self) { try Network(text) }
        #expect(error?.description.contains(expectation) == true, "\(String(describing: error))")
    }

    @Test func networksOfEveryLengthHoldWhatBeginsTheSame() throws {
        #expect(try Network("0.0.0.0/0").contains(try #require(IPAddress("255.1.2.3"))))
        #expect(try Network("::/0").contains(try #require(IPAddress("ffff::1"))))
        #expect(try !Network("::/0").contains(try #require(IPAddress("1.2.3.4"))))
        #expect(try Network("2001:db8::8000:0:0:0/65").contains(try #require(IPAddress("2001:db8::8000:0:0:1"))))
        #expect(try !Network("2001:db8::8000:0:0:0/65").contains(try #require(IPAddress("2001:db8::1"))))
        #expect(try Network("192.0.2.7").description == "192.0.2.7/32")
    }
}
