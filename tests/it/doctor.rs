//! `doctor`: each check is broken first, then found, then mended by the command that was printed.

use std::collections::BTreeSet;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use crate::support::{Run, Sandbox};

/// A store about which there is nothing to say, with a copy of it that a restore has left beside it. It is made
/// once, and each test gets its files.
fn healthy() -> Sandbox {
    static FILES: OnceLock<Vec<(String, Vec<u8>)>> = OnceLock::new();
    let files = FILES.get_or_init(|| {
        let sandbox = Sandbox::on_a_file();
        let steps = [
            "tokens scopes create orders:read",
            "tokens create ci --scope orders:read --expires 1y --secret-out secret",
            "db backup backup.db --verify",
            "db restore backup.db --yes",
        ];
        // With a seed that no run in a home of these files has.
        let steps = steps.map(|step| format!("GATEPOST_TEST_SEED=1000000 gatepost {step} >/dev/null"));
        let names = sandbox.shell(&format!("{} && find . -type f", steps.join(" && "))).ok().stdout;
        names.lines().map(|name| (name.to_owned(), fs::read(sandbox.home().join(name)).unwrap())).collect()
    });
    let sandbox = Sandbox::on_a_file();
    for (name, bytes) in files {
        sandbox.write(name, bytes);
    }
    sandbox.shell("chmod -R go= .local").ok();
    sandbox.advance("1s");
    sandbox
}

fn verify(sandbox: &Sandbox) {
    let secret = fs::read(sandbox.home().join("secret")).unwrap();
    sandbox.input(secret).run("tokens verify").ok();
}

/// Where the sealing key of a user lies.
const KEY: &str = ".config/gatepost/sealing.key";

/// Seals something.
fn sign(sandbox: &Sandbox) {
    sandbox.run("audit checkpoint --sign").ok();
}

/// Makes an endpoint that nobody answers at.
fn hook(sandbox: &Sandbox) {
    sandbox.run("webhooks endpoints create https://hooks.invalid/ --name hook").ok();
}

fn mode(path: PathBuf, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A file beside the store.
fn beside(sandbox: &Sandbox, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", sandbox.store().display()))
}

/// 2023, in seconds.
const LONG_AGO: u64 = 1_700_000_000;

/// A file beside the store that was last written then.
fn draft(sandbox: &Sandbox, ending: &str, at: u64) {
    let path = beside(sandbox, ending);
    fs::write(&path, "half a store").unwrap();
    mode(path.clone(), 0o600);
    File::options().write(true).open(path).unwrap().set_modified(UNIX_EPOCH + Duration::from_secs(at)).unwrap();
}

/// Forgets a person who is still on record in `old.db`.
fn erased(sandbox: &Sandbox) {
    sandbox.run("consent grant ann --type marketing").ok();
    sandbox.run("db backup old.db --verify").ok();
    sandbox.run("consent erase ann --confirm ann").ok();
}

fn is_root() -> bool {
    rustix::process::getuid().is_root()
}

/// Gives files to a user who owns nothing.
fn give_away(paths: &[PathBuf]) {
    for path in paths {
        chown(path, Some(65_534), Some(65_534)).unwrap();
    }
}

/// Mounts a small file system that has room for few files, and puts a store there.
fn small(sandbox: &Sandbox, options: &str) -> bool {
    let mounted = sandbox.shell(&format!("mkdir small && mount -t tmpfs -o {options},mode=0700 none small")).exit == 0;
    if mounted {
        sandbox.run("init --db small/store.db").ok();
    }
    mounted
}

/// Takes the small file system away at the end, where one was mounted.
struct Unmounted<'a>(&'a Sandbox);

impl Drop for Unmounted<'_> {
    fn drop(&mut self) {
        if self.0.home().join("small").exists() {
            let _ = self.0.shell("umount small");
        }
    }
}

