//! The one guard that every outgoing connection passes: a host becomes the addresses that may be reached, all of
//! them or none.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use ipnet::IpNet;

use super::failure::{Failure, Kind};
use crate::domain::address::blocked;
use crate::domain::url::Host;
use crate::world::Hosts;

/// The addresses to connect to. One forbidden address in the answer forbids the host: who mixes them means harm.
pub(super) fn addresses(
    hosts: &Hosts,
    host: &Host,
    port: u16,
    allowed: &[IpNet],
    within: Duration,
) -> Result<Vec<SocketAddr>, Failure> {
    let found = look_up(hosts, host, within)?;
    for address in &found {
        if let Some(why) = blocked(*address, allowed) {
            return Err(Failure::new(Kind::Blocked, refusal(host, *address, why)));
        }
    }
    Ok(found.into_iter().map(|address| SocketAddr::new(address, port)).collect())
}

fn refusal(host: &Host, address: IpAddr, why: &str) -> String {
    match host {
        Host::Address(_) => format!("{address} may not be reached ({why})"),
        Host::Name(name) => format!("{name} is {address}, which may not be reached ({why})"),
    }
}

/// What a host stands for, asked anew each time.
pub(super) fn look_up(hosts: &Hosts, host: &Host, within: Duration) -> Result<Vec<IpAddr>, Failure> {
    let name = match host {
        Host::Address(address) => return Ok(vec![*address]),
        Host::Name(name) => name.clone(),
    };
    // The system's resolver cannot be stopped, so it is left behind when the time is over.
    let (answer, answered) = mpsc::sync_channel(1);
    let (hosts, asked) = (hosts.clone(), name.clone());
    thread::Builder::new()
        .spawn(move || answer.send(hosts.look_up(&asked)).ok())
        .map_err(|cause| Failure::new(Kind::Resolve, format!("{name} cannot be resolved: {cause}")))?;
    match answered.recv_timeout(within) {
        Ok(Ok(addresses)) if !addresses.is_empty() => Ok(addresses),
        Ok(Ok(_)) => Err(Failure::new(Kind::Resolve, format!("{name} has no address"))),
        Ok(Err(cause)) => Err(Failure::new(Kind::Resolve, format!("{name} cannot be resolved: {}", said(&cause)))),
        Err(_) => Err(Failure::new(Kind::Timeout, format!("{name} was not resolved within the time"))),
    }
}

/// The resolver's words, without what the library says before them.
fn said(cause: &io::Error) -> String {
    let text = cause.to_string();
    text.strip_prefix("failed to lookup address information: ").unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_resolver_says_is_said_once() {
        for text in ["failed to lookup address information: Name or service not known", "Name or service not known"] {
            assert_eq!(said(&io::Error::other(text)), "Name or service not known");
        }
    }
}
