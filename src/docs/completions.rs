//! Completion scripts.

use clap_complete::Shell;

/// The shells there are scripts for.
pub const SHELLS: &[&str] = &["bash", "elvish", "fish", "powershell", "zsh"];

/// The script of a shell, if it is one of [`SHELLS`].
pub fn script(mut command: clap::Command, shell: &str) -> Option<Vec<u8>> {
    let shell: Shell = shell.parse().ok()?;
    let mut script = Vec::new();
    command.build();
    clap_complete::generate(shell, &mut command, "gatepost", &mut script);
    Some(script)
}
