//! Completion that asks the program: the answers to each shell, what the store must bear, and the shells
//! themselves.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Sandbox, peer};

/// A store with a few names, one of which would run if it were not quoted.
fn prepared() -> Sandbox {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens scopes create orders:read --description 'Read: all orders'").ok();
    sandbox.run("tokens scopes create orders:write").ok();
    sandbox.run("tokens scopes create users:read").ok();
    for name in ["billing", "ci", "ci-2", "my token", "$(touch ran)"] {
        sandbox.run(&format!("tokens create '{name}' --scope orders:read")).ok();
    }
    sandbox.run("tokens create gone").ok();
    sandbox.run("tokens revoke gone").ok();
    sandbox.run("workspaces create acme").ok();
    sandbox.run("-w acme tokens create acme-ci").ok();
    sandbox
}

/// The candidates that a shell is answered for a line.
fn ask(sandbox: &Sandbox, shell: &str, line: &str) -> Vec<String> {
    lines(&sandbox.run(&arguments(shell, line, 9)).ok().stdout)
}

fn arguments(shell: &str, line: &str, kind: u8) -> String {
    let line = line.replace('\\', "\\\\").replace('"', "\\\"");
    format!("complete-line {shell} \"{line}\" \"@><=;|&(:\" {kind}")
}

fn lines(answer: &str) -> Vec<String> {
    let mut lines = answer.lines().map(str::to_owned);
    assert_eq!(lines.next().as_deref(), Some("words"), "{answer}");
    lines.collect()
}

#[test]
fn what_is_due_is_offered() {
    let sandbox = prepared();
    let cases: &[(&str, &[&str])] = &[
        ("gatepost to", &["tokens"]),
        ("gatepost tokens sc", &["scan", "scopes"]),
        ("gatepost token scope li", &["list"]),
        ("gatepost tokens show ", &["\\$\\(touch\\ ran\\)", "billing", "ci", "ci-2", "my\\ token"]),
        ("gatepost tokens show c", &["ci", "ci-2"]),
        ("gatepost tokens revoke ci c", &["ci-2"]),
        ("gatepost tokens show my\\ ", &["my\\ token"]),
        ("gatepost tokens show 'my t", &["my token"]),
        ("gatepost tokens show \"$", &["\\$(touch ran)"]),
        ("gatepost tokens show '", &["$(touch ran)", "billing", "ci", "ci-2", "my token"]),
        ("gatepost -w acme tokens show ", &["acme-ci"]),
        ("gatepost tokens show --workspace=acme ", &["acme-ci"]),
        ("gatepost tokens list -wa", &["-wacme"]),
        ("gatepost tokens list --workspace a", &["acme"]),
        ("gatepost workspaces delete ", &["acme", "default"]),
        ("gatepost workspaces create ", &[]),
        ("gatepost tokens create ", &[]),
        ("gatepost tokens create x --scope ", &["orders:read", "orders:write", "users:read"]),
        ("gatepost tokens create x --scope orders:", &["read", "write"]),
        ("gatepost tokens create x --scope orders:w", &["write"]),
        ("gatepost tokens create x --scope=orders:w", &["write"]),
        ("gatepost tokens create x --scope 'orders:w", &["orders:write"]),
        ("gatepost tokens scopes delete orders:r", &["read"]),
        ("gatepost tokens scopes create orders:r", &[]),
        ("gatepost tokens list --tier ", &["enterprise", "free", "pro"]),
        ("gatepost tokens tiers show f", &["free"]),
        ("gatepost tokens list --columns id,na", &["id,name"]),
        ("gatepost tokens usage --field re", &["resource"]),
        ("gatepost tokens usage --by ", &["hour", "day", "outcome", "resource"]),
        ("gatepost config get limits.", &["limits.free", "limits.pro", "limits.enterprise"]),
        ("gatepost explain name_", &["name_taken"]),
        ("gatepost tokens list --la", &[]),
        ("gatepost tokens show --al", &[]),
        ("gatepost tokens list --all-workspaces --al", &[]),
        ("gatepost tokens create x --scope a:b --sc", &["--scope"]),
        ("gatepost tokens list --nonsense x ", &[]),
        ("gatepost audit list --after ", &[]),
        ("gatepost audit list --object b", &["billing"]),
        ("sudo -u ops /usr/bin/gatepost tokens show b", &["billing"]),
    ];
    for (line, expected) in cases {
        let run = sandbox.run(&arguments("bash", line, 9)).ok();
        let found: Vec<&str> = run.stdout.lines().skip(1).collect();
        assert_eq!(found, *expected, "{line}");
        assert_eq!(run.stderr, "", "{line}");
    }
}

