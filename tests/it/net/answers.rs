//! Answers that are slow, large, cut, wrong, or none.

use std::sync::Mutex;

use gatepost::net::Kind;

use super::*;

/// Writes a byte now and then for as long as anybody listens.
fn drip(mut stream: impl Write, begin: &str, byte: &str) {
    let _ = stream.write_all(begin.as_bytes());
    while stream.write_all(byte.as_bytes()).and_then(|()| stream.flush()).is_ok() {
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Ends by its timeout, not by the other side.
#[track_caller]
fn ends(url: &str, body: &[u8]) -> Failure {
    let clock = World::real().clock();
    let began = clock.instant();
    let failure = send(&near(), Method::POST, url, body, Duration::from_millis(400)).unwrap_err();
    assert_eq!((failure.kind, failure.message.as_str()), (Kind::Timeout, "no answer within 400ms"));
    assert!(clock.since(began) < Duration::from_secs(20));
    failure
}

#[test]
fn whatever_trickles_ends_at_the_timeout() {
    let heads = Server::new(|stream| drip(stream, "HTTP/1.1 200 OK\r\nx: ", "y"));
    assert_eq!(ends(&heads.url(), b"{}").status, None);
    let bodies = Server::new(|mut stream| {
        request(&mut stream);
        drip(stream, "HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n", "y");
    });
    assert_eq!(ends(&bodies.url(), b"{}").status, Some(200));
    let chunks = Server::new(|mut stream| {
        request(&mut stream);
        drip(stream, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\ny\r\n");
    });
    assert_eq!(ends(&chunks.url(), b"{}").status, Some(200));
    let interim = Server::new(|mut stream| {
        request(&mut stream);
        drip(stream, "", "HTTP/1.1 102 Processing\r\n\r\n");
    });
    assert_eq!(ends(&interim.url(), b"{}").status, None);
    let silent = Server::new(|stream| drip(stream, "", ""));
    ends(&silent.url(), b"{}");
    let handshakes = Server::new(|stream| drip(stream, "\u{16}\u{3}\u{3}\u{0}\u{7f}", "\u{2}"));
    ends(&handshakes.url().replace("http:", "https:"), b"{}");
}

#[test]
fn who_reads_slowly_does_not_hold_the_sender() {
    let server = Server::new(|mut stream| {
        let mut some = [0; 8192];
        while stream.read(&mut some).is_ok_and(|read| read > 0) {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    ends(&server.url(), &vec![b' '; 64 << 20]);
}

#[test]
fn a_head_without_end_is_not_read_to_its_end() {
    for line in ["x: 0123456789012345678901234567890123456789\r\n", "a:\r\n", "x"] {
        let server = Server::new(move |mut stream| {
            request(&mut stream);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
            while stream.write_all(line.repeat(1000).as_bytes()).is_ok() {}
        });
        let failure = post(&near(), &server.url(), AMPLE).unwrap_err();
        assert_eq!(failure.kind, Kind::TooLarge, "{line:?}: {failure}");
    }
}

#[test]
fn a_head_of_15_kb_is_read() {
    let server = Server::new(|mut stream| {
        request(&mut stream);
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nx: {}\r\ncontent-length: 2\r\n\r\nok", "y".repeat(15 << 10));
    });
    let answer = post(&near(), &server.url(), AMPLE).unwrap();
    assert_eq!((answer.header("x").map(str::len), answer.body.as_slice()), (Some(15 << 10), b"ok".as_slice()));
}

#[test]
fn a_body_without_end_is_read_to_the_limit() {
    for (head, piece) in [
        ("transfer-encoding: chunked", "1000\r\n{4096}\r\n"),
        ("content-length: 1000000000000", "{4096}"),
        ("connection: close", "{4096}"),
        ("content-encoding: gzip\r\nconnection: close", "{4096}"),
    ] {
        let piece = piece.replace("{4096}", &"z".repeat(4096));
        let server = Server::new(move |mut stream| {
            request(&mut stream);
            let _ = write!(stream, "HTTP/1.1 200 OK\r\n{head}\r\n\r\n");
            while stream.write_all(piece.as_bytes()).is_ok() {}
        });
        let answer = post(&near(), &server.url(), AMPLE).unwrap();
        assert_eq!((answer.body.len(), answer.truncated), (1000, true), "{head}");
    }
}

#[test]
fn what_is_around_an_answer_is_not_read_without_an_end() {
    for (begin, piece) in [
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;", "z"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n", "x: y\r\n"),
        ("", "HTTP/1.1 102 Processing\r\n\r\n"),
    ] {
        let server = Server::new(move |mut stream| {
            request(&mut stream);
            let _ = stream.write_all(begin.as_bytes());
            while stream.write_all(piece.repeat(1000).as_bytes()).is_ok() {}
        });
        let failure = post(&near(), &server.url(), AMPLE).unwrap_err();
        assert_eq!(failure.kind, Kind::TooLarge, "{begin:?} {piece:?}: {failure}");
    }
}

#[test]
fn a_body_in_chunks_of_a_byte_is_whole() {
    let server = Server::new(|mut stream| {
        while request(&mut stream).is_some() {
            let chunks = "1\r\nz\r\n".repeat(1000);
            let _ = write!(stream, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");
        }
    });
    let answer = post(&near(), &server.url(), AMPLE).unwrap();
    assert_eq!((answer.body.len(), answer.truncated), (1000, false));
}

#[test]
fn a_body_of_the_limit_is_whole() {
    let server = Server::new(|mut stream| {
        while request(&mut stream).is_some() {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{}", "z".repeat(1000));
        }
    });
    let client = near();
    for _ in 0..2 {
        let answer = post(&client, &server.url(), AMPLE).unwrap();
        assert_eq!((answer.body.len(), answer.truncated), (1000, false));
    }
    assert_eq!(server.connections(), 1);
}

#[test]
fn what_is_cut_or_wrong_is_no_answer() {
    for (answer, kind, status) in [
        ("", Kind::Closed, None),
        ("HTTP/1.1 200 OK\r\nx: y\r\n", Kind::Closed, None),
        ("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n0123456789", Kind::Closed, Some(200)),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab", Kind::Closed, Some(200)),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", Kind::Protocol, Some(200)),
        ("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", Kind::Protocol, None),
        ("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", Kind::Protocol, None),
        ("SSH-2.0-OpenSSH_9.9\r\n", Kind::Protocol, None),
        ("HTTP/9.9 200 OK\r\n\r\n", Kind::Protocol, None),
        ("HTTP/1.1 2000 OK\r\n\r\n", Kind::Protocol, None),
        ("<html>\r\n\r\n", Kind::Protocol, None),
    ] {
        let server = Server::once(answer);
        let failure = post(&near(), &server.url(), AMPLE).unwrap_err();
        assert_eq!((failure.kind, failure.status), (kind, status), "{answer:?}: {failure}");
        assert_eq!(failure.peer, Some(server.address), "{answer:?}");
    }
}

#[test]
fn a_reset_is_a_connection_that_was_closed() {
    // What is closed with bytes unread is reset.
    let server = Server::new(|mut stream| {
        let _ = stream.read(&mut [0]);
    });
    assert_eq!(post(&near(), &server.url(), AMPLE).unwrap_err().kind, Kind::Closed);
}

#[test]
fn nobody_there_is_refused() {
    let url = format!("http://{}/", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    let failure = post(&near(), &url, AMPLE).unwrap_err();
    assert_eq!((failure.kind, failure.peer), (Kind::Refused, None));
}

#[test]
fn an_answer_of_http_1_0_ends_with_its_connection() {
    let server = Server::once("HTTP/1.0 200 OK\r\n\r\nhello");
    let client = near();
    for _ in 0..3 {
        assert_eq!(post(&client, &server.url(), AMPLE).unwrap().body, b"hello");
    }
    assert_eq!(server.connections(), 3);
}

#[test]
fn a_connection_that_was_closed_after_an_answer_is_not_missed() {
    // It promises to stay open and closes all the same.
    let server = Server::once("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    let client = near();
    for _ in 0..100 {
        assert_eq!(post(&client, &server.url(), AMPLE).unwrap().body, b"ok");
    }
    assert_eq!(server.connections(), 100);
}

#[test]
fn what_comes_behind_an_answer_is_not_the_next_one() {
    let server =
        Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n");
    let client = near();
    for _ in 0..5 {
        assert_eq!(post(&client, &server.url(), AMPLE).unwrap().status, 200);
    }
    assert_eq!(server.connections(), 5);
}

#[test]
fn many_threads_share_a_client() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    let client = near();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..50 {
                    assert_eq!(post(&client, &server.url(), AMPLE).unwrap().body, b"ok");
                }
            });
        }
    });
    assert!(server.connections() <= 8, "{}", server.connections());
}

#[test]
fn a_request_is_sent_as_it_is_given() {
    let heard = Arc::new(Mutex::new(String::new()));
    let hearing = Arc::clone(&heard);
    let server = Server::new(move |mut stream| {
        *hearing.lock().unwrap() = request(&mut stream).unwrap();
        let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
    });
    send(&near(), Method::POST, &(server.url() + "/%2e?a=b%20c"), b"{ \"a\": 1 }\n", AMPLE).unwrap();
    let heard = heard.lock().unwrap().replace(&server.address.to_string(), "HOST");
    insta::assert_snapshot!(heard, @r#"
    POST /hook/%2e?a=b%20c HTTP/1.1
    content-length: 11
    user-agent: gatepost/0.1.0
    accept: */*
    host: HOST
    content-type: application/json

    { "a": 1 }
    "#);
}

#[test]
fn no_header_makes_two_requests_of_one() {
    let server = Server::saying("HTTP/1.1 204 No Content\r\n\r\n");
    for header in [
        ("Content-Length", "0"),
        ("transfer-encoding", "chunked"),
        ("Host", "example.com"),
        ("connection", "close"),
        ("x", "a\r\nb: c"),
        ("x", "a\nb"),
        ("x\r\ny", "a"),
        ("x:", "a"),
        ("", "a"),
        ("x", "a\0"),
    ] {
        let call = Call {
            method: Method::POST,
            url: &Url::parse(&server.url(), true).unwrap(),
            headers: &[header],
            body: b"{}",
            timeout: AMPLE,
            limit: 0,
            allow_private: &[],
            repeatable: true,
        };
        assert_eq!(near().send(&call).unwrap_err().kind, Kind::Request, "{header:?}");
    }
    assert_eq!(server.connections(), 0);
}
