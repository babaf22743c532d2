//! A receiver of webhooks: a real HTTP server on loopback that answers as it is told and records what came.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How a request is answered.
#[derive(Clone, Debug)]
pub enum Reply {
    /// By a status.
    Status(u16),
    /// By a status and a header.
    With(u16, &'static str),
    /// By a status, after a while.
    Late(u16, Duration),
    /// Not at all: the connection ends.
    Reset,
    /// By the beginning of a head.
    Truncated,
    /// By a body that is shorter than its length says.
    Short,
    /// By a byte now and then, without an end.
    Drip,
    /// By a status, and the end of the connection, as of an older server.
    Old(u16),
    /// By what is not HTTP.
    Noise,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    /// The path.
    pub path: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body, to the byte.
    pub body: Vec<u8>,
}

impl Request {
    /// A header's value.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }
}

/// The server.
pub struct Receiver {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    script: Mutex<VecDeque<Reply>>,
    seen: Mutex<Vec<Request>>,
    /// Connections that are open, and requests that are not answered yet.
    open: AtomicUsize,
    active: AtomicUsize,
    /// The most of these at once.
    peak: AtomicUsize,
}

impl Receiver {
    /// Starts one that answers by this script, then 204.
    pub fn new(script: &[Reply]) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State { script: Mutex::new(script.iter().cloned().collect()), ..State::default() });
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                state.open.fetch_add(1, Ordering::SeqCst);
                std::thread::spawn(move || {
                    drop(serve(&stream, &state));
                    state.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Receiver { port, state }
    }

    /// The URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// The words that make an endpoint of it.
    pub fn endpoint(&self, name: &str) -> String {
        let url = self.url(name);
        format!("webhooks endpoints create {url} --name {name} --allow-http --allow-private 127.0.0.0/8")
    }

    /// What came so far.
    pub fn seen(&self) -> Vec<Request> {
        self.state.seen.lock().unwrap().clone()
    }

    /// How many came so far.
    pub fn count(&self) -> usize {
        self.state.seen.lock().unwrap().len()
    }

    /// What came since this was asked before, once nobody is connected any more: the last bytes of a sender that was
    /// killed are still on their way when it is gone.
    pub fn take(&self) -> Vec<Request> {
        // Connections are taken in their order, so with this one all before it are.
        let mut last = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        last.shutdown(Shutdown::Write).unwrap();
        last.read_to_end(&mut Vec::new()).unwrap();
        while self.state.open.load(Ordering::SeqCst) > 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::mem::take(&mut *self.state.seen.lock().unwrap())
    }

    /// Forgets the rest of its script.
    pub fn comply(&self) {
        self.state.script.lock().unwrap().clear();
    }

    /// The most requests that waited for their answers at once.
    pub fn peak(&self) -> usize {
        self.state.peak.load(Ordering::SeqCst)
    }

    /// The ids of the events that came so far.
    pub fn ids(&self) -> Vec<String> {
        self.seen().iter().map(|request| request.header("webhook-id").to_owned()).collect()
    }
}

/// Answers what comes on a connection until it ends.
fn serve(stream: &TcpStream, state: &State) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    while let Some(request) = read(&mut reader)? {
        state.seen.lock().unwrap().push(request);
        let active = state.active.fetch_add(1, Ordering::SeqCst) + 1;
        state.peak.fetch_max(active, Ordering::SeqCst);
        let reply = state.script.lock().unwrap().pop_front().unwrap_or(Reply::Status(204));
        if let Reply::Late(_, span) = reply {
            std::thread::sleep(span);
        }
        // Before the answer: whoever has it may send the next.
        state.active.fetch_sub(1, Ordering::SeqCst);
        if !answer(stream, &reply)? {
            return stream.shutdown(Shutdown::Both);
        }
    }
    Ok(())
}

fn read(reader: &mut BufReader<TcpStream>) -> std::io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = Vec::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, text)| text.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(Request { path, headers, body }))
}

/// Writes an answer; whether the connection goes on.
fn answer(mut stream: &TcpStream, reply: &Reply) -> std::io::Result<bool> {
    match reply {
        Reply::Status(204) => stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?,
        Reply::Status(status) => write!(stream, "HTTP/1.1 {status} x\r\ncontent-length: 2\r\n\r\nno")?,
        Reply::With(status, header) => write!(stream, "HTTP/1.1 {status} x\r\n{header}\r\ncontent-length: 0\r\n\r\n")?,
        Reply::Late(status, _) => write!(stream, "HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n")?,
        Reply::Reset => return Ok(false),
        Reply::Truncated => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-le")?;
            return Ok(false);
        }
        Reply::Short => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc")?;
            return Ok(false);
        }
        Reply::Drip => loop {
            stream.write_all(b"H")?;
            std::thread::sleep(Duration::from_millis(20));
        },
        Reply::Old(status) => {
            write!(stream, "HTTP/1.0 {status} x\r\n\r\nbye")?;
            return Ok(false);
        }
        Reply::Noise => {
            stream.write_all(b"220 smtp.example.com ESMTP\r\n\r\n")?;
            return Ok(false);
        }
    }
    Ok(true)
}
