//! `webhooks listen`: a receiver on loopback, asked over real sockets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, ChildStdout, Stdio};
use std::thread;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::support::Sandbox;
use crate::support::receiver::{Receiver, Reply};
use crate::webhooks_sign::{head, prepared};

/// A receiver that runs.
struct Listening {
    child: Child,
    address: String,
    out: BufReader<ChildStdout>,
    errors: BufReader<ChildStderr>,
}

impl Listening {
    fn begin(sandbox: &Sandbox, words: &str) -> Listening {
        let mut command = sandbox.start(&format!("webhooks listen {words}"));
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (out, mut errors) =
            (BufReader::new(child.stdout.take().unwrap()), BufReader::new(child.stderr.take().unwrap()));
        let mut line = String::new();
        errors.read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap_or_else(|| panic!("{line}"));
        let address = address[..address.find('/').unwrap()].to_owned();
        Listening { child, address, out, errors }
    }

    /// Sends a request; the answer.
    fn post(&self, head: &str, body: &str) -> String {
        let head = head.replace('\n', "\r\n");
        self.send(&format!(
            "POST /hook?a=b HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n{head}\r\n{body}",
            body.len()
        ))
    }

    fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// The next line of standard output.
    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|cause| panic!("{cause}: {line}"))
    }

    /// Waits for its end: exit code, the rest of standard output and of standard error.
    fn end(mut self) -> (Option<i32>, String, String) {
        let (mut out, mut errors) = (String::new(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        self.errors.read_to_string(&mut errors).unwrap();
        (self.child.wait().unwrap().code(), out, errors)
    }
}

#[test]
fn each_request_is_checked_shown_and_answered_as_told() {
    let sandbox = prepared();
    let order = std::fs::read_to_string(sandbox.home().join("order.json")).unwrap();
    let mut listening = Listening::begin(&sandbox, "--secret @new --respond 500,204 --count 3 -o jsonl");
    let signed = head(&sandbox, "--secret @new --id evt_1 --type order.created");
    assert!(listening.post(&signed, &order).starts_with("HTTP/1.1 500 Internal Server Error\r\n"));
    let first = listening.line();
    assert_eq!((&first["number"], &first["valid"], &first["status"]), (&1.into(), &true.into(), &500.into()));
    assert_eq!((&first["id"], &first["type"]), (&"evt_1".into(), &"order.created".into()));
    assert_eq!((&first["body"], &first["path"]), (&order.into(), &"/hook?a=b".into()));
    assert_eq!(first["headers"]["host"], "x");
    assert!(listening.post(&signed, "{}").starts_with("HTTP/1.1 204 No Content\r\n"));
    assert_eq!(listening.line()["code"], "mismatch");
    assert!(listening.post("", "{}").starts_with("HTTP/1.1 204 "));
    assert_eq!(listening.line()["code"], "unsigned");
    assert_eq!(listening.end().0, Some(4));
}

#[test]
fn a_table_has_the_payload_under_each_row() {
    let sandbox = prepared();
    let listening = Listening::begin(&sandbox, "--count 2");
    listening.post("webhook-type: a.b\n", r#"{"a":["\u001b[31m"]}"#);
    listening.post("", "no json \u{1b}");
    let (exit, out, errors) = listening.end();
    assert_eq!((exit, out.lines().count()), (Some(0), 3), "{out}");
    assert_eq!(errors, "  {\n    \"a\": [\n      \"\\u001b[31m\"\n    ]\n  }\n  no json \\x1b\n");
}

#[test]
fn it_forwards_and_passes_the_answer_back() {
    let sandbox = prepared();
    let mut application = Listening::begin(&sandbox, "--secret @new --respond 201,503 --count 2 -o jsonl");
    let mut listening =
        Listening::begin(&sandbox, &format!("--forward-to http://{}/in --count 3 -o jsonl", application.address));
    let signed = head(&sandbox, "--secret @new --signature standard --signature stripe");
    let order = std::fs::read_to_string(sandbox.home().join("order.json")).unwrap();
    for status in [201, 503] {
        assert!(listening.post(&signed, &order).starts_with(&format!("HTTP/1.1 {status} ")));
        let (taken, passed) = (listening.line(), application.line());
        assert_eq!((&taken["forward_status"], &passed["valid"]), (&status.into(), &true.into()), "{passed}");
        assert_eq!((&passed["path"], &passed["body"]), (&"/in".into(), &order.clone().into()));
    }
    assert_eq!(application.end().0, Some(0));
    assert!(listening.post(&signed, &order).starts_with("HTTP/1.1 502 "));
    let failed = listening.line();
    assert!(failed["forward_error"].as_str().unwrap().contains("nobody listens"), "{failed}");
    assert!(failed["detail"].as_str().unwrap().starts_with("not forwarded: nobody listens"), "{failed}");
    assert_eq!(listening.end().0, Some(0));
}

#[test]
fn only_this_machine_is_forwarded_to_unless_the_address_is_public() {
    let sandbox = prepared();
    let mut listening = Listening::begin(&sandbox, "--forward-to http://169.254.169.254/ --count 1 -o jsonl");
    assert!(listening.post("", "{}").starts_with("HTTP/1.1 502 "));
    let refused = listening.line();
    assert!(refused["forward_error"].as_str().unwrap().contains("may not be reached"));
    assert_eq!(refused["detail"], "not forwarded: 169.254.169.254 may not be reached (link-local)");
    assert_eq!(listening.end().0, Some(0));
}

#[test]
fn it_ends_by_time_by_count_or_by_a_signal() {
    let sandbox = prepared();
    assert_eq!(Listening::begin(&sandbox, "--for 1ms").end().0, Some(0));
    let (exit, _, errors) = Listening::begin(&sandbox, "--for 1ms --count 1").end();
    assert_eq!((exit, errors.lines().next()), (Some(7), Some("error: 0 of 1 request came in time")));
    let mut listening = Listening::begin(&sandbox, "-o json");
    listening.post("", "{}");
    kill_process(Pid::from_child(&listening.child), Signal::INT).unwrap();
    let (mut out, exit) = (String::new(), listening.child.wait().unwrap().code());
    listening.out.read_to_string(&mut out).unwrap();
    let all: Value = serde_json::from_str(&out).unwrap_or_else(|cause| panic!("{cause}: {out}"));
    assert_eq!((exit, all.as_array().unwrap().len()), (Some(130), 1));
}

#[test]
fn it_ends_when_nobody_reads_it() {
    let sandbox = prepared();
    let Listening { mut child, out, .. } = Listening::begin(&sandbox, "-o jsonl");
    drop(out);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn many_senders_at_once_are_each_answered() {
    let sandbox = prepared();
    let listening = Listening::begin(&sandbox, "--count 40 -o jsonl");
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..5 {
                    assert!(listening.post("", "{}").starts_with("HTTP/1.1 200 OK\r\n"));
                }
            });
        }
    });
    let (exit, out, _) = listening.end();
    let numbers: Vec<Value> =
        out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["number"].clone()).collect();
    assert_eq!((exit, numbers), (Some(0), (1..=40).map(Value::from).collect()));
}

