//! Addresses that must not be reached, in every form in which they can be written.

use std::net::TcpListener;

use gatepost::domain::url::Url;
use gatepost::net::{Call, Client, Kind, Outbound};

use super::*;

/// Hosts that stand for this machine, for its network, or for nobody. `PORT` is where a listener counts.
const HOSTS: &[&str] = &[
    // Plain.
    "127.0.0.1",
    "127.0.0.2",
    "127.1.2.3",
    "127.255.255.254",
    "0.0.0.0",
    "0.0.0.1",
    "0.255.255.255",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.254",
    "255.255.255.255",
    // As some resolvers read numbers.
    "0",
    "1",
    "127.1",
    "127.0.1",
    "2130706433",
    "4294967295",
    "017700000001",
    "0177.0.0.1",
    "0177.0.0.01",
    "00000177.0.0.1",
    "0x7f000001",
    "0x7F000001",
    "0X7f000001",
    "0x7f.0.0.1",
    "0x7f.1",
    "0x7f.0x0.0x0.0x1",
    "127.0.0.01",
    "127.0.0.0x1",
    "127.000.000.001",
    "0x0",
    "00",
    "0.0",
    "0.0.0",
    "0x",
    "10.1",
    "0xa.1",
    "012.0.0.1",
    "167772161",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.16689662",
    "192.168.257",
    "3232235521",
    "127.0.0.1.",
    "2130706433.",
    "0x7f000001.",
    "256.0.0.1",
    "127.0.0.257",
    "127.0.0.0.1",
    "18446744071562067969",
    // Version 6 and what it embeds.
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::0.0.0.1]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::10.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::FFFF:7F00:0001]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::ffff:0.0.0.0]",
    "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[::ffff:192.168.0.1]",
    "[::ffff:172.16.0.1]",
    "[::ffff:100.64.0.1]",
    "[::ffff:224.0.0.1]",
    "[::ffff:255.255.255.255]",
    "[::ffff:0:127.0.0.1]",
    "[::ffff:0:10.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::a00:1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b::192.168.0.1]",
    "[64:ff9b::0.0.0.0]",
    "[64:ff9b:1::7f00:1]",
    "[64:ff9b:1::8.8.8.8]",
    "[64:ff9b:2::1]",
    "[2002:7f00:1::]",
    "[2002:7f00:0001::1]",
    "[2002:a00:1::]",
    "[2002:a9fe:a9fe::]",
    "[2002:c0a8:1::]",
    "[2002:ac10:1::]",
    "[2002:6440:1::]",
    "[2002::1]",
    "[2002:e000:1::]",
    "[2001::1]",
    "[2001:0:7f00:1::]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    "[2001:2::1]",
    "[2001:10::1]",
    "[2001:20::1]",
    "[2001:db8::1]",
    "[2001:1ff::1]",
    "[3fff::1]",
    "[3fff:fff::1]",
    "[5f00::1]",
    "[100::1]",
    "[100:0:0:1::1]",
    "[fc00::1]",
    "[fd00::1]",
    "[fd00:ec2::254]",
    "[fdff:ffff::1]",
    "[fe80::1]",
    "[fe80::7f00:1]",
    "[febf::1]",
    "[fec0::1]",
    "[feff::1]",
    "[ff01::1]",
    "[ff02::1]",
    "[ff0e::1]",
    "[ffff::1]",
    "[4000::1]",
    "[8000::1]",
    "[1::1]",
    "[::2]",
    "[200::1]",
    "[400::1]",
    "[e000::1]",
    // Brackets and zones that are none.
    "[127.0.0.1]",
    "[::1%25lo]",
    "[::1%lo]",
    "[fe80::1%25eth0]",
    "[::ffff:127.0.0.1%25lo]",
    "[",
    "[]",
    "[::1",
    "::1",
    "[::1]]",
    "[[::1]]",
    "[localhost]",
    "[v1.::1]",
    // Names.
    "localhost",
    "LOCALHOST",
    "localhost.",
    "near.test",
    "near.test.",
    "NEAR.test",
    "meta.test",
    "mixed.test",
    "mixed6.test",
    "mapped.test",
    "zero.test",
    "inner.test",
    "linklocal.test",
    "nat64.test",
    "sixtofour.test",
    "ula.test",
    "multicast.test",
    "broadcast.test",
    // What is no host at all.
    ".",
    "..",
    "a..b",
    ".localhost",
    "-",
    "%6c%6f%63%61%6c%68%6f%73%74",
    "127%2e0%2e0%2e1",
    "%31%32%37.0.0.1",
    "127.0.0.1%00.example.com",
    "127.0.0.1%23.example.com",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "１２７.0.0.1",
    "localhost\u{ad}",
    "a b",
    "127.0.0.1\t",
    "127.0.0.1\r\n",
    "127.0.0.1,example.com",
    "a,b",
    "a;b",
    "a!b",
    "a$b",
    "a'b",
    "a(b)",
    "a*b",
    "a+b",
    "a~b",
    "a=b",
    "a&b",
    "",
];

