//! Command lines as a person types them, run by `/bin/sh` in a sandbox in which `gatepost` is a command.

use std::os::unix::fs::PermissionsExt;

use super::{Run, Sandbox};

/// What ends the output of one command of a session.
const MARK: char = '\u{1e}';

/// A sandbox whose program is the shell. Each call of `gatepost` in it has a seed of its own, as each run in
/// a sandbox has.
pub fn shell() -> Sandbox {
    let sandbox = Sandbox::of("/bin/sh");
    let count = r#"seed=$(($(cat "$0.seed") + 1)); echo "$seed" > "$0.seed""#;
    let program = env!("CARGO_BIN_EXE_gatepost");
    let script = format!("#!/bin/sh\n{count}\nGATEPOST_TEST_SEED=$seed exec '{program}' \"$@\"\n");
    let place = sandbox.write(".bin/gatepost", script);
    std::fs::set_permissions(place, PermissionsExt::from_mode(0o755)).unwrap();
    sandbox.write(".bin/gatepost.seed", "0\n");
    sandbox
}

/// Runs a script in such a sandbox.
pub fn script(sandbox: &Sandbox, text: &str) -> Run {
    sandbox.write(".script", text);
    let path = format!("{}/.bin:/usr/bin:/bin", sandbox.home().display());
    sandbox.env("PATH", path).env("COLUMNS", "100").run(".script")
}

/// Runs commands one after the other in one shell: what each wrote, as on a terminal, with the home folder
/// as `~`.
pub fn session(sandbox: &Sandbox, commands: &[String]) -> Vec<String> {
    // The mark is printed by a function that hands on the exit code, so that `echo $?` may follow.
    let mut text = format!("exec 2>&1\nmark() {{ code=$?; printf '{MARK}'; return $code; }}\n");
    for command in commands {
        text += &format!("{command}\nmark\n");
    }
    let run = script(sandbox, &text);
    let mut outputs: Vec<String> = run.stdout.replace(&run.home, "~").split(MARK).map(str::to_owned).collect();
    assert_eq!(outputs.pop().as_deref(), Some(""), "the session broke off:\n{}", run.text());
    assert_eq!(outputs.len(), commands.len(), "the session broke off:\n{}", run.text());
    outputs
}
