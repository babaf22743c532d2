//! nginx with the example that makes it ask gatepost: what passes, what does not, and what happens where
//! nobody can tell.

use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::docs_examples::place;
use crate::support::{Sandbox, peer};

/// The user and group that nginx runs as where the tests run as root.
const NOBODY: u32 = 65_534;

/// What stands around the example: nginx's folders, the address of a client that a test makes up, and the
/// application, which answers with what it was told.
const AROUND: &str = r#"
daemon off; pid HOME/nginx/pid; events {}
http {
    access_log off;
    client_body_temp_path HOME/nginx/body; proxy_temp_path HOME/nginx/proxy; fastcgi_temp_path HOME/nginx/fastcgi;
    uwsgi_temp_path HOME/nginx/uwsgi; scgi_temp_path HOME/nginx/scgi;
    set_real_ip_from unix:; real_ip_header X-Real-IP;
    include HOME/gatepost.conf;
    server {
        listen unix:HOME/nginx/application;
        location / { return 200 "$http_x_token_id|$http_x_token_owner|$http_authorization"; }
    }
}
"#;

/// A program that ends with the test.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = kill_process(Pid::from_child(&self.0), Signal::TERM);
        let _ = self.0.wait();
    }
}

/// An answer of nginx.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

/// nginx, the example's responder, and the store behind it.
struct Gateway {
    sandbox: Sandbox,
    responder: Option<Started>,
    _nginx: Started,
}

impl Gateway {
    fn new() -> Gateway {
        let sandbox = Sandbox::on_a_file();
        sandbox.run("tokens scopes create orders:read").ok();
        let responder = responder(&sandbox);
        let nginx = nginx(&sandbox);
        let gateway = Gateway { sandbox, responder: Some(responder), _nginx: nginx };
        wait_for(&gateway.listening());
        gateway
    }

    fn listening(&self) -> PathBuf {
        self.sandbox.home().join("nginx/listening")
    }

    fn token(&self, words: &str) -> String {
        self.sandbox.run(&format!("tokens create -q {words}")).ok().stdout.trim().to_owned()
    }

