//! The URL of an outgoing request. It is read by the same parser that the HTTP client uses and handed on as
//! what was parsed, so that nothing is checked in one reading and reached in another.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;
use http::uri::Scheme;

use crate::error::{Error, Result};

/// The longest one, in bytes.
const LONGEST: usize = 2048;

/// A URL that a request can be sent to: `https` or allowed `http`, a host, no credentials, no fragment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Url {
    uri: Uri,
    host: Host,
}

/// What stands for the host.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    /// A name, to be resolved.
    Name(String),
    /// The address itself.
    Address(IpAddr),
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Host::Name(name) => f.write_str(name),
            Host::Address(address) => address.fmt(f),
        }
    }
}

impl Url {
    /// Reads a URL; `http` only where `allow_http` says so.
    pub fn parse(text: &str, allow_http: bool) -> Result<Url> {
        let refused = |why: &str| Error::invalid("URL", format!("this is no URL that can be reached: {why}"));
        if text.len() > LONGEST {
            return Err(refused(&format!("it is longer than {LONGEST} bytes")));
        }
        if let Some(odd) = text.chars().find(|c| !c.is_ascii_graphic() || "\\\"<>^`{|}".contains(*c)) {
            return Err(refused(&format!("{odd:?} cannot stand in one"))
                .hint("encode it: %20 for a space; a host of other letters in its xn-- form"));
        }
        if text.contains('#') {
            return Err(refused("it has a fragment (#), which is never sent"));
        }
        let no_host = || refused("it needs a scheme and a host: https://HOST/PATH");
        // What is asked for stands between these; the parser has other words for its absence each time.
        if text
            .split_once("://")
            .is_none_or(|(scheme, rest)| scheme.is_empty() || rest.is_empty() || rest.starts_with(['/', '?']))
        {
            return Err(no_host());
        }
        let uri: Uri = text.parse().map_err(|cause| refused(&format!("{cause}")))?;
        let Some(authority) = uri.authority() else { return Err(no_host()) };
        if uri.scheme() != Some(&Scheme::HTTPS) && uri.scheme() != Some(&Scheme::HTTP) {
            return Err(refused("only https is spoken here, and http where it is allowed"));
        }
        if authority.as_str().contains('@') {
            return Err(refused("it holds a user or password").hint("send credentials in a header"));
        }
        let host = host(authority.host()).ok_or_else(|| {
            refused(&format!("{:?} is no host", authority.host()))
                .hint("write a name such as example.com, an address such as 192.0.2.1, or [2001:db8::1]")
        })?;
        let port = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
        if !port.is_empty() && authority.port_u16().is_none_or(|number| number == 0 || port != format!(":{number}")) {
            return Err(refused(&format!("{port:?} is no port")));
        }
        if uri.scheme() == Some(&Scheme::HTTP) && !allow_http {
            return Err(refused("it is not encrypted").hint("use https, or allow http with --allow-http"));
        }
        Ok(Url { host, uri })
    }

    /// Whether the connection is encrypted.
    pub fn is_https(&self) -> bool {
        self.uri.scheme() == Some(&Scheme::HTTPS)
    }

    /// Whether it is an unencrypted host and nothing more, as the address of a proxy is.
    pub fn is_bare_http(&self) -> bool {
        !self.is_https() && self.uri.path_and_query().is_none_or(|path| path == "/")
    }

    /// Who is asked.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The port, said or not.
    pub fn port(&self) -> u16 {
        self.uri.port_u16().unwrap_or(if self.is_https() { 443 } else { 80 })
    }

    /// What was parsed, for the client.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uri.fmt(f)
    }
}

/// The host of an authority; none where resolvers would disagree about it, such as on `127.1`, `0x7f000001` and
/// `2130706433`, which some take for addresses.
fn host(text: &str) -> Option<Host> {
    if let Some(inner) = text.strip_prefix('[') {
        return inner.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(|address| Host::Address(address.into()));
    }
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        return Some(Host::Address(address.into()));
    }
    let name = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    let hexadecimal = last.strip_prefix("0x").or(last.strip_prefix("0X"));
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit())
        || hexadecimal.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    (name.len() <= 253 && name.split('.').all(is_label) && !is_number).then(|| Host::Name(name.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_can_be_reached_is_read() {
        for (text, host, port) in [
            ("https://example.com", "example.com", 443),
            ("https://Example.COM./hooks?a=b", "example.com", 443),
            ("https://example.com:8443/", "example.com", 8443),
            ("http://203.0.113.7/a", "203.0.113.7", 80),
            ("HTTPS://[2001:DB8::1]:444/a", "2001:db8::1", 444),
            ("https://a_b.internal/%20", "a_b.internal", 443),
            ("https://1password.com/", "1password.com", 443),
            ("https://0xdead.example/", "0xdead.example", 443),
        ] {
            let url = Url::parse(text, true).unwrap();
            assert_eq!((url.host().to_string().as_str(), url.port()), (host, port), "{text}");
        }
    }

    #[test]
    fn http_is_for_those_who_allow_it() {
        assert!(Url::parse("http://example.com/", true).is_ok());
        let error = Url::parse("http://example.com/", false).unwrap_err();
        assert!(error.message.ends_with("it is not encrypted"), "{error}");
    }

    #[test]
    fn a_bare_address_is_told_from_a_page() {
        for (text, is_bare) in [
            ("http://proxy.internal:3128", true),
            ("http://[::1]:3128/", true),
            ("http://proxy.internal/?", false),
            ("http://proxy.internal/a", false),
            ("https://proxy.internal:3128", false),
        ] {
            assert_eq!(Url::parse(text, true).unwrap().is_bare_http(), is_bare, "{text}");
        }
    }

    #[test]
    fn an_error_repeats_no_password() {
        let error = Url::parse("https://user:hunter2@example.com/", false).unwrap_err();
        assert!(!error.message.contains("hunter2"), "{error}");
    }

    proptest! {
        #[test]
        fn what_was_read_is_what_is_asked(text in "https?://[a-z0-9.:@\\[\\]%/\\\\#?-]{0,40}") {
            if let Ok(url) = Url::parse(&text, true) {
                let again = Url::parse(&url.to_string(), true).unwrap();
                prop_assert_eq!(again.host(), url.host());
                prop_assert!(!url.to_string().contains('@') || url.uri().path_and_query().unwrap().as_str().contains('@'));
            }
        }
    }
}
