//! HTTP in: a receiver on loopback for trials. It hands each request to who listens and answers as told. What it
//! reads is bounded in size and time, whoever sends it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::Duration;

use httparse::{EMPTY_HEADER, Request, Status};

use crate::error::{Code, Error, Result};

/// The largest head of a request, in bytes.
const HEAD: usize = 64 << 10;
/// The most headers.
const MOST_HEADERS: usize = 100;
/// The most connections at once.
const MOST_CONNECTIONS: usize = 64;
/// How long a sender may be silent.
const SILENCE: Duration = Duration::from_secs(15);
/// How long who answers waits until it is written.
const WRITTEN: Duration = Duration::from_secs(2);
/// The longest line of a chunk's size.
const CHUNK_LINE: u64 = 256;

/// A request that waits for its answer.
pub struct Arrival {
    /// What is asked: POST.
    pub method: String,
    /// Path and query, as they came.
    pub path: String,
    /// Headers in their order. What is no UTF-8 is replaced.
    pub headers: Vec<(String, String)>,
    /// The body, to the byte.
    pub body: Vec<u8>,
    answer: SyncSender<(u16, String)>,
    answered: Receiver<()>,
}

impl Arrival {
    /// Answers it, and comes back when that was written, since the program may end then. A sender that has gone, or
    /// does not read, is nobody's loss.
    pub fn answer(self, status: u16, text: &str) {
        if self.answer.send((status, text.to_owned())).is_ok() {
            let _ = self.answered.recv_timeout(WRITTEN);
        }
    }
}

/// A receiver that listens.
pub struct Loopback {
    address: SocketAddr,
    arrivals: Receiver<Arrival>,
}