    /// Asks for an order, with headers beside those that every client sends.
    fn get(&self, headers: &[&str]) -> Answer {
        let mut stream = UnixStream::connect(self.listening()).unwrap();
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        write!(stream, "GET /orders/7 HTTP/1.1\r\nHost: api\r\nConnection: close\r\n{headers}\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: format!("{head}\r\n"), body: body.to_owned() }
    }

    fn with(&self, token: &str) -> Answer {
        self.get(&[&bearer(token)])
    }

    /// Ends the batch that the responder keeps open.
    fn kill_batch(&self) {
        let pid = std::fs::read_to_string(self.sandbox.home().join("batch.pid")).unwrap();
        let pid = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
        // It may have ended already.
        let _ = kill_process(pid, Signal::KILL);
    }

    /// Asks until nginx answers so; until then nothing passes.
    fn comes_to(&self, token: &str, status: u16) {
        for _ in 0..500 {
            let now = self.with(token).status;
            if now == status {
                return;
            }
            assert!([200, 503].contains(&now), "{now}");
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("nginx never answered {status}");
    }
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}")
}

/// Waits until a socket takes connections.
fn wait_for(socket: &Path) {
    for _ in 0..500 {
        if UnixStream::connect(socket).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("nobody listens at {}", socket.display());
}

/// Starts the responder of the example; the program that it finds notes its number, which is its
/// seed as well.
fn responder(sandbox: &Sandbox) -> Started {
    let home = sandbox.home();
    let text = format!(
        "#!/bin/sh\necho $$ > '{}/batch.pid'\nGATEPOST_TEST_SEED=$$ exec '{}' \"$@\"\n",
        home.display(),
        env!("CARGO_BIN_EXE_gatepost")
    );
    let program = sandbox.write("bin/gatepost", text);
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let socket = home.join("socket");
    let mut command = Command::new("/usr/bin/python3");
    command.arg(place("gatepost-auth.py")).arg(&socket).current_dir(home).env_clear();
    command.envs(sandbox.start("").get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("PATH", format!("{}/bin:/usr/bin:/bin", home.display())).env("GATEPOST_DB", sandbox.store());
    // A store that is not there is told on standard error, time and again.
    let started = Started(command.stdin(Stdio::null()).spawn().unwrap());
    wait_for(&socket);
    std::fs::set_permissions(socket, PermissionsExt::from_mode(0o777)).unwrap();
    started
}

/// Starts nginx with the example, its addresses exchanged for sockets in the sandbox.
fn nginx(sandbox: &Sandbox) -> Started {
    let home = sandbox.home().display().to_string();
    let example = std::fs::read_to_string(place("nginx.conf")).unwrap();
    let mut exchanged = example;
    for (from, to) in [
        ("listen 8080", "listen unix:HOME/nginx/listening"),
        ("unix:/run/gatepost-auth/socket", "unix:HOME/socket"),
        ("http://127.0.0.1:3000", "http://unix:HOME/nginx/application"),
    ] {
        assert_eq!(exchanged.matches(from).count(), 1, "{from}");
        exchanged = exchanged.replace(from, to);
    }
    sandbox.write("gatepost.conf", exchanged.replace("HOME", &home));
    let settings = sandbox.write("nginx.conf", AROUND.replace("HOME", &home));
    let folder = sandbox.home().join("nginx");
    std::fs::create_dir(&folder).unwrap();
    let mut command = Command::new(peer("nginx"));
    command.arg("-p").arg(&folder).arg("-c").arg(settings).arg("-e").arg(folder.join("errors")).env_clear();
    if rustix::process::getuid().is_root() {
        chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
    Started(command.stdin(Stdio::null()).spawn().unwrap())
}

#[test]
#[ignore = "needs nginx, which tests/run installs"]
fn nginx_passes_on_what_gatepost_allows() {
    let gateway = Gateway::new();
    let good = gateway.token("good --scope orders:read --owner 'Zoë, R&D' --rate none");
    let id = gateway.sandbox.run("tokens show good --field id").ok().stdout;
    let told = format!("{}|Zo%C3%AB%2C R%26D|", id.trim());
    // Whatever a client says of itself.
    for headers in [&["X-Real-IP: 192.0.2.7"][..], &["X-Token-Owner: root", "X-Token-Id: tok_1"]] {
        let answer = gateway.get(&[headers, &[&bearer(&good)]].concat());
        assert_eq!((answer.status, answer.body.as_str()), (200, told.as_str()));
    }
    let bound = gateway.token("bound --scope orders:read --allow-ip 192.0.2.0/24");
    assert_eq!(gateway.get(&[&bearer(&bound), "X-Real-IP: 192.0.2.7"]).status, 200);
    assert_eq!(gateway.get(&[&bearer(&bound), "X-Real-IP: 198.51.100.7"]).status, 403);
    assert_eq!(gateway.get(&[&bearer(&bound), "X-Gatepost-Address: 192.0.2.7"]).status, 403);
    let usage = gateway.sandbox.run("tokens usage good --by resource -o json").ok();
    assert_eq!((usage.field("0.resource").as_str(), usage.field("0.count").as_str()), ("/orders", "2"));
}

#[test]
#[ignore = "needs nginx, which tests/run installs"]
fn nginx_says_why_it_passes_nothing_on() {
    let gateway = Gateway::new();
    for (headers, said) in [
        (vec![], "WWW-Authenticate: Bearer\r\n"),
        (vec!["Authorization: Basic YTpi"], "WWW-Authenticate: Bearer\r\n"),
        (vec!["Authorization: Bearer gp_live_mistyped"], "WWW-Authenticate: Bearer error=\"invalid_token\"\r\n"),
        (vec!["Authorization: Bearer \"}{"], "WWW-Authenticate: Bearer error=\"invalid_token\"\r\n"),
    ] {
        let answer = gateway.get(&headers);
        assert!(answer.status == 401 && answer.head.contains(said), "{headers:?}: {}", answer.head);
    }
    let revoked = gateway.token("revoked --scope orders:read");
    assert_eq!(gateway.with(&revoked).status, 200);
    gateway.sandbox.run("tokens revoke revoked").ok();
    assert_eq!(gateway.with(&revoked).status, 401);
    let bare = gateway.token("bare");
    assert_eq!(gateway.with(&bare).status, 403);
    assert_eq!(gateway.get(&[&bearer(&bare), "X-Gatepost-Scopes: "]).status, 403);
    let limited = gateway.token("limited --scope orders:read --rate 1/1h");
    assert_eq!(gateway.with(&limited).status, 200);
    let answer = gateway.with(&limited);
    assert!(answer.status == 429 && answer.head.contains("\r\nRetry-After: 3600\r\n"), "{}", answer.head);
}

#[test]
#[ignore = "needs nginx, which tests/run installs"]
fn nothing_passes_nginx_where_nobody_can_tell() {
    let mut gateway = Gateway::new();
    let good = gateway.token("good --scope orders:read --rate none");
    assert_eq!(gateway.with(&good).status, 200);
    gateway.kill_batch();
    gateway.comes_to(&good, 200);
    let (store, away) = (gateway.sandbox.store(), gateway.sandbox.home().join("away.db"));
    gateway.sandbox.run("db maintain").ok();
    std::fs::rename(&store, &away).unwrap();
    gateway.kill_batch();
    gateway.comes_to(&good, 503);
    assert_eq!(gateway.with(&good).status, 503);
    std::fs::rename(&away, &store).unwrap();
    gateway.comes_to(&good, 200);
    gateway.responder = None;
    assert_eq!(gateway.with(&good).status, 503);
}
