//! A person's address, as much of it as is kept.

use std::net::IpAddr;

use ipnet::IpNet;

/// The network of an address: 256 of them for the fourth version of the protocol, a site for the sixth.
pub fn truncated(address: IpAddr) -> String {
    let address = address.to_canonical();
    IpNet::new(address, length(address)).map_or_else(|_| String::new(), |network| network.trunc().to_string())
}

/// Whether a network is at least as large as one that an address is truncated to, and names no address in it.
pub fn is_network(network: IpNet) -> bool {
    network.prefix_len() <= length(network.addr()) && network == network.trunc()
}

fn length(address: IpAddr) -> u8 {
    if address.is_ipv4() { 24 } else { 48 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_stands_for_the_address() {
        let cases = [
            ("203.0.113.77", "203.0.113.0/24"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ];
        for (address, network) in cases {
            assert_eq!(truncated(address.parse().unwrap()), network);
        }
    }
}
