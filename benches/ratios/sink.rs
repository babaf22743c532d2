//! Who receives webhooks: nginx, which answers as fast as anything does, a receiver that notes when each came, and one
//! that never answers; and a bare client, which sends what gatepost sends and keeps nothing.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// An nginx that answers everything with 204.
pub struct Nginx {
    child: Child,
    /// Where it listens.
    pub url: String,
}

impl Nginx {
    /// Starts one in a folder of its own.
    pub fn start(folder: &Path) -> Nginx {
        let folder = folder.join("nginx");
        fs::create_dir_all(&folder).expect("a folder for nginx");
        let address = free();
        let here = folder.display();
        let config = format!(
            "daemon off; worker_processes 1; pid {here}/pid; error_log {here}/errors;
            events {{ worker_connections 1024; }}
            http {{
                access_log off; keepalive_requests 100000000;
                client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/fastcgi;
                uwsgi_temp_path {here}/uwsgi; scgi_temp_path {here}/scgi;
                server {{ listen {address}; location / {{ return 204; }} }}
            }}"
        );
        let file = folder.join("nginx.conf");
        fs::write(&file, config).expect("the configuration of nginx");
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("nginx");
        command.env("PATH", format!("{path}:/usr/sbin")).arg("-e").arg(folder.join("errors")).arg("-c").arg(&file);
        let child = command.stdin(Stdio::null()).spawn().expect("nginx");
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(10), "nginx does not listen");
            std::thread::sleep(Duration::from_millis(10));
        }
        Nginx { child, url: format!("http://{address}/") }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its own worker ends with it when it is told to; killed, it would leave that behind.
        let told = Command::new("kill").arg(self.child.id().to_string()).status();
        if told.is_ok() {
            drop(self.child.wait());
        }
    }
}

/// An address that nobody listens at.
fn free() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address")
}

/// When the event of a number came.
pub type Arrival = (u64, Instant);

/// A receiver that says when each event came, by the number at the end of its payload.
pub fn clocked() -> (String, Receiver<Arrival>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("its address"));
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let sender = sender.clone();
            std::thread::spawn(move || answer(&stream, &sender));
        }
    });
    (url, receiver)
}

/// Answers the requests of one connection until it ends.
fn answer(stream: &TcpStream, sender: &Sender<Arrival>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let at = Instant::now();
        let text = String::from_utf8(body).ok()?;
        let number = text.rsplit(':').next()?.trim_end_matches('}').parse().ok()?;
        (&mut &*stream).write_all(b"HTTP/1.1 204 No Content\r\n\r\n").ok()?;
        sender.send((number, at)).ok()?;
    }
}

/// A receiver that takes connections and never answers.
pub fn hanging() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("its address"));
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        kept.extend(listener.incoming().flatten());
    });
    url
}

/// How long so many signed requests take, sent by so many threads that do nothing else.
pub fn bare(url: &str, count: u64, threads: u64, body: &str) -> Duration {
    let agent = ureq::Agent::new_with_defaults();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let agent = &agent;
            scope.spawn(move || {
                for number in (thread..count).step_by(usize::try_from(threads).expect("few threads")) {
                    let id = format!("msg_{number:026}");
                    let mut mac = Hmac::<Sha256>::new_from_slice(&[7; 32]).expect("a key");
                    mac.update(format!("{id}.1700000000.").as_bytes());
                    mac.update(body.as_bytes());
                    let signature = format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()));
                    let sent = agent
                        .post(url)
                        .header("content-type", "application/json")
                        .header("webhook-id", &id)
                        .header("webhook-timestamp", "1700000000")
                        .header("webhook-signature", &signature)
                        .send(body);
                    assert_eq!(sent.expect("an answer").status(), 204);
                }
            });
        }
    });
    begun.elapsed()
}

/// How long each of the events took that were begun at these moments, in order of time. All must have come `each` times.
pub fn waits(begun: &HashMap<u64, Instant>, arrivals: &Receiver<Arrival>, each: usize) -> Vec<Duration> {
    let mut waits = Vec::new();
    while waits.len() < begun.len() * each {
        let (number, at) = arrivals.recv_timeout(Duration::from_secs(30)).expect("every event comes");
        if let Some(begun) = begun.get(&number) {
            waits.push(at.saturating_duration_since(*begun));
        }
    }
    waits.sort_unstable();
    waits
}