impl Loopback {
    /// Listens on loopback; port 0 is a free one. A body over `most` bytes is refused.
    pub fn open(port: u16, most: u64) -> Result<Loopback> {
        let cannot = |cause: std::io::Error| match cause.kind() {
            std::io::ErrorKind::AddrInUse => {
                Error::new(Code::InUse, format!("port {port} of this machine is taken")).field("--port")
            }
            _ => Error::io(format!("cannot listen on port {port}"), &cause),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;
        // Who listens takes one at a time; the others wait in their connections.
        let (send, arrivals) = mpsc::sync_channel(0);
        thread::spawn(move || accept(&listener, &send, most));
        Ok(Loopback { address, arrivals })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The next request; none within this time.
    pub fn next(&self, within: Duration) -> Option<Arrival> {
        self.arrivals.recv_timeout(within).ok()
    }
}

fn accept(listener: &TcpListener, arrivals: &SyncSender<Arrival>, most: u64) {
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming().flatten() {
        if open.fetch_add(1, Ordering::Relaxed) >= MOST_CONNECTIONS {
            open.fetch_sub(1, Ordering::Relaxed);
            continue;
        }
        let (arrivals, open) = (arrivals.clone(), Arc::clone(&open));
        thread::spawn(move || {
            // A connection that breaks is its sender's matter.
            drop(serve(&stream, &arrivals, most));
            open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

/// What a head says.
struct Head {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    closes: bool,
}

impl Head {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// Why a request is not read, as the status of its answer.
struct Refusal(u16);

impl From<std::io::Error> for Refusal {
    fn from(_: std::io::Error) -> Refusal {
        Refusal(408)
    }
}

/// Answers the requests of one connection until it is closed.
fn serve(stream: &TcpStream, arrivals: &SyncSender<Arrival>, most: u64) -> std::io::Result<()> {
    stream.set_read_timeout(Some(SILENCE))?;
    stream.set_write_timeout(Some(SILENCE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    loop {
        if reader.fill_buf()?.is_empty() {
            return Ok(());
        }
        let read = head(&mut reader).and_then(|head| body(&mut reader, stream, &head, most).map(|body| (head, body)));
        let (head, body) = match read {
            Ok(read) => read,
            Err(Refusal(status)) => return write(stream, status, "", true),
        };
        let (answer, told) = mpsc::sync_channel(1);
        let (written, answered) = mpsc::sync_channel(1);
        let Head { method, path, headers, closes } = head;
        let gone = arrivals.send(Arrival { method, path, headers, body, answer, answered }).is_err();
        let (status, text) = told.recv().unwrap_or((503, String::new()));
        write(stream, status, &text, closes || gone)?;
        let _ = written.send(());
        if closes || gone {
            return Ok(());
        }
    }
}

fn head(reader: &mut impl BufRead) -> Result<Head, Refusal> {
    let mut bytes = Vec::new();
    loop {
        let read = reader.by_ref().take((HEAD - bytes.len()) as u64).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Err(Refusal(if bytes.len() < HEAD { 400 } else { 431 }));
        }
        if bytes.ends_with(b"\n\r\n") || bytes.ends_with(b"\n\n") {
            break;
        }
    }
    let mut headers = [EMPTY_HEADER; MOST_HEADERS];
    let mut request = Request::new(&mut headers);
    match request.parse(&bytes) {
        Ok(Status::Complete(_)) => {}
        Err(httparse::Error::TooManyHeaders) => return Err(Refusal(431)),
        _ => return Err(Refusal(400)),
    }
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = request.headers.iter().map(|it| (it.name.to_owned(), text(it.value))).collect();
    let mut head = Head {
        method: request.method.unwrap_or_default().to_owned(),
        path: request.path.unwrap_or_default().to_owned(),
        headers,
        closes: false,
    };
    let connection = head.header("connection").unwrap_or_default().to_ascii_lowercase();
    head.closes = connection.contains("close") || request.version == Some(0) && !connection.contains("keep-alive");
    Ok(head)
}

fn body(reader: &mut impl BufRead, stream: &TcpStream, head: &Head, most: u64) -> Result<Vec<u8>, Refusal> {
    let chunked = match head.header("transfer-encoding") {
        None => false,
        // With both, two readers could see two requests.
        Some(coding) if coding.eq_ignore_ascii_case("chunked") && head.header("content-length").is_none() => true,
        Some(_) => return Err(Refusal(400)),
    };
    let lengths = head.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let mut length = 0;
    for (index, (_, value)) in lengths.enumerate() {
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        length = value.parse().ok().filter(|it| digits && (index == 0 || *it == length)).ok_or(Refusal(400))?;
    }
    if length > most {
        return Err(Refusal(413));
    }
    if head.header("expect").is_some_and(|it| it.eq_ignore_ascii_case("100-continue")) {
        let mut stream = stream;
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    if chunked {
        return chunks(reader, most);
    }
    let mut body = Vec::new();
    reader.by_ref().take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length { Err(Refusal(400)) } else { Ok(body) }
}

fn chunks(reader: &mut impl BufRead, most: u64) -> Result<Vec<u8>, Refusal> {
    let mut body = Vec::new();
    loop {
        let mut line = Vec::new();
        reader.by_ref().take(CHUNK_LINE).read_until(b'\n', &mut line)?;
        let Ok(Status::Complete((_, length))) = httparse::parse_chunk_size(&line) else { return Err(Refusal(400)) };
        if length > most.saturating_sub(body.len() as u64) {
            return Err(Refusal(413));
        }
        let before = body.len() as u64;
        reader.by_ref().take(length).read_to_end(&mut body)?;
        let mut end = Vec::new();
        // Trailers are read over, and bounded as the head is.
        let mut left = HEAD as u64;
        loop {
            end.clear();
            let read = reader.by_ref().take(left).read_until(b'\n', &mut end)?;
            left -= read as u64;
            if read == 0 {
                return Err(Refusal(400));
            }
            if length > 0 || end == b"\r\n" {
                break;
            }
        }
        if end != b"\r\n" || body.len() as u64 - before < length {
            return Err(Refusal(400));
        }
        if length == 0 {
            return Ok(body);
        }
    }
}

fn write(mut stream: &TcpStream, status: u16, text: &str, closes: bool) -> std::io::Result<()> {
    let reason = http::StatusCode::from_u16(status).ok().and_then(|it| it.canonical_reason()).unwrap_or("Answer");
    let connection = if closes { "connection: close\r\n" } else { "" };
    // Such an answer has no body, so it says no length.
    let bare = status == 204 || status == 304 || status < 200;
    let length = if bare { String::new() } else { format!("content-length: {}\r\n", text.len()) };
    let text = if bare { "" } else { text };
    stream.write_all(format!("HTTP/1.1 {status} {reason}\r\n{length}{connection}\r\n{text}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a receiver of 1,000 bytes answers to these bytes, and what it hands on.
    fn told(bytes: &[u8]) -> (String, Vec<(String, Vec<u8>)>) {
        let loopback = Loopback::open(0, 1_000).unwrap();
        let address = loopback.address();
        let bytes = bytes.to_vec();
        let sender = thread::spawn(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            // What was refused may be closed before it was all sent.
            drop(stream.write_all(&bytes));
            drop(stream.shutdown(std::net::Shutdown::Write));
            let mut answer = Vec::new();
            drop(stream.read_to_end(&mut answer));
            String::from_utf8(answer).unwrap()
        });
        let mut arrivals = Vec::new();
        while !sender.is_finished() {
            if let Some(arrival) = loopback.next(Duration::from_millis(5)) {
                arrivals.push((format!("{} {}", arrival.method, arrival.path), arrival.body.clone()));
                arrival.answer(200, "ok");
            }
        }
        (sender.join().unwrap(), arrivals)
    }

    #[test]
    fn requests_of_one_connection_are_answered_in_turn() {
        let (answer, arrivals) = told(
            b"POST /a HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}POST /b?c HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n\
              3\r\nabc\r\n1;x=y\r\nd\r\n0\r\nx: y\r\n\r\nPOST /c HTTP/1.0\r\n\r\nPOST /d HTTP/1.1\r\n\r\n",
        );
        let bodies = [("POST /a", &b"{}"[..]), ("POST /b?c", b"abcd"), ("POST /c", b"")];
        assert_eq!(arrivals, bodies.map(|(line, body)| (line.to_owned(), body.to_vec())));
        assert_eq!(answer.matches("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n").count(), 3);
        assert_eq!(answer.matches("connection: close").count(), 1);
    }

    #[test]
    fn who_waits_for_leave_is_given_it() {
        let (answer, arrivals) =
            told(b"POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 1\r\nconnection: close\r\n\r\nx");
        assert!(answer.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"), "{answer}");
        assert_eq!(arrivals.len(), 1);
    }

    #[test]
    fn what_is_hostile_is_refused_and_handed_to_nobody() {
        let post = |rest: &str| format!("POST / HTTP/1.1\r\n{rest}").into_bytes();
        let endless = vec![b'a'; HEAD + 10];
        let many = post(&"a: b\r\n".repeat(MOST_HEADERS + 1));
        for (bytes, status) in [
            (b"nonsense\r\n\r\n".to_vec(), 400),
            (endless, 431),
            ([many, b"\r\n".to_vec()].concat(), 431),
            (post("content-length: 1001\r\n\r\n"), 413),
            (post("content-length: 99999999999999999999\r\n\r\n"), 400),
            (post("content-length: -1\r\n\r\n"), 400),
            (post("content-length: +1\r\n\r\nx"), 400),
            (post("content-length: 1\r\ncontent-length: 2\r\n\r\nxx"), 400),
            (post("content-length: 5\r\n\r\nx"), 400),
            (post("content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"), 400),
            (post("transfer-encoding: gzip\r\n\r\n"), 400),
            (post("transfer-encoding: chunked\r\n\r\n3e9\r\n"), 413),
            (post("transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n"), 413),
            (post("transfer-encoding: chunked\r\n\r\n1\r\nxy\r\n"), 400),
            (post("transfer-encoding: chunked\r\n\r\nzz\r\n"), 400),
            (post("transfer-encoding: chunked\r\n\r\n1\r\n"), 400),
            (post("transfer-encoding: chunked\r\n\r\n0\r\n"), 400),
        ] {
            let (answer, arrivals) = told(&bytes);
            let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{shown}\n{answer}");
            assert!(arrivals.is_empty(), "{shown}");
        }
    }

    #[test]
    fn a_port_that_is_taken_is_named() {
        let first = Loopback::open(0, 1).unwrap();
        let error = Loopback::open(first.address().port(), 1).err().unwrap();
        assert_eq!((error.code, error.field.as_deref()), (Code::InUse, Some("--port")));
    }
}
