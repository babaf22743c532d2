//! What surrounds a delivery and means it no good: proxies that nobody here named, and answers without an end.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::net::tls::Pki;
use crate::support::receiver::Receiver;
use crate::support::{Call, Sandbox};

/// A listener on loopback that does `act` with each connection and counts them.
fn listener(act: impl Fn(TcpStream) + Send + Sync + 'static) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, count) = (listener.local_addr().unwrap().port(), Arc::<AtomicUsize>::default());
    let (act, counted) = (Arc::new(act), Arc::clone(&count));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            counted.fetch_add(1, Ordering::SeqCst);
            let act = Arc::clone(&act);
            std::thread::spawn(move || act(stream));
        }
    });
    (port, count)
}

/// A call whose environment names a proxy in every way that programs know.
fn surrounded(sandbox: &Sandbox, port: u16) -> Call<'_> {
    let names = ["http_proxy", "https_proxy", "all_proxy", "ftp_proxy", "socks_proxy", "HTTP_PROXY", "HTTPS_PROXY"];
    let call = sandbox.env("no_proxy", "").env("ALL_PROXY", format!("socks5://127.0.0.1:{port}"));
    names.iter().fold(call, |call, name| call.env(name, format!("http://127.0.0.1:{port}")))
}

#[test]
fn proxies_of_the_environment_are_not_asked() {
    let (port, count) = listener(drop);
    let (sandbox, receiver, pki) = (Sandbox::new(), Receiver::new(&[]), Pki::new("hooks.test", 2090));
    sandbox.run(&receiver.endpoint("plain")).ok();
    let create = "webhooks endpoints create --allow-private 127.0.0.0/8 --name secure";
    sandbox.run(&format!("{create} {}", pki.url())).ok();
    let ca = pki.ca().unwrap().display().to_string();
    let run = |words: &str| {
        let call = surrounded(&sandbox, port).env("GATEPOST_TEST_HOSTS", "hooks.test=127.0.0.1");
        call.env("GATEPOST_NET_CA_FILE", ca.as_str()).run(words)
    };
    run("webhooks fire a.b").ok();
    run("webhooks fire a.b --enqueue").ok();
    run("webhooks work --once").ok();
    run("webhooks test secure").ok();
    run("webhooks endpoints check plain").ok();
    assert_eq!(receiver.ids().len(), 3);
    assert_eq!(count.load(Ordering::SeqCst), 0);

    // The one that the operator names is asked, so the others would have been heard.
    let named = sandbox.env("GATEPOST_NET_PROXY", format!("http://127.0.0.1:{port}"));
    let failed = named.run("webhooks fire a.b --endpoint plain -o json").fails(7);
    assert!(failed.field("deliveries.0.error").contains("net.proxy"), "{}", failed.text());
    assert_eq!((receiver.ids().len(), count.load(Ordering::SeqCst)), (3, 1));
}

/// How many deliveries there are.
const ANSWERS: usize = 48;

/// The most memory that a worker takes for deliveries to who answers like this, in KB, and what it read of each answer.
fn worked(head: &'static str, endless: &'static str) -> (u64, usize) {
    let sent = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&sent);
    let (port, count) = listener(move |mut stream| {
        // The head of the request and its body, which is one byte.
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n1") {
            let mut byte = [0];
            if stream.read(&mut byte).is_ok_and(|read| read == 1) { request.extend(byte) } else { return }
        }
        let piece = endless.repeat(65_536 / endless.len().max(1));
        let mut open = stream.write_all(head.as_bytes()).is_ok() && !piece.is_empty();
        while open {
            open = stream.write_all(piece.as_bytes()).is_ok();
            counted.fetch_add(piece.len(), Ordering::SeqCst);
        }
    });
    let sandbox = Sandbox::new();
    let flags = "--allow-http --allow-private 127.0.0.0/8 --retry no_retry";
    sandbox.run(&format!("webhooks endpoints create http://127.0.0.1:{port}/ {flags}")).ok();
    let lines = "{\"type\":\"a.b\",\"data\":1}\n".repeat(ANSWERS);
    sandbox.input(lines).run("webhooks fire --batch --enqueue").ok();
    let mut worker = sandbox.start("webhooks work --concurrency 32").spawn().unwrap();
    while sandbox.number("SELECT count(*) FROM webhook_attempts") < ANSWERS as i64 {
        std::thread::sleep(Duration::from_millis(10));
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", worker.id())).unwrap();
    worker.kill().unwrap();
    worker.wait().unwrap();
    assert_eq!(count.load(Ordering::SeqCst), ANSWERS, "{head:?}");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    (peak.trim().trim_end_matches(" kB").parse().unwrap(), sent.load(Ordering::SeqCst) / ANSWERS)
}

#[test]
fn answers_without_an_end_cost_little_memory() {
    let (calm, _) = worked("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n", "");
    for (head, endless) in [
        ("HTTP/1.1 200 OK\r\n", "x-bomb: 0123456789abcdef0123456789abcdef\r\n"),
        ("HTTP/1.1 200 OK\r\nx-bomb: ", "z"),
        ("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n", "z"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 1000000000000\r\n\r\n", "z"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "8\r\n01234567\r\n"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffff\r\n", "z"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;", "z"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n", "x-bomb: z\r\n"),
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
    ] {
        let (peak, sent) = worked(head, endless);
        // 32 answers at once, and 36 KB for each connection.
        assert!(peak < calm + 8 * 1024, "{head:?} {endless:?}: {peak} KB after {calm} KB");
        assert!(sent < 16 << 20, "{head:?} {endless:?}: {sent} bytes were taken of an answer");
    }
}

#[test]
fn private_ranges_of_a_machine_are_in_the_trail_before_anything_is_sent_there() {
    let sandbox = Sandbox::new();
    sandbox.run("webhooks endpoints create http://127.0.0.1:9/ --allow-http --retry no_retry").ok();
    let noted = || sandbox.run("audit list --action net.allow_private --field changes").ok().stdout;
    let fire = |ranges: &str| sandbox.env("GATEPOST_NET_ALLOW_PRIVATE", ranges).run("webhooks fire a.b").fails(7);
    let _ = sandbox.run("webhooks fire a.b").fails(7);
    assert_eq!(noted(), "", "there is none");
    for _ in 0..2 {
        let _ = fire("127.0.0.0/8");
    }
    let first = "{\"ranges\":[\"127.0.0.0/8\"]}\n";
    assert_eq!(noted(), first, "once, while it stays the same");
    let _ = sandbox.run("webhooks fire a.b").fails(7);
    assert_eq!(noted(), format!("{{\"ranges\":[]}}\n{first}"));
}