/// URLs that say one host to one reader and another to the next.
const URLS: &[&str] = &[
    "http://example.com@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT@example.com/",
    "http://user:pw@127.0.0.1:PORT/",
    "http://@127.0.0.1:PORT/",
    "http://:@127.0.0.1:PORT/",
    "http://a@b@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT#@example.com/",
    "http://example.com#@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT\\@example.com/",
    "http://example.com\\@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT\\.example.com/",
    "http:\\\\127.0.0.1:PORT\\",
    "http:/127.0.0.1:PORT/",
    "http:127.0.0.1:PORT/",
    "http:///127.0.0.1:PORT/",
    "http:////127.0.0.1:PORT/",
    "//127.0.0.1:PORT/",
    "/127.0.0.1:PORT/",
    "127.0.0.1:PORT/",
    "127.0.0.1:PORT",
    "localhost:PORT",
    " http://127.0.0.1:PORT/",
    "http://127.0.0.1:PORT/ ",
    "ht\ntp://127.0.0.1:PORT/",
    "http://127.0.0.1:PORT/\r\nHost: example.com",
    "http://127.0.0.1:PORT/#fragment",
    "http://127.0.0.1:PORT:80/",
    "http://127.0.0.1:80:PORT/",
    "http://127.0.0.1:+PORT/",
    "http://127.0.0.1:0PORT/",
    "http://127.0.0.1:-PORT/",
    "http://127.0.0.1: PORT/",
    "http://127.0.0.1:PORTa/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:65536/",
    "http://127.0.0.1:/",
    "ftp://127.0.0.1:PORT/",
    "file:///etc/passwd",
    "file://127.0.0.1:PORT/",
    "gopher://127.0.0.1:PORT/_x",
    "ws://127.0.0.1:PORT/",
    "dict://127.0.0.1:PORT/",
    "unix:///run/docker.sock",
    "http+unix://%2frun%2fdocker.sock/",
    "data:text/plain,x",
    "javascript:1",
    "blob:http://127.0.0.1:PORT/",
    "jar:http://127.0.0.1:PORT/!/",
    "socks5://127.0.0.1:PORT/",
    "view-source:http://127.0.0.1:PORT/",
    "http",
    "http:",
    "http://",
    "http://?",
    "http:///",
    "*",
    "",
    "http://127.0.0.1:PORT/\u{0}",
    "http://127.0.0.1:PORT/é",
];

const NAMES: &str = "localhost=127.0.0.1;near.test=127.0.0.1;meta.test=169.254.169.254;mixed.test=203.0.114.1,127.0.0.1;\
    mixed6.test=2606:4700::1,::1;mapped.test=::ffff:127.0.0.1;zero.test=0.0.0.0;inner.test=10.0.0.1;\
    linklocal.test=fe80::1;nat64.test=64:ff9b::7f00:1;sixtofour.test=2002:7f00:1::1;ula.test=fd00::1;\
    multicast.test=224.0.0.1;broadcast.test=255.255.255.255;twice.test=127.0.0.1|10.0.0.1;\
    once.test=127.0.0.1|10.0.0.1;empty.test=";

fn stranger() -> Client {
    client(NAMES, Outbound::default())
}

/// Whether a text got as far as the guard, which must have refused it, or not even that far.
#[track_caller]
fn refused(client: &Client, text: &str) {
    let Ok(url) = Url::parse(text, true) else { return };
    let call = Call {
        method: Method::POST,
        url: &url,
        headers: &[],
        body: b"{}",
        timeout: AMPLE,
        limit: 0,
        allow_private: &[],
        repeatable: true,
    };
    let failure = client.send(&call).expect_err(text);
    assert_eq!(failure.kind, Kind::Blocked, "{text}: {failure}");
    assert_eq!(failure.peer, None, "{text}");
}

