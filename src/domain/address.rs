//! Which addresses an outgoing request may reach: the special-use registries of IANA as one table, and the
//! ranges that an operator allows all the same. It resolves nothing and connects to nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> IpNet {
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length))
}

const fn v6(segments: [u16; 8], length: u8) -> IpNet {
    let [a, b, c, d, e, f, g, h] = segments;
    IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, e, f, g, h), length))
}

/// Ranges in which nobody answers for one address, so that nobody can allow them either: a system takes
/// `0.0.0.0` and `::` for itself.
const NO_HOST: &[(IpNet, &str)] = &[
    (v4(0, 0, 0, 0, 8), "this network"),
    (v4(224, 0, 0, 0, 4), "multicast"),
    (v4(255, 255, 255, 255, 32), "broadcast"),
    (v6([0; 8], 128), "unspecified"),
    (v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8), "multicast"),
];

/// What is not reachable from everywhere, by <https://www.iana.org/assignments/iana-ipv4-special-registry>,
/// <https://www.iana.org/assignments/iana-ipv6-special-registry>, and the two relays that were withdrawn.
const SPECIAL: &[(IpNet, &str)] = &[
    (v4(10, 0, 0, 0, 8), "private"),
    (v4(100, 64, 0, 0, 10), "shared by the customers of a provider"),
    (v4(127, 0, 0, 0, 8), "loopback"),
    (v4(169, 254, 0, 0, 16), "link-local"),
    (v4(172, 16, 0, 0, 12), "private"),
    (v4(192, 0, 0, 0, 24), "protocol assignments"),
    (v4(192, 0, 2, 0, 24), "documentation"),
    (v4(192, 88, 99, 0, 24), "6to4 relays"),
    (v4(192, 168, 0, 0, 16), "private"),
    (v4(198, 18, 0, 0, 15), "benchmarking"),
    (v4(198, 51, 100, 0, 24), "documentation"),
    (v4(203, 0, 113, 0, 24), "documentation"),
    (v4(240, 0, 0, 0, 4), "reserved"),
    (v6([0, 0, 0, 0, 0, 0, 0, 1], 128), "loopback"),
    (v6([0; 8], 96), "IPv4-compatible"),
    (v6([0, 0, 0, 0, 0xffff, 0, 0, 0], 96), "IPv4-translated"),
    (v6([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48), "translation within a network"),
    (v6([0x100, 0, 0, 0, 0, 0, 0, 0], 63), "discard and dummy"),
    (v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 32), "Teredo"),
    (v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), "protocol assignments"),
    (v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), "documentation"),
    (v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), "documentation"),
    (v6([0x5f00, 0, 0, 0, 0, 0, 0, 0], 16), "segment routing"),
    (v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7), "private"),
    (v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10), "link-local"),
    (v6([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10), "site-local"),
];

/// All that was ever given out to hosts of IPv6 (<https://www.iana.org/assignments/ipv6-address-space>).
const GLOBAL: IpNet = v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);
const NAT64: IpNet = v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96);
const SIX_TO_FOUR: IpNet = v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16);

/// Why an address is not to be reached, as words such as `private`; `None` where it may be. Within `allowed` it may,
/// unless there is no host in its range at all.
pub fn blocked(address: IpAddr, allowed: &[IpNet]) -> Option<&'static str> {
    // A mapped address is written otherwise and connects to the same host.
    let address = address.to_canonical();
    let named = |table: &[(IpNet, &'static str)]| {
        table.iter().find(|(range, _)| range.contains(&address)).map(|(_, name)| *name)
    };
    if let Some(name) = named(NO_HOST) {
        return Some(name);
    }
    if allowed.iter().any(|range| range.contains(&address)) {
        return None;
    }
    if let Some(name) = named(SPECIAL) {
        return Some(name);
    }
    match address {
        IpAddr::V4(_) => None,
        IpAddr::V6(whole) => match embedded(whole) {
            Some(inner) => blocked(IpAddr::V4(inner), allowed),
            None if GLOBAL.contains(&address) => None,
            None => Some("not given out"),
        },
    }
}