#[test]
fn what_is_no_webhook_is_not_shown() {
    let sandbox = prepared();
    let listening = Listening::begin(&sandbox, "--count 1 -o jsonl");
    assert!(listening.send("GET / HTTP/1.1\r\nconnection: close\r\n\r\n").starts_with("HTTP/1.1 405 "));
    assert!(listening.send("nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
    let large = "POST / HTTP/1.1\r\ncontent-length: 99999999\r\n\r\n";
    assert!(listening.send(large).starts_with("HTTP/1.1 413 "));
    listening.post("", "{}");
    let (exit, out, _) = listening.end();
    assert_eq!((exit, out.lines().count()), (Some(0), 1));
}

#[test]
fn what_cannot_be_done_is_refused() {
    let sandbox = prepared();
    let listening = Listening::begin(&sandbox, "--count 1");
    let port = listening.address.rsplit(':').next().unwrap().to_owned();
    let taken = sandbox.run(&format!("webhooks listen --port {port} -o json")).fails(5).error();
    assert_eq!((&taken["code"], &taken["field"]), (&"in_use".into(), &"--port".into()));
    listening.post("", "{}");
    assert_eq!(listening.end().0, Some(0));
    for (words, field) in [
        ("--respond 99", "--respond"),
        ("--respond 600", "--respond"),
        ("--forward-to nonsense", "--forward-to"),
        ("--for soon", "--for"),
    ] {
        assert_eq!(sandbox.run(&format!("webhooks listen {words} -o json")).fails(2).error()["field"], field);
    }
}

#[test]
fn an_endpoint_of_the_store_is_followed_and_passed_on() {
    let (sandbox, receiver) = (prepared(), Receiver::new(&[Reply::Status(500)]));
    let secret = sandbox.run(&format!("{} -o json", receiver.endpoint("a"))).ok().field("secret");
    sandbox.run(&receiver.endpoint("other")).ok();
    let _ = sandbox.run("webhooks fire a.b --data @order.json --endpoint other").fails(7);
    sandbox.run("webhooks fire a.b --data @order.json --id first --endpoint a").ok();
    sandbox.write("hook", &secret);
    // What was signed long ago is signed anew.
    sandbox.advance("1h");
    let mut application = Listening::begin(&sandbox, "--secret @hook --count 2 -o jsonl");
    let follow = format!(
        "webhooks listen --endpoint a --since 2h --count 2 --forward-to http://{}/in -o jsonl",
        application.address
    );
    let following = sandbox.start(&follow).spawn().unwrap();
    let order = std::fs::read_to_string(sandbox.home().join("order.json")).unwrap();
    let first = application.line();
    assert_eq!((&first["valid"], &first["body"]), (&true.into(), &order.into()), "{first}");
    // What comes meanwhile follows.
    sandbox.run("webhooks fire a.b --data 5 --endpoint a").ok();
    let second = application.line();
    assert_eq!((&second["valid"], &second["body"]), (&true.into(), &"5".into()), "{second}");
    let output = following.wait_with_output().unwrap();
    assert_eq!((output.status.code(), application.end().0), (Some(0), Some(0)));
    let shown: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |name: &str| shown.iter().map(|it| it[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("status"), [204, 204]);
    assert_eq!(of("forward_status"), [200, 200]);
    let paths: Vec<Value> = vec!["/a".into(), "/a".into()];
    assert_eq!(of("path"), paths);
}

#[test]
fn what_is_followed_ends_and_refuses_as_what_listens_does() {
    let (sandbox, receiver) = (prepared(), Receiver::new(&[]));
    sandbox.run(&receiver.endpoint("a")).ok();
    sandbox.run("webhooks fire a.b --data 1").ok();
    let body = "webhooks listen --endpoint a --since 1h --count 1 --field body";
    assert_eq!(sandbox.run(body).ok().stdout, "1\n");
    sandbox.advance("1s");
    let _ = sandbox.run("webhooks listen --endpoint a --count 1 --for 10ms").fails(7);
    let _ = sandbox.run("webhooks listen --endpoint nobody --for 10ms").fails(3);
    let _ = sandbox.run("webhooks listen --since 1h --for 10ms").fails(2);
    let _ = sandbox.run("webhooks listen --endpoint a --secret @new --for 10ms").fails(2);
}
