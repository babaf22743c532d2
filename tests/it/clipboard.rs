//! `--copy`: the secret goes to the terminal's clipboard and nowhere else.

use crate::support::shell::{script, shell};
use crate::support::{Sandbox, peer};

/// What a terminal gets from a command line in which gatepost is a command, a pseudo-terminal of its own.
fn at_terminal(sandbox: &Sandbox, line: &str) -> String {
    let script_program = peer("script");
    let text = format!("'{}' -qec \"{line}\" typescript > /dev/null", script_program.display());
    script(sandbox, &text).ok();
    std::fs::read_to_string(sandbox.home().join("typescript")).unwrap()
}

/// The secret in an OSC 52 sequence.
fn copied(shown: &str) -> String {
    let (_, rest) = shown.split_once("\x1b]52;c;").unwrap_or_else(|| panic!("nothing was copied: {shown:?}"));
    let encoded = rest.split_once('\x07').unwrap().0;
    String::from_utf8(data_encoding::BASE64.decode(encoded.as_bytes()).unwrap()).unwrap()
}

#[test]
fn it_is_refused_where_it_cannot_be() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create ci").ok();
    sandbox.run("tokens create other").ok();
    // A session of its own has no terminal, whoever runs the tests.
    let refused = sandbox.shell("setsid -w gatepost tokens create new --copy").fails(2);
    insta::assert_snapshot!(refused.text(), @"
    $ sh: setsid -w gatepost tokens create new --copy
    --- stderr
    error: there is no terminal whose clipboard could take the token
    hint: write it to a file that only you can read: --secret-out FILE
    --- exit 2
    ");
    sandbox.shell("setsid -w gatepost tokens create new --copy --dry-run").fails(2);
    sandbox.shell("setsid -w gatepost tokens rotate ci --copy").fails(2);
    check!(sandbox, "tokens create new --copy --count 2", @"
    $ gatepost tokens create new --copy --count 2
    --- stderr
    error: the argument '--copy' cannot be used with '--count <N>'
    hint: see: gatepost tokens create --help
    --- exit 2
    ");
    check!(sandbox, "tokens create new --copy --secret-out new.token", @"
    $ gatepost tokens create new --copy --secret-out new.token
    --- stderr
    error: the argument '--copy' cannot be used with '--secret-out <FILE>'
    hint: see: gatepost tokens create --help
    --- exit 2
    ");
    check!(sandbox, "tokens rotate ci other --copy", @"
    $ gatepost tokens rotate ci other --copy
    --- stderr
    error: the clipboard holds one secret, and several were asked for
    hint: write them to a file that only you can read: --secret-out FILE
    --- exit 2
    ");
    sandbox.run("tokens rotate ci --finish --copy").fails(2);
    assert_eq!(sandbox.number("SELECT count(*) FROM api_tokens WHERE previous_hash IS NOT NULL"), 0);
    assert_eq!(sandbox.number("SELECT count(*) FROM api_tokens"), 2);
}

#[test]
#[ignore = "needs script, which tests/run installs"]
fn the_terminal_alone_gets_the_secret() {
    let sandbox = shell();
    let shown = at_terminal(&sandbox, "gatepost tokens create ci --copy -o json > answer 2> said");
    let secret = copied(&shown);
    assert_eq!(shown.matches("\x1b]52;c;").count(), 1, "{shown:?}");
    let read = |name: &str| std::fs::read_to_string(sandbox.home().join(name)).unwrap();
    let answer: serde_json::Value = serde_json::from_str(&read("answer")).unwrap();
    assert_eq!((&answer["name"], &answer["token"]), (&"ci".into(), &serde_json::Value::Null));
    assert!(read("said").contains("was sent to the terminal's clipboard"), "{}", read("said"));
    for text in [shown, read("answer"), read("said")] {
        assert!(!text.contains(&secret), "{text:?}");
    }
    sandbox.write("ci.token", &secret);
    script(&sandbox, "gatepost tokens verify < ci.token").ok();
}

#[test]
#[ignore = "needs script, which tests/run installs"]
fn a_pipe_and_quiet_leave_the_id() {
    let sandbox = shell();
    let shown = at_terminal(&sandbox, "gatepost tokens create ci --copy -q | cat > answer");
    let answer = std::fs::read_to_string(sandbox.home().join("answer")).unwrap();
    assert!(answer.starts_with("tok_") && answer.lines().count() == 1, "{answer}");
    let rotated = at_terminal(&sandbox, "STY=1.tty gatepost tokens rotate ci --grace 0s --copy -q > answer");
    assert!(rotated.contains("\x1bP\x1b]52;c;") && rotated.contains("\x07\x1b\\"), "{rotated:?}");
    assert_ne!(copied(&shown), copied(&rotated));
    let rehearsed = at_terminal(&sandbox, "gatepost tokens rotate ci --grace 0s --copy --dry-run");
    assert!(!rehearsed.contains("\x1b]52"), "{rehearsed:?}");
    assert!(rehearsed.contains("would be put on the terminal's clipboard"), "{rehearsed:?}");
    let inside = at_terminal(&sandbox, "TMUX=/tmp/tmux STY=1.tty gatepost tokens create b --copy");
    assert!(!inside.contains("\x1bP") && inside.contains("set -s set-clipboard on"), "{inside:?}");
}