/// The IPv4 address to which a translator on the way would send this one.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let octets = address.octets();
    let at = |start: usize| Ipv4Addr::new(octets[start], octets[start + 1], octets[start + 2], octets[start + 3]);
    if NAT64.contains(&IpAddr::V6(address)) {
        return Some(at(12));
    }
    SIX_TO_FOUR.contains(&IpAddr::V6(address)).then(|| at(2))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_ends_of_every_range_are_in_it_and_their_neighbours_are_not() {
        let cases = [
            ("9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"),
            ("100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"),
            ("126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"),
            ("169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"),
            ("172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"),
            ("191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"),
            ("192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"),
            ("192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0"),
            ("192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"),
            ("198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"),
            ("198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"),
            ("203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"),
            ("2000:ffff::", "2001::", "2001:1ff:ffff::", "2001:200::"),
            ("2001:db7:ffff::", "2001:db8::", "2001:db8:ffff::", "2001:db9::"),
            ("3ffe:ffff::", "3fff::", "3fff:fff:ffff::", "3fff:1000::"),
        ];
        for (before, first, last, after) in cases {
            assert_eq!((blocked(ip(before), &[]), blocked(ip(after), &[])), (None, None), "{first}");
            assert!(blocked(ip(first), &[]).is_some() && blocked(ip(last), &[]).is_some(), "{first}");
        }
        for lone in ["0.0.0.0", "0.255.255.255", "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255"] {
            assert!(blocked(ip(lone), &[]).is_some(), "{lone}");
        }
    }

    #[test]
    fn what_is_embedded_is_judged_as_what_it_is() {
        let forms = ["::ffff:", "64:ff9b::"];
        for form in forms {
            assert_eq!(blocked(ip(&format!("{form}8.8.8.8")), &[]), None, "{form}");
            assert_eq!(blocked(ip(&format!("{form}127.0.0.1")), &[]), Some("loopback"), "{form}");
            assert_eq!(blocked(ip(&format!("{form}0.0.0.0")), &[]), Some("this network"), "{form}");
        }
        assert_eq!(blocked(ip("2002:808:808::1"), &[]), None);
        assert_eq!(blocked(ip("2002:a00:1::1"), &[]), Some("private"));
        assert_eq!(blocked(ip("::8.8.8.8"), &[]), Some("IPv4-compatible"));
        assert_eq!(blocked(ip("::ffff:0:8.8.8.8"), &[]), Some("IPv4-translated"));
        assert_eq!(blocked(ip("2001:0:808:808::1"), &[]), Some("Teredo"));
        assert_eq!(blocked(ip("64:ff9b:1::808:808"), &[]), Some("translation within a network"));
    }

    #[test]
    fn a_range_that_is_allowed_lets_its_own_through_and_no_other() {
        let allowed = ["10.1.0.0/16".parse().unwrap(), "fd00:1::/32".parse().unwrap()];
        for fine in ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "fd00:1::9", "9.9.9.9"] {
            assert_eq!(blocked(ip(fine), &allowed), None, "{fine}");
        }
        for not in ["10.2.0.1", "127.0.0.1", "fd00:2::9", "::1"] {
            assert!(blocked(ip(not), &allowed).is_some(), "{not}");
        }
        let everything = ["0.0.0.0/0".parse().unwrap(), "::/0".parse().unwrap()];
        for not in ["0.0.0.0", "0.0.0.1", "224.0.0.1", "255.255.255.255", "::", "ff02::1", "::ffff:0.0.0.0"] {
            assert!(blocked(ip(not), &everything).is_some(), "{not}");
        }
        assert_eq!(blocked(ip("169.254.169.254"), &everything), None);
    }

    proptest! {
        #[test]
        fn a_mapped_address_is_judged_as_the_one_it_maps(bits: u32) {
            let inner = Ipv4Addr::from(bits);
            prop_assert_eq!(blocked(inner.to_ipv6_mapped().into(), &[]), blocked(inner.into(), &[]));
        }

        #[test]
        fn outside_of_what_is_given_out_nothing_is_reached(bits: u128) {
            let address = Ipv6Addr::from(bits);
            let inner = address.to_ipv4_mapped().is_some() || NAT64.contains(&IpAddr::V6(address));
            prop_assume!(!inner && !GLOBAL.contains(&IpAddr::V6(address)));
            prop_assert!(blocked(address.into(), &[]).is_some());
        }
    }
}