/// How a finding goes away.
#[derive(Clone, Copy, PartialEq)]
enum Mended {
    /// By the command that is printed, and by `--fix`.
    ByFix,
    /// By the command that is printed.
    ByCommand,
    /// By a command that this test cannot run: it is of the machine, or a person must choose.
    Elsewhere,
}
use Mended::{ByCommand, ByFix, Elsewhere};

/// A check, what it says of what was broken, how that goes away, what the shell is told before `doctor` runs,
/// and what breaks it: whether it could be broken here.
type Broken = (&'static str, &'static str, Mended, &'static str, fn(&Sandbox) -> bool);

/// Runs commands, or what stands in SQL, and says that the store is broken.
macro_rules! broken {
    ($sandbox:ident, $($step:expr),*) => {{ $($step;)* true }};
}

const EXPIRED: &str = "INSERT INTO webhook_lanes (endpoint_id, certificate_until) SELECT id, 1 FROM webhook_endpoints";
const BROKEN: &[Broken] = &[
    ("user", "warn", Elsewhere, "", |s| {
        let folder = s.store().parent().unwrap().to_owned();
        if is_root() {
            give_away(&[s.store(), folder]);
        } else {
            mode(s.store(), 0o400);
        }
        true
    }),
    ("workspace", "fail", ByCommand, "export GATEPOST_WORKSPACE=acme", |_| true),
    ("settings_file_mode", "warn", ByFix, "", |s| {
        broken!(
            s,
            s.run("config set tokens.prefix acme").ok(),
            mode(s.home().join(".config/gatepost/config.toml"), 0o640)
        )
    }),
    ("settings_file", "fail", ByCommand, "", |s| {
        broken!(
            s,
            s.write(".config/gatepost/config.toml", "[tokens]\nprefiks = 1\n"),
            mode(s.home().join(".config/gatepost/config.toml"), 0o600)
        )
    }),
    ("settings_file", "fail", ByCommand, "export GATEPOST_CONFIG=~/none.toml", |_| true),
    ("environment", "warn", ByCommand, "export GATEPOST_FROMAT=json", |_| true),
    ("environment", "fail", ByCommand, "export GATEPOST_TOKENS_PREFIX='A B'", |_| true),
    ("settings_store", "fail", ByCommand, "", |s| {
        broken!(s, s.tamper("INSERT INTO settings VALUES ('tokens.max_expiry', 'nonsense', 0, 'eve')"))
    }),
    ("settings_overrides", "warn", ByCommand, "export GATEPOST_TOKENS_PREFIX=shop", |s| {
        broken!(s, s.run("config set tokens.prefix acme --store").ok())
    }),
    ("settings_expiry", "warn", ByCommand, "", |s| {
        broken!(s, s.run("config set tokens.max_expiry 30d").ok(), s.run("config set tokens.default_expiry 60d").ok())
    }),
    ("store", "fail", ByCommand, "", |s| broken!(s, fs::write(s.store(), "no store").unwrap())),
    ("store", "warn", ByCommand, "", |s| broken!(s, fs::remove_dir_all(s.store().parent().unwrap()).unwrap())),
    ("orphaned_log", "fail", ByCommand, "", |s| broken!(s, verify(s), fs::remove_file(s.store()).unwrap())),
    ("folder_mode", "warn", ByFix, "", |s| broken!(s, mode(s.store().parent().unwrap().to_owned(), 0o755))),
    ("folder_shared", "fail", ByCommand, "", |s| {
        broken!(s, s.write(".local/share/gatepost/notes", ""), mode(s.store().parent().unwrap().to_owned(), 0o777))
    }),
    ("store_mode", "warn", ByFix, "", |s| broken!(s, mode(s.store(), 0o640))),
    ("store_mode", "fail", ByFix, "", |s| broken!(s, mode(s.store(), 0o666))),
    ("log_mode", "warn", ByFix, "", |s| broken!(s, mode(beside(s, ".lock"), 0o644))),
    ("file_owners", "fail", ByCommand, "", |s| is_root() && broken!(s, give_away(&[beside(s, ".lock")]))),
    ("hard_links", "fail", ByCommand, "", |s| broken!(s, fs::hard_link(s.store(), s.home().join("other.db")).unwrap())),
    ("leftovers", "warn", ByFix, "", |s| {
        // No process has so high a number.
        for ending in [".draft", ".draft-wal", ".schema1.20261122.bak.2147483647.draft", ".0a1b2c3d.draft"] {
            draft(s, ending, LONG_AGO);
        }
        true
    }),
    ("set_aside", "warn", ByCommand, "", |s| broken!(s, fs::write(beside(s, ".damaged.20261122"), "").unwrap())),
    ("upgrade_backups", "warn", ByCommand, "", |s| {
        broken!(s, (1..4).for_each(|at| fs::write(beside(s, &format!(".schema1.2026112{at}.bak")), "").unwrap()))
    }),
    ("file_system", "warn", Elsewhere, "export GATEPOST_DB=small/store.db", |s| small(s, "size=4m")),
    ("disk_space", "fail", Elsewhere, "export GATEPOST_DB=small/store.db", |s| small(s, "size=4m")),
    ("disk_space", "warn", Elsewhere, "export GATEPOST_DB=small/store.db", |s| small(s, "size=64m")),
    ("disk_files", "warn", Elsewhere, "export GATEPOST_DB=small/store.db", |s| small(s, "size=4m,nr_inodes=100")),
    ("disk_files", "fail", Elsewhere, "export GATEPOST_DB=small/store.db", |s| small(s, "size=4m,nr_inodes=12")),
    ("log_size", "warn", ByFix, "", |s| {
        verify(s);
        // A hole, which takes no room; what follows the log's last commit is not read.
        File::options().write(true).open(beside(s, "-wal")).unwrap().set_len(200 << 20).unwrap();
        true
    }),
    ("schema", "warn", ByCommand, "", |s| broken!(s, s.run("db downgrade --to 1 --yes").ok())),
    ("schema_steps", "fail", ByCommand, "", |s| {
        broken!(s, s.tamper("UPDATE refinery_schema_history SET checksum = '1' WHERE version = 2"))
    }),
    ("schema_objects", "fail", ByFix, "", |s| broken!(s, s.tamper("DROP INDEX api_usage_hours_hour"))),
    ("schema_objects", "fail", ByCommand, "", |s| broken!(s, s.tamper("DROP TABLE api_limits"))),
    ("journal", "warn", ByFix, "", |s| broken!(s, s.tamper("PRAGMA journal_mode = DELETE"))),
    ("integrity", "fail", ByCommand, "", |s| {
        let page = s.number("SELECT rootpage FROM sqlite_schema WHERE name = 'api_tokens_tail'") as usize;
        let mut bytes = fs::read(s.store()).unwrap();
        bytes[(page - 1) * 4_096..page * 4_096].fill(0xa5);
        fs::write(s.store(), bytes).unwrap();
        true
    }),
    ("foreign_keys", "fail", ByCommand, "", |s| {
        broken!(s, s.tamper("INSERT INTO api_token_scopes VALUES ('tok_none', 'a:b')"))
    }),
    ("audit", "fail", ByCommand, "", |s| broken!(s, s.tamper("UPDATE audit_log SET actor = 'eve' WHERE seq = 1"))),
    ("audit_salts", "warn", ByFix, "", |s| broken!(s, s.tamper("INSERT INTO audit_salts VALUES (99, x'00')"))),
    ("audit_clock", "warn", Elsewhere, "", |s| broken!(s, s.at("2026-11-21"))),
    ("usage_clock", "warn", Elsewhere, "", |s| {
        broken!(s, verify(s), s.tamper("UPDATE api_usage_log SET at = at + 86400000"))
    }),
    ("usage_waiting", "warn", ByFix, "", |s| broken!(s, verify(s), s.advance("3d"))),
    ("usage_overdue", "warn", ByFix, "", |s| {
        broken!(s, verify(s), s.advance("2h"), s.run("db maintain").ok(), s.advance("32d"))
    }),
    ("sealing_key", "fail", ByCommand, "", |s| broken!(s, sign(s), mode(s.home().join(KEY), 0o644))),
    ("sealing_key", "fail", Elsewhere, "", |s| broken!(s, sign(s), fs::remove_file(s.home().join(KEY)).unwrap())),
    ("sealing_key", "fail", Elsewhere, "", |s| {
        let other = "umask 077; head -c 32 /dev/urandom | base64";
        broken!(s, sign(s), s.shell(&format!("{other} > {KEY}")).ok())
    }),
    ("sealing_key", "warn", Elsewhere, "", |s| broken!(s, sign(s), s.run("keys rewrap --to new.key --yes").ok())),
    ("sealing_key", "warn", ByCommand, "export GATEPOST_KEY_FILE=new.key", |s| {
        broken!(s, sign(s), s.run("keys rewrap --to new.key --yes").ok())
    }),
    ("sealing_key_folder", "warn", ByCommand, "export GATEPOST_KEY_FILE=~/.local/share/gatepost/sealing.key", |s| {
        broken!(s, sign(s), s.shell(&format!("mv {KEY} .local/share/gatepost/")).ok())
    }),
    ("sealing_key_folder", "warn", ByCommand, "export GATEPOST_KEY_FILE=~/.local/share/gatepost/own.key", |s| {
        let other = "umask 077; head -c 32 /dev/urandom | base64";
        broken!(s, sign(s), s.shell(&format!("mv {KEY} .local/share/gatepost/own.key; {other} > {KEY}")).ok())
    }),
    ("backup_age", "warn", ByCommand, "", |s| broken!(s, s.advance("31d"))),
    ("backup_verified", "warn", ByCommand, "", |s| {
        broken!(s, s.tamper("DELETE FROM marks WHERE name = 'backup_verified_at'"))
    }),
    ("backup_verified", "warn", ByCommand, "", |s| broken!(s, s.advance("91d"), s.run("db backup unchecked.db").ok())),
    ("tokens_expiring", "warn", ByCommand, "", |s| broken!(s, s.run("tokens create soon --expires 3d").ok())),
    ("tokens_endless", "warn", ByCommand, "", |s| {
        broken!(
            s,
            s.run("workspaces create acme").ok(),
            s.run("tokens create one --expires never").ok(),
            s.run("tokens create two -w acme --expires never").ok()
        )
    }),
    ("tokens_almighty", "warn", ByCommand, "", |s| broken!(s, s.run("tokens create root --scope *").ok())),
    ("tokens_disabled", "warn", ByCommand, "", |s| broken!(s, s.run("tokens disable ci").ok(), s.advance("91d"))),
    ("tokens_unused", "warn", ByCommand, "", |s| broken!(s, s.advance("91d"))),
    ("tokens_unlimited", "warn", ByCommand, "", |s| {
        broken!(s, s.run("tokens tiers create open --rate none").ok(), s.run("tokens create fast --tier open").ok())
    }),
    ("tokens_grace", "warn", ByCommand, "", |s| {
        broken!(s, s.run("tokens rotate ci --grace 60d").ok(), s.advance("31d"))
    }),
    ("erasure_list", "warn", ByFix, "", |s| broken!(s, erased(s), fs::remove_file(beside(s, ".erased")).unwrap())),
    ("erasure_list", "fail", Elsewhere, "", |s| {
        broken!(s, erased(s), fs::write(beside(s, ".erased"), "no line\n").unwrap())
    }),
    ("erasures", "fail", ByFix, "", |s| {
        broken!(s, erased(s), assert!(fs::copy(s.home().join("old.db"), s.store()).unwrap() > 0))
    }),
    ("erasure_traces", "warn", ByFix, "", |s| {
        broken!(
            s,
            s.run("consent grant ann --type marketing").ok(),
            s.run("consent erase ann --confirm ann --no-scrub").ok()
        )
    }),
    ("consent_retention", "warn", Elsewhere, "", |s| {
        broken!(
            s,
            s.run("consent grant ann --type marketing --at 2019-01-01").ok(),
            s.run("consent revoke ann --at 2019-02-01").ok()
        )
    }),
    ("scopes_unused", "warn", ByCommand, "", |s| broken!(s, s.run("tokens scopes create idle:read").ok())),
    ("scopes_unknown", "warn", ByCommand, "", |s| broken!(s, s.tamper("DELETE FROM api_scopes"))),
    ("webhooks_overdue", "warn", ByCommand, "", |s| {
        broken!(s, hook(s), s.run("webhooks fire a.b --enqueue").ok(), s.advance("5m"))
    }),
    ("webhooks_failing", "warn", ByCommand, "", |s| {
        broken!(s, hook(s), drop(s.run("webhooks fire a.b").fails(7)), s.advance("2h"))
    }),
    ("webhooks_parked", "warn", ByCommand, "", |s| {
        broken!(s, hook(s), s.run("webhooks endpoints disable hook").ok(), s.run("webhooks fire a.b --enqueue").ok())
    }),
    ("webhooks_rotating", "warn", ByCommand, "", |s| {
        broken!(s, hook(s), s.run("webhooks endpoints rotate-secret hook --grace 60d").ok())
    }),
    ("webhooks_certificates", "warn", Elsewhere, "", |s| broken!(s, hook(s), s.tamper(EXPIRED))),
];

/// What depends on the machine that the tests run on.
const OF_THE_MACHINE: [&str; 3] = ["file_system", "disk_space", "disk_files"];

/// Runs `doctor` with flags in a shell that was told something before.
fn doctor(sandbox: &Sandbox, before: &str, flags: &str) -> Run {
    sandbox.shell(&format!("{before}\ngatepost doctor -o json {flags}"))
}

/// One check of a run.
fn check(run: &Run, name: &str) -> Value {
    let all = run.json();
    let found = all["checks"].as_array().unwrap().iter().find(|check| check["name"] == name);
    found.unwrap_or_else(|| panic!("no check {name} in\n{}", run.text())).clone()
}

#[test]
fn every_check_finds_what_is_broken_and_says_what_mends_it() {
    for (name, status, mended, before, breaks) in BROKEN {
        let ways = if *mended == ByFix { &[ByCommand, ByFix][..] } else { &[*mended][..] };
        for way in ways {
            let sandbox = healthy();
            let _unmounted = Unmounted(&sandbox);
            if !breaks(&sandbox) {
                continue;
            }
            let run = doctor(&sandbox, before, "");
            let found = check(&run, name);
            assert_eq!((&found["status"], &found["fixed"]), (&Value::from(*status), &Value::Null), "{name}: {found}");
            assert_ne!(run.exit == 0, run.stdout.contains(r#""status": "fail""#), "{name}: exit {}", run.exit);
            let fix = found["fix"].as_str();
            match way {
                ByFix => {
                    let run = doctor(&sandbox, before, "--fix");
                    let found = check(&run, name);
                    assert_eq!((&found["status"], &found["fixed"]), (&"ok".into(), &true.into()), "{}", run.text());
                    assert_eq!(check(&doctor(&sandbox, before, ""), name)["status"], "ok", "{name} after --fix");
                }
                ByCommand => {
                    let fix = fix.unwrap_or_else(|| panic!("{name} names no command: {found}"));
                    let run = doctor(&sandbox, &format!("{before}\n{{ {fix}; }} >/dev/null || exit 99"), "");
                    assert_ne!(run.exit, 99, "{name}: {fix}\n{}", run.stderr);
                    assert_eq!(check(&run, name)["status"], "ok", "{name} after {fix}");
                }
                Elsewhere => {}
            }
        }
    }
}

#[test]
fn every_check_is_broken_by_a_test() {
    let run = doctor(&healthy(), "", "");
    let all: Vec<Value> = run.json()["checks"].as_array().unwrap().clone();
    let names: BTreeSet<&str> = all.iter().map(|check| check["name"].as_str().unwrap()).collect();
    let broken: BTreeSet<&str> = BROKEN.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, broken);
    assert_eq!(names.len(), all.len(), "two checks have one name");
    assert!(names.len() >= 25);
    for check in &all {
        let ok = check["status"] == "ok" && check["fix"].is_null();
        assert!(ok || OF_THE_MACHINE.contains(&check["name"].as_str().unwrap()), "{check}");
    }
}

/// What `doctor` says without what the machine has to say.
fn without_the_machine(run: &Run) -> String {
    let about = |text: &str| OF_THE_MACHINE.iter().any(|name| text.starts_with(&format!("name    {name}\n")));
    let kept: Vec<&str> = run.stdout.split("\n\n").filter(|text| !about(text)).collect();
    kept.join("\n\n").trim_end().replace(&run.home, "~")
}

#[test]
fn people_read_the_findings_worst_first() {
    let sandbox = healthy();
    sandbox.run("tokens create soon --expires 3d").ok();
    sandbox.env("GATEPOST_ACTOR", "ada").run("tokens scopes create idle:read").ok();
    mode(sandbox.store(), 0o666);
    let run = sandbox.run("doctor").fails(11);
    insta::assert_snapshot!(without_the_machine(&run), @"
    name    store_mode
    status  fail
    detail  others can change ~/.local/share/gatepost/gatepost.db (0666)
    fix     chmod 600 ~/.local/share/gatepost/gatepost.db ~/.local/share/gatepost/gatepost.db-shm ~/.local/share/gatepost/gatepost.db-wal

    name    tokens_expiring
    status  warn
    detail  1 token within a week of expiry: soon
    fix     gatepost tokens update tok_01m819emd81wjakmswt53t3fka --expires 90d

    name    scopes_unused
    status  warn
    detail  scopes that no token carries in default: idle:read
    fix     gatepost tokens scopes delete --yes idle:read
    ");
    assert!(run.stderr.contains("checks found nothing; --verbose shows them"), "{}", run.stderr);
    let run = sandbox.run("doctor --verbose").fails(11);
    assert!(run.stdout.contains("name    audit\nstatus  ok\n"), "{}", run.text());
    assert_eq!(sandbox.run("doctor -q").fails(11).stdout, "");
}

#[test]
fn machines_read_one_record_as_of_health() {
    let sandbox = healthy();
    mode(sandbox.store(), 0o666);
    let report = sandbox.run("doctor -o json").fails(11).json();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!((keys(&report), &report["status"]), (vec!["status".to_owned(), "checks".to_owned()], &"fail".into()));
    for check in report["checks"].as_array().unwrap() {
        assert_eq!(keys(check), ["name", "status", "detail", "fix", "fixed"]);
    }
    assert_eq!(sandbox.run("doctor --field checks.0.name").fails(11).stdout, "store_mode\n");
    assert_eq!(sandbox.run("doctor --columns status").fails(11).stdout, "status  fail\n");
    let jsonl = sandbox.run("doctor -o jsonl --fix").ok().stdout;
    assert_eq!(jsonl.lines().count(), 1);
}

#[test]
fn a_rehearsal_says_what_would_be_mended_and_changes_nothing() {
    let sandbox = healthy();
    verify(&sandbox);
    sandbox.advance("3d");
    sandbox.tamper("INSERT INTO audit_salts VALUES (99, x'00')");
    mode(sandbox.store(), 0o640);
    let before = sandbox.dump();
    let run = sandbox.run("doctor --fix --dry-run -o json").ok();
    assert!(run.stderr.contains("--fix would mend store_mode, audit_salts, usage_waiting"), "{}", run.stderr);
    assert_eq!((sandbox.dump(), sandbox.store().metadata().unwrap().permissions().mode() & 0o777), (before, 0o640));
    sandbox.run("doctor --fix").ok();
    let mends = sandbox.run("audit list -A --action store.mend -o json").ok().json();
    assert_eq!((&mends[0]["changes"]["check"], &mends[0]["changes"]["rows"]), (&"audit_salts".into(), &1.into()));
    assert_eq!(mends.as_array().unwrap().len(), 1, "only what changes records is written down");
    sandbox.run("audit verify").ok();
}

#[test]
fn a_look_makes_nothing_and_waits_for_nobody() {
    let sandbox = Sandbox::on_a_file();
    let run = sandbox.run("doctor -o json").ok();
    assert_eq!(check(&run, "store")["status"], "warn", "the default store is made when it is first needed");
    assert!(!sandbox.home().join(".local").exists());
    let run = sandbox.run("doctor --db none.db -o json").fails(11);
    assert_eq!(check(&run, "store")["fix"], "gatepost init --db none.db");
    sandbox.run("tokens create ci").ok();
    let held = sandbox.database();
    held.execute_batch("BEGIN IMMEDIATE").unwrap();
    sandbox.run("doctor").ok();
}

#[test]
fn every_command_names_the_store_that_was_named() {
    let sandbox = healthy();
    sandbox.run("workspaces create acme").ok();
    sandbox.run("tokens create one -w acme --expires never").ok();
    sandbox.run("tokens scopes create idle:read -w acme").ok();
    sandbox.run("config set tokens.default_expiry 60d --store").ok();
    sandbox.run("config set tokens.max_expiry 30d --store").ok();
    sandbox.tamper("INSERT INTO settings VALUES ('tokens.prefix', 'A B', 0, 'eve')");
    sandbox.advance("91d");
    fs::rename(sandbox.store(), sandbox.home().join("k.db")).unwrap();
    let run = sandbox.run("doctor --db k.db -o json").fails(11);
    let all = run.json();
    let fixes = all["checks"].as_array().unwrap().iter().filter_map(|check| check["fix"].as_str());
    let ours: Vec<&str> = fixes.filter(|fix| fix.starts_with("gatepost")).collect();
    assert!(ours.len() >= 6, "{ours:?}");
    for command in ours.iter().flat_map(|fix| fix.split(" && ")) {
        assert!(command.ends_with(" --db k.db"), "{command}");
    }
    for wanted in ["--expires 30d -w acme --db k.db", "scopes delete --yes idle:read -w acme --db k.db"] {
        assert!(ours.iter().any(|fix| fix.ends_with(wanted)), "{wanted} in {ours:?}");
    }
}

#[test]
fn a_store_that_does_not_open_is_looked_at_as_far_as_it_goes() {
    let sandbox = healthy();
    let good = fs::read(sandbox.store()).unwrap();
    let changed = |at: usize, bytes: &[u8]| {
        let mut copy = good.clone();
        copy[at..at + bytes.len()].copy_from_slice(bytes);
        copy
    };
    for (what, bytes) in [
        ("empty", Vec::new()),
        ("foreign", changed(68, &[0; 4])),
        ("newer", changed(60, &99_u32.to_be_bytes())),
        ("cut", good[..good.len() - 100].to_vec()),
        ("garbage", changed(100, &[0xa5; 4_000])),
    ] {
        fs::write(sandbox.store(), &bytes).unwrap();
        mode(sandbox.store(), 0o640);
        let run = doctor(&sandbox, "", "").fails(8);
        assert!(run.stdout.contains(r#""status": "fail""#), "{what}: {}", run.text());
        assert_eq!(check(&run, "store_mode")["status"], "warn", "{what}");
        assert!(fs::read(sandbox.store()).unwrap() == bytes, "{what} was changed");
    }
}

#[test]
fn a_store_of_an_older_schema_is_not_upgraded() {
    let sandbox = healthy();
    let head = sandbox.number("PRAGMA user_version");
    sandbox.run("db downgrade --to 1 --yes").ok();
    for marked in [true, false] {
        if !marked {
            sandbox.tamper("DELETE FROM marks WHERE name = 'downgraded'");
        }
        let run = doctor(&sandbox, "", "").ok();
        assert_eq!(check(&run, "schema")["detail"].as_str().unwrap().contains("on purpose"), marked);
        assert_eq!(check(&run, "audit")["status"], "ok");
        assert!(!run.stdout.contains("tokens_expiring"), "what needs the schema is left out");
        assert_eq!(sandbox.number("PRAGMA user_version"), 1);
    }
    sandbox.run("db migrate").ok();
    assert_eq!(sandbox.number("PRAGMA user_version"), head);
}

#[test]
fn a_folder_that_is_not_the_store_s_alone_keeps_its_mode() {
    let sandbox = healthy();
    let folder = sandbox.store().parent().unwrap().to_owned();
    sandbox.write(".local/share/gatepost/notes", "");
    mode(folder.clone(), 0o755);
    let run = doctor(&sandbox, "", "--fix");
    assert_eq!(
        (check(&run, "folder_mode")["status"].clone(), check(&run, "folder_shared")["status"].clone()),
        ("ok".into(), "ok".into())
    );
    assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o755);
}

#[test]
fn only_old_drafts_that_the_program_makes_are_removed() {
    let sandbox = healthy();
    let kept = [".letter.draft", ".notes.2147483647.draft", "-old.draft", ".draft.txt"];
    for ending in kept {
        draft(&sandbox, ending, LONG_AGO);
    }
    fs::create_dir(beside(&sandbox, ".folder12.draft")).unwrap();
    let letter = sandbox.write("letter", "dear");
    symlink(&letter, beside(&sandbox, ".linked12.draft")).unwrap();
    sandbox.at("2027-06-01");
    // An hour less than a day before.
    draft(&sandbox, ".fresh123.draft", 1_811_808_000 - 23 * 3_600);
    let run = doctor(&sandbox, "", "--fix");
    assert_eq!(check(&run, "leftovers")["status"], "ok", "{}", run.text());
    for ending in kept.iter().chain(&[".fresh123.draft", ".folder12.draft", ".linked12.draft"]) {
        assert!(beside(&sandbox, ending).symlink_metadata().is_ok(), "{ending} is gone");
    }
    assert_eq!(fs::read(letter).unwrap(), b"dear");
}

#[test]
fn modes_of_what_is_not_the_store_s_are_left_alone() {
    let bits = |path: &PathBuf| path.metadata().unwrap().permissions().mode() & 0o777;
    let sandbox = healthy();
    let notes = beside(&sandbox, ".notes");
    let letter = sandbox.write("letter", "dear");
    let folder = beside(&sandbox, ".schema1.20261122.bak");
    fs::write(&notes, "").unwrap();
    symlink(&letter, beside(&sandbox, ".damaged.20261122")).unwrap();
    fs::create_dir(&folder).unwrap();
    let dotfiles = sandbox.write("dotfiles/gatepost.toml", "");
    fs::create_dir_all(sandbox.home().join(".config/gatepost")).unwrap();
    symlink(&dotfiles, sandbox.home().join(".config/gatepost/config.toml")).unwrap();
    let others = [notes, letter, dotfiles, folder];
    let parent = sandbox.store().parent().unwrap().to_owned();
    for path in others.iter().chain([&parent]) {
        mode(path.clone(), 0o755);
    }
    mode(sandbox.store(), 0o640);
    mode(beside(&sandbox, ".lock"), 0o666);
    let run = doctor(&sandbox, "", "");
    // The look itself opens the store, which makes its log.
    let listed = format!("chmod 600 {0} {0}-shm {0}-wal {0}.lock", sandbox.store().display());
    for name in ["store_mode", "log_mode"] {
        assert_eq!(check(&run, name)["fix"], listed);
    }
    let run = doctor(&sandbox, "", "--fix");
    assert_eq!((bits(&sandbox.store()), bits(&beside(&sandbox, ".lock"))), (0o600, 0o600), "{}", run.text());
    for path in others.iter().chain([&parent]) {
        assert_eq!(bits(path), 0o755, "{}", path.display());
    }
    assert_eq!(check(&run, "settings_file_mode")["fixed"], false, "a link is for a person to follow");
    let device = doctor(&sandbox, "export GATEPOST_CONFIG=/dev/null", "");
    assert_eq!(check(&device, "settings_file_mode")["status"], "ok");
}
