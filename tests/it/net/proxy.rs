//! A proxy that the operator names: it connects, and what it connects to is judged all the same.

use std::sync::Mutex;

use gatepost::net::Kind;

use super::*;

/// A proxy that tells whom it was asked for, and that answers in place of the target.
fn proxy(status: u16) -> (Server, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let asking = Arc::clone(&asked);
    let server = Server::new(move |mut stream| {
        let Some(head) = request(&mut stream) else { return };
        asking.lock().unwrap().push(head.lines().next().unwrap().to_owned());
        let _ = write!(stream, "HTTP/1.1 {status} So\r\nx: y\r\n\r\n");
        if status == 200 && request(&mut stream).is_some() {
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
        }
    });
    (server, asked)
}

fn through(proxy: &Server) -> Client {
    let outbound = Outbound::parse(None, Some(&format!("http://{}", proxy.address)), &[]).unwrap();
    client("far.test=203.0.114.7;inner.test=10.0.0.1", outbound)
}

#[test]
fn a_proxy_is_asked_for_the_address_that_was_judged() {
    let (server, asked) = proxy(200);
    let answer = post(&through(&server), "http://far.test:8080/", AMPLE).unwrap();
    assert_eq!((answer.status, answer.peer), (204, Some("203.0.114.7:8080".parse().unwrap())));
    assert_eq!(*asked.lock().unwrap(), ["CONNECT 203.0.114.7:8080 HTTP/1.1"]);
}

#[test]
fn a_proxy_is_no_way_around_the_guard() {
    let (server, _) = proxy(200);
    for url in ["http://inner.test/", "http://127.0.0.1/", "http://[::1]/", &server.url()] {
        assert_eq!(post(&through(&server), url, AMPLE).unwrap_err().kind, Kind::Blocked, "{url}");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_proxy_that_refuses_is_named() {
    let (server, _) = proxy(407);
    let failure = post(&through(&server), "http://far.test/", AMPLE).unwrap_err();
    let message = "the proxy 127.0.0.1 (setting net.proxy) did not connect: it answered 407 for 203.0.114.7:80";
    assert_eq!((failure.kind, failure.message.as_str()), (Kind::Proxy, message));
}

#[test]
fn a_proxy_that_never_ends_its_head_is_left() {
    let server = Server::new(|mut stream| while stream.write_all(&[b'x'; 4096]).is_ok() {});
    assert_eq!(post(&through(&server), "http://far.test/", AMPLE).unwrap_err().kind, Kind::Proxy);
}
