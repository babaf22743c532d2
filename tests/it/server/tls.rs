//! The protection of a connection to a server: certificates of an authority of the test's own.

use std::process::Stdio;

use crate::support::cluster::Cluster;
use crate::support::{Run, Sandbox, peer};

/// A place where authorities and certificates are made.
struct Office(Sandbox);

impl Office {
    fn openssl(&self, words: &str) {
        let mut command = self.0.command(&peer("openssl"));
        let ended = command.args(words.split(' ')).stderr(Stdio::piped()).output().unwrap();
        assert!(ended.status.success(), "{words}\n{}", String::from_utf8_lossy(&ended.stderr));
    }

    /// An authority; where its certificate lies.
    fn authority(&self, name: &str) -> String {
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout";
        self.openssl(&format!("req -x509 {key} {name}.key -out {name}.crt -days 30 -subj /CN={name}"));
        self.0.home().join(format!("{name}.crt")).display().to_string()
    }

    /// Gives a server a certificate for a host, which an authority has signed for so many days.
    fn certify(&self, server: &Cluster, authority: &str, host: &str, days: u32) {
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout host.key";
        self.openssl(&format!("req -new {key} -out host.csr -subj /CN={host} -addext subjectAltName=DNS:{host}"));
        self.openssl(&format!(
            "x509 -req -in host.csr -CA {authority}.crt -CAkey {authority}.key -CAcreateserial -copy_extensions copy \
             -days {days} -out host.crt"
        ));
        let read = |name: &str| std::fs::read(self.0.home().join(name)).unwrap();
        server.give("server.crt", &read("host.crt"));
        server.give("server.key", &read("host.key"));
    }
}

/// A server that lets nobody in from the network without TLS.
fn protected(office: &Office, lets_in: &str) -> Cluster {
    let server = Cluster::new();
    office.certify(&server, "ours", "db.example", 30);
    server.give("pg_hba.conf", format!("local all all trust\nhostssl all all 127.0.0.1/32 {lets_in}\n").as_bytes());
    server.set(&format!("listen_addresses = '127.0.0.1'\nport = {}\nssl = on", server.port));
    // Its socket is named by the port as well.
    server.start();
    server
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_server_must_prove_who_it_is() {
    let office = Office(Sandbox::on_a_file());
    let (ours, theirs) = (office.authority("ours"), office.authority("theirs"));
    let server = protected(&office, "trust");
    let sandbox = Sandbox::on_a_file();
    let call = |host: &str, more: &str, authority: &str| -> Run {
        let url = format!("postgres://gatepost@{host}:{}/postgres?hostaddr=127.0.0.1{more}", server.port);
        sandbox.env("GATEPOST_DB", url).env("GATEPOST_NET_CA_FILE", authority).run("tokens list -o json")
    };
    let refused = |run: Run, why: &str| {
        let error = run.fails(12).error();
        assert_eq!(error["code"], "store_unreachable");
        assert!(error["message"].as_str().unwrap().contains(why), "{why}: {error}");
    };
    call("db.example", "", &ours).ok();
    call("db.example", "&sslmode=verify-full", &ours).ok();
    refused(call("other.example", "", &ours), "not valid for name");
    refused(call("db.example", "", &theirs), "UnknownIssuer");
    // The authorities of the system know neither.
    refused(call("db.example", "", ""), "UnknownIssuer");
    // On this machine nobody listens between, so it is asked for; and then it holds there as well.
    refused(call("127.0.0.1", "", &ours), "no encryption");
    refused(call("127.0.0.1", "&sslmode=verify-full", &ours), "not valid for name");
    refused(call("db.example", "&sslmode=disable", &ours), "no encryption");
    for host in ["db.example", "other.example", "127.0.0.1"] {
        call(host, "&sslmode=require", &theirs).ok();
    }
    let error = call("db.example", "", "/nonexistent.pem").fails(2).error();
    assert_eq!(error["code"], "bad_settings", "{error}");

    office.certify(&server, "ours", "db.example", 0);
    server.reload();
    // It holds until the second in which it was made is over, and the server reads it meanwhile.
    std::thread::sleep(std::time::Duration::from_secs(2));
    refused(call("db.example", "", &ours), "xpired");
    call("db.example", "&sslmode=require", &ours).ok();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_password_goes_over_tls_and_is_shown_nowhere() {
    let office = Office(Sandbox::on_a_file());
    let ours = office.authority("ours");
    let server = protected(&office, "scram-sha-256");
    let sandbox = Sandbox::on_a_file();
    {
        // The port is part of the socket's name.
        let mut config = postgres::Config::new();
        let socket = config.host_path(server.folder()).port(server.port).user("gatepost").dbname("postgres");
        socket.connect(postgres::NoTls).unwrap().batch_execute("ALTER ROLE gatepost PASSWORD 'canary'").unwrap();
    }
    let url = |user: &str, database: &str| {
        format!("postgres://{user}@db.example:{}/{database}?hostaddr=127.0.0.1", server.port)
    };
    let call = |url: String, password: &str| {
        let call = sandbox.env("GATEPOST_DB", url).env("GATEPOST_NET_CA_FILE", ours.as_str());
        let run = call.env("PGPASSWORD", password).run("tokens list -o json --verbose");
        assert!(!run.stdout.contains("canary") && !run.stderr.contains("canary"), "{}", run.text());
        run
    };
    call(url("gatepost", "postgres"), "canary").ok();
    call(url("gatepost:canary", "postgres"), "").ok();
    for (url, password) in [
        (url("gatepost", "postgres"), "wrong-canary"),
        (url("gatepost:canary-2", "postgres"), ""),
        (url("nobody", "postgres"), "canary"),
    ] {
        let error = call(url, password).fails(12).error();
        assert_eq!(error["code"], "store_unreachable");
        assert!(error["message"].as_str().unwrap().contains("password authentication failed"), "{error}");
    }
    let error = call(url("gatepost", "nowhere"), "canary").fails(3).error();
    assert_eq!(error["code"], "store_not_found", "{error}");
    // A password file serves as well, unless others can read it.
    let file = sandbox.write(".pgpass", format!("db.example:{}:*:gatepost:canary\n", server.port));
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    call(url("gatepost", "postgres"), "").ok();
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
    assert_eq!(call(url("gatepost", "postgres"), "").fails(8).error()["code"], "file_exposed");
}
