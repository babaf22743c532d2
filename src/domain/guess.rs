//! Guesses: attempts with what is no token, or none that holds any more, by where they came from.

use std::net::{IpAddr, Ipv6Addr};

use super::record::record;
use super::time::Millis;

/// Attempts of one source with one displayed prefix that ended alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guesses {
    /// The source; absent where none was given, or where an hour had too many to tell apart.
    pub address: Option<String>,
    /// What may be shown of the text that was tried; absent where that is nothing.
    pub prefix: Option<String>,
    /// How they ended.
    pub outcome: String,
    /// How many.
    pub count: i64,
    /// When the last one was.
    pub last_at: Millis,
}

record! { Guesses {
    address: Text, shown, "Where they came from: an IPv4 address or an IPv6 network of 64 bits; null where none was given, or past the first 10,000 counters of an hour" => |g| g.address.as_ref();
    prefix: Text, shown, "What may be shown of what was tried: up to the fourth random character of a token" => |g| g.prefix.as_ref();
    outcome: Text, shown, "How they ended: not_found, revoked, disabled, expired or wrong_env" => |g| &g.outcome;
    count: Int, shown, "How many" => |g| g.count;
    last_at: Time, shown, "When the last one was" => |g| g.last_at;
} }

/// The source that an address counts as. A host of IPv6 has a network of 64 bits to itself (RFC 6177), so
/// that is what is counted; else one host would be as many sources as it likes.
pub fn source(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{}/64", Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::source;

    #[test]
    fn a_network_of_ipv6_is_one_source() {
        let cases = [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ];
        for (address, wanted) in cases {
            assert_eq!(source(address.parse().unwrap()), wanted);
        }
    }
}