#[test]
fn ids_are_offered_to_whoever_begins_one() {
    let sandbox = prepared();
    let all: Vec<String> =
        crate::support::texts(&sandbox.database(), "SELECT id FROM api_tokens WHERE workspace = 'default' ORDER BY id");
    assert_eq!(ask(&sandbox, "bash", "gatepost tokens show tok_"), all);
    let one = &all[2];
    assert_eq!(ask(&sandbox, "bash", &format!("gatepost tokens show {}", &one[..one.len() - 1])), [one.as_str()]);
}

#[test]
fn each_shell_is_told_what_a_word_stands_for() {
    let sandbox = prepared();
    check!(sandbox, "complete-line zsh 'gatepost tokens create x --scope '", @r"
    $ gatepost complete-line zsh 'gatepost tokens create x --scope '
    words
    orders\:read:Read: all orders
    orders\:write
    users\:read
    --- exit 0
    ");
    check!(sandbox, "complete-line zsh 'gatepost tokens show b'", @"
    $ gatepost complete-line zsh 'gatepost tokens show b'
    words
    billing:active, tok_01m819eke07nent4smjzh0hvft
    --- exit 0
    ");
    check!(sandbox, "complete-line fish 'gatepost tokens create x --scope=o'", @"
    $ gatepost complete-line fish 'gatepost tokens create x --scope=o'
    words
    --scope=orders:read	Read: all orders
    --scope=orders:write	
    --- exit 0
    ");
    check!(sandbox, "complete-line fish 'gatepost tokens show tok_'", @"
    $ gatepost complete-line fish 'gatepost tokens show tok_'
    words
    tok_01m819eke02bq3ex404s0ka1yy	gone, revoked
    tok_01m819eke03qk5zfxnm32721np	ci-2, active
    tok_01m819eke07nent4smjzh0hvft	billing, active
    tok_01m819eke09ey4y679rh3q1g0b	$(touch ran), active
    tok_01m819eke0fz78zsaexx6cp8g2	ci, active
    tok_01m819eke0s3902avgem3nqre9	my token, active
    --- exit 0
    ");
    check!(sandbox, &arguments("bash", "gatepost tokens show ", 63), @r#"
    $ gatepost complete-line bash "gatepost tokens show " "@><=;|&(:" 63
    words
    \$\(touch\ ran\)  (active, tok_01m819eke09ey4y679rh3q1g0b)
    billing           (active, tok_01m819eke07nent4smjzh0hvft)
    ci                (active, tok_01m819eke0fz78zsaexx6cp8g2)
    ci-2              (active, tok_01m819eke03qk5zfxnm32721np)
    my\ token         (active, tok_01m819eke0s3902avgem3nqre9)
    --- exit 0
    "#);
    check!(sandbox, &arguments("bash", "gatepost tokens show b", 63), @r#"
    $ gatepost complete-line bash "gatepost tokens show b" "@><=;|&(:" 63
    words
    billing
    --- exit 0
    "#);
}

#[test]
fn paths_are_left_to_the_shell() {
    let sandbox = Sandbox::on_a_file();
    assert_eq!(sandbox.run("complete-line bash 'gatepost tokens import '").ok().stdout, "files\n");
    assert_eq!(sandbox.run("complete-line fish 'gatepost --db '").ok().stdout, "files\n");
    assert_eq!(sandbox.run("complete-line zsh 'gatepost man '").ok().stdout, "folders\n");
}

#[test]
fn the_store_is_the_one_that_the_line_names() {
    let sandbox = prepared();
    sandbox.run("init --db other.db --yes").ok();
    sandbox.run("--db other.db tokens create other").ok();
    assert_eq!(ask(&sandbox, "bash", "gatepost --db other.db tokens show "), ["other"]);
    assert_eq!(ask(&sandbox, "bash", "gatepost tokens show --db=~/other.db "), ["other"]);
    assert_eq!(ask(&sandbox, "bash", "gatepost --db nowhere.db tokens show "), [""; 0]);
    assert_eq!(ask(&sandbox, "bash", "gatepost --db postgres://x/y tokens show "), [""; 0]);
    let with = |name: &str, value: &str| {
        lines(&sandbox.env(name, value).run(&arguments("bash", "gatepost tokens show ", 9)).ok().stdout)
    };
    assert_eq!(with("GATEPOST_DB", "other.db"), ["other"]);
    assert_eq!(with("GATEPOST_WORKSPACE", "acme"), ["acme-ci"]);
}

/// Every file beside the store, with what it holds.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let read =
        |entry: std::fs::DirEntry| (entry.file_name().display().to_string(), std::fs::read(entry.path()).unwrap());
    std::fs::read_dir(folder).unwrap().map(Result::unwrap).map(read).collect()
}

/// Asks for names, and asserts that nothing was made or changed and nothing said.
fn looks_only(sandbox: &Sandbox) -> Vec<String> {
    let folder = sandbox.store().parent().unwrap().to_owned();
    let before = files(&folder);
    let run = sandbox.run(&arguments("bash", "gatepost tokens show ", 9)).ok();
    assert_eq!(run.stderr, "");
    assert!(files(&folder) == before, "the files of the store are others: {:?}", files(&folder).keys());
    lines(&run.stdout)
}

#[test]
fn a_store_is_only_looked_at() {
    let sandbox = prepared();
    assert_eq!(looks_only(&sandbox).len(), 5);
    // With a write-ahead log that nobody has open, and with one that somebody has.
    let secret = sandbox.run("tokens create logged -q").ok().stdout;
    sandbox.input(secret).run("tokens verify").ok();
    assert!(sandbox.store().with_extension("db-wal").exists());
    assert_eq!(looks_only(&sandbox).len(), 6);
    let other = sandbox.database();
    other.execute_batch("BEGIN IMMEDIATE; DELETE FROM api_token_scopes").unwrap();
    assert_eq!(looks_only(&sandbox).len(), 6);
}

#[test]
fn what_cannot_be_read_at_once_offers_nothing() {
    let sandbox = Sandbox::on_a_file();
    assert_eq!(ask(&sandbox, "bash", "gatepost tokens show "), [""; 0]);
    assert!(!sandbox.store().exists());

    let sandbox = prepared();
    let locked = sandbox.database();
    locked.execute_batch("PRAGMA locking_mode = EXCLUSIVE; DELETE FROM api_token_scopes").unwrap();
    assert_eq!(ask(&sandbox, "bash", "gatepost tokens show "), [""; 0]);
    drop(locked);

    sandbox.run("db downgrade --to 1 --yes").ok();
    assert_eq!(looks_only(&sandbox), [""; 0]);

    for contents in [b"no store".to_vec(), std::fs::read(sandbox.store()).unwrap()[..5_000].to_vec(), Vec::new()] {
        std::fs::write(sandbox.store(), contents).unwrap();
        assert_eq!(looks_only(&sandbox), [""; 0]);
    }
    sandbox.shell("mkfifo pipe").ok();
    assert_eq!(ask(&sandbox, "bash", "gatepost --db pipe tokens show "), [""; 0]);
}

#[test]
fn of_very_many_the_first_and_the_last_are_offered() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create app --count 250").ok();
    sandbox.run("tokens create zebra").ok();
    let found = ask(&sandbox, "bash", "gatepost tokens show ");
    assert_eq!((found.len(), found[100].as_str()), (101, "zebra"));
}

#[test]
fn a_question_of_another_kind_is_not_answered() {
    let sandbox = prepared();
    for line in ["complete-line", "complete-line tcsh 'gatepost '", "complete-line bash"] {
        assert!(sandbox.run(line).ok().stderr.is_empty(), "{line}");
    }
}

#[test]
fn shells_without_a_script_that_asks_are_told_apart() {
    check!(Sandbox::on_a_file(), "completions elvish --dynamic", @"
    $ gatepost completions elvish --dynamic
    --- stderr
    error: elvish cannot ask the program; bash, fish and zsh can
    hint: leave out --dynamic: gatepost completions elvish
    --- exit 2
    ");
    check!(Sandbox::on_a_file(), "completions bosh --dynamic", @r#"
    $ gatepost completions bosh --dynamic
    --- stderr
    error: SHELL takes bash, elvish, fish, powershell, zsh, not "bosh"; did you mean bash?
    --- exit 2
    "#);
}

/// What a shell writes in a sandbox in which `gatepost` is a command.
fn in_shell(sandbox: &Sandbox, shell: &str, words: &str, typed: &str) -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_gatepost")).parent().unwrap().display().to_string();
    let shell = Sandbox::of(peer(shell));
    let call = shell.input(typed).env("PATH", format!("{folder}:/usr/bin:/bin")).env("TERM", "dumb");
    let run = call.env("LC_ALL", "C.UTF-8").env("GATEPOST_DB", sandbox.store().display().to_string()).run(words);
    run.stdout + &run.stderr
}

/// What a person types: a name to the TAB, a scope by a common beginning, and a name that would run.
const TYPED: &str = "gatepost tokens show bil\t --field name
gatepost tokens list --scope ord\tr\t --field name
gatepost tokens show '$(to\t --field name
exit
";

/// What a terminal shows of that, its control characters left out.
fn terminal(sandbox: &Sandbox, shell: &str, register: &str) -> String {
    let shown = in_shell(sandbox, "script", &format!("-qec '{shell}' /dev/null"), &format!("{register}\n{TYPED}"));
    shown.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect()
}

fn completes(sandbox: &Sandbox, shown: &str) {
    for line in ["\nbilling\n", "--scope orders:read", "\n$(touch ran)\n"] {
        assert!(shown.contains(line), "no {line:?} in\n{shown}");
    }
    assert!(!sandbox.home().join("ran").exists());
}

#[test]
#[ignore = "needs bash and script, which tests/run installs"]
fn bash_completes() {
    let sandbox = prepared();
    let shown = terminal(&sandbox, "bash --norc --noprofile -i", "source <(gatepost completions bash --dynamic)");
    completes(&sandbox, &shown);
}

#[test]
#[ignore = "needs bash, which tests/run installs"]
fn the_packaged_script_of_bash_writes_no_stray_dash() {
    let sandbox = prepared();
    let line = |words: &str, at: usize| {
        format!(
            "COMP_WORDS=({words}); COMP_CWORD={at}; _gatepost gatepost \"${{COMP_WORDS[{at}]}}\" x; echo \"${{COMPREPLY[*]}}\""
        )
    };
    let lines =
        [line("gatepost tokens create \"\"", 3), line("gatepost tokens create --exp", 3), line("gatepost conf", 1)];
    sandbox.write("ask.bash", format!("source <(gatepost completions bash)\n{}\n", lines.join("\n")));
    let shown = in_shell(&sandbox, "bash", &format!("'{}'", sandbox.home().join("ask.bash").display()), "");
    assert_eq!(shown, "\n--expires\nconfig\n");
}

#[test]
#[ignore = "needs zsh and script, which tests/run installs"]
fn zsh_completes() {
    let sandbox = prepared();
    let register = "autoload -U compinit; compinit -u\nsource <(gatepost completions zsh --dynamic)";
    completes(&sandbox, &terminal(&sandbox, "zsh -f -i", register));
}

#[test]
#[ignore = "needs fish, which tests/run installs"]
fn fish_completes() {
    let sandbox = prepared();
    let offered = |line: &str| {
        let script = format!("gatepost completions fish --dynamic | source; complete -C \"{line}\"");
        in_shell(&sandbox, "fish", &format!("--no-config -c '{script}'"), "")
    };
    let first = |text: String| text.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(first(offered("gatepost tokens show b")), ["billing"]);
    assert_eq!(
        first(offered("gatepost tokens create x --scope=orders:")),
        ["--scope=orders:read", "--scope=orders:write"]
    );
}
