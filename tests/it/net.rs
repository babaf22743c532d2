//! Requests that go out: who may be reached, and what an answer may do to the one who asks. The other side is a
//! socket on loopback that answers as a test says.

mod answers;
mod hostile;
mod proxy;
pub mod tls;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gatepost::domain::url::Url;
use gatepost::net::{Answer, Call, Client, Failure, Outbound};
use gatepost::world::{Hosts, World};
use http::Method;
use ipnet::IpNet;

/// Long enough for any machine; a test that waits for it has failed.
const AMPLE: Duration = Duration::from_secs(60);

fn loopback() -> Vec<IpNet> {
    vec!["127.0.0.0/8".parse().unwrap()]
}

/// A client for which these names exist.
fn client(names: &str, outbound: Outbound) -> Client {
    let mut world = World::real();
    world.set_hosts(Hosts::pinned(names));
    Client::new(&world, outbound)
}

/// One that may reach this machine.
fn near() -> Client {
    client("", Outbound::parse(None, None, &["127.0.0.0/8".to_owned()]).unwrap())
}

fn post(client: &Client, url: &str, timeout: Duration) -> Result<Answer, Failure> {
    send(client, Method::POST, url, b"{}", timeout)
}

fn send(client: &Client, method: Method, url: &str, body: &[u8], timeout: Duration) -> Result<Answer, Failure> {
    client.send(&Call {
        method,
        url: &Url::parse(url, true).unwrap(),
        headers: &[("content-type", "application/json")],
        body,
        timeout,
        limit: 1000,
        allow_private: &[],
        repeatable: true,
    })
}

/// A server on loopback, one thread a connection.
struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Server {
    fn new(answer: impl Fn(TcpStream) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let (answer, counted) = (Arc::new(answer), Arc::clone(&connections));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                counted.fetch_add(1, Ordering::SeqCst);
                let answer = Arc::clone(&answer);
                std::thread::spawn(move || answer(stream.unwrap()));
            }
        });
        Server { address, connections }
    }

    /// One that reads a request and writes these bytes, again and again.
    fn saying(bytes: &'static str) -> Server {
        Server::new(
            move |mut stream| while request(&mut stream).is_some() && stream.write_all(bytes.as_bytes()).is_ok() {},
        )
    }

    /// One that reads a request, writes these bytes and closes.
    fn once(bytes: &'static str) -> Server {
        Server::new(move |mut stream| {
            request(&mut stream);
            let _ = stream.write_all(bytes.as_bytes());
        })
    }

    fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Reads the head and the body of one request; nothing when the other side has closed.
fn request(stream: &mut impl Read) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.extend(byte);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).ok()?;
    Some(head + &String::from_utf8(body).unwrap())
}