#[test]
fn no_hostile_form_reaches_a_listener() {
    // Both families where the machine has them, so that a form of version 6 would be heard, too.
    let listener = TcpListener::bind("[::]:0").or_else(|_| TcpListener::bind("0.0.0.0:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    listener.set_nonblocking(true).unwrap();
    let client = stranger();
    let mut forms = 0;
    for host in HOSTS {
        refused(&client, &format!("http://{host}:{port}/"));
        refused(&client, &format!("https://{host}:{port}/"));
        forms += 1;
    }
    for url in URLS {
        refused(&client, &url.replace("PORT", &port.to_string()));
        forms += 1;
    }
    assert!(forms >= 150, "{forms}");
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);

    // The listener hears who is allowed, so it would have heard the others.
    let url = format!("http://near.test:{port}/");
    let allowed = super::client(NAMES, Outbound { allow_private: loopback(), ..Outbound::default() });
    assert_eq!(post(&allowed, &url, Duration::from_millis(200)).unwrap_err().kind, Kind::Timeout);
    assert!(listener.accept().is_ok());
}

#[test]
fn most_urls_do_not_even_parse() {
    for url in URLS {
        let url = url.replace("PORT", "8080");
        assert!(Url::parse(&url, true).is_err(), "{url}");
    }
}

#[test]
fn a_name_that_is_rebound_is_judged_again() {
    let server = Server::once("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
    let client = client(NAMES, Outbound { allow_private: loopback(), ..Outbound::default() });
    let url = format!("http://twice.test:{}/", server.address.port());
    assert_eq!(post(&client, &url, AMPLE).unwrap().status, 204);
    let failure = post(&client, &url, AMPLE).unwrap_err();
    assert_eq!(
        (failure.kind, failure.message.as_str()),
        (Kind::Blocked, "twice.test is 10.0.0.1, which may not be reached (private)")
    );
    assert_eq!(server.connections(), 1);
}

#[test]
fn what_was_judged_is_what_is_connected_to() {
    // A second question would be answered by an address that is blocked.
    let server = Server::saying("HTTP/1.1 204 No Content\r\n\r\n");
    let client = client(NAMES, Outbound { allow_private: loopback(), ..Outbound::default() });
    let url = format!("http://once.test:{}/", server.address.port());
    for _ in 0..3 {
        let answer = post(&client, &url, AMPLE).unwrap();
        assert_eq!((answer.status, answer.peer), (204, Some(server.address)));
    }
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_kept_connection_is_not_lent_to_who_may_not_open_it() {
    let server = Server::saying("HTTP/1.1 204 No Content\r\n\r\n");
    let client = stranger();
    let url = Url::parse(&server.url(), true).unwrap();
    let ranges = loopback();
    let mut call = Call {
        method: Method::POST,
        url: &url,
        headers: &[],
        body: b"{}",
        timeout: AMPLE,
        limit: 0,
        allow_private: &ranges,
        repeatable: true,
    };
    assert_eq!(client.send(&call).unwrap().status, 204);
    call.allow_private = &[];
    assert_eq!(client.send(&call).unwrap_err().kind, Kind::Blocked);
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_redirect_is_an_answer() {
    let inner = Server::saying("HTTP/1.1 204 No Content\r\n\r\n");
    for status in [301, 302, 303, 307, 308] {
        let location = inner.url();
        let server = Server::new(move |mut stream| {
            request(&mut stream);
            let _ = write!(stream, "HTTP/1.1 {status} Moved\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        });
        let answer = post(&near(), &server.url(), AMPLE).unwrap();
        assert_eq!((answer.status, answer.header("location")), (status, Some(inner.url().as_str())));
    }
    assert_eq!(inner.connections(), 0);
}

#[test]
fn a_name_that_does_not_resolve_says_so() {
    for (url, message) in [
        ("http://nowhere.test/", "nowhere.test cannot be resolved: no address associated with the name"),
        ("http://empty.test/", "empty.test has no address"),
    ] {
        let failure = post(&stranger(), url, AMPLE).unwrap_err();
        assert_eq!((failure.kind, failure.message.as_str()), (Kind::Resolve, message));
    }
}
