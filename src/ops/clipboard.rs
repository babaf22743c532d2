//! The clipboard of the terminal, which may stand on another machine than this program: the terminal itself
//! puts there what an escape sequence carries.

use std::fs::File;
use std::io::Write;

use data_encoding::BASE64;
use zeroize::Zeroizing;

use crate::domain::secret::Secret;
use crate::error::{Error, Result};
use crate::world::World;

/// The terminal that a person sits at, whatever the standard streams are connected to.
pub struct Clipboard {
    terminal: File,
    in_screen: bool,
}

impl Clipboard {
    /// Finds the terminal.
    pub fn open(world: &World) -> Result<Clipboard> {
        let terminal = world.terminal().map_err(|_| {
            Error::invalid("--copy", "there is no terminal whose clipboard could take the token")
                .hint("write it to a file that only you can read: --secret-out FILE")
        })?;
        // Screen keeps its variable from the tmux that runs in it, and tmux takes the sequence as it is.
        let in_screen = world.var("STY").is_some() && world.var("TMUX").is_none();
        Ok(Clipboard { terminal, in_screen })
    }

    /// Puts a secret there.
    pub fn put(&mut self, secret: &Secret) -> std::io::Result<()> {
        self.terminal.write_all(&sequence(secret.expose(), self.in_screen))
    }
}

/// `OSC 52 ; c ; base64 BEL`: <https://invisible-island.net/xterm/ctlseqs/ctlseqs.html>, "Manipulate Selection
/// Data". GNU screen hands on only what is in a device control string: "Control Sequences" of its manual.
fn sequence(text: &str, in_screen: bool) -> Zeroizing<Vec<u8>> {
    let encoded = Zeroizing::new(BASE64.encode(text.as_bytes()));
    let (before, after) = if in_screen { ("\x1bP", "\x1b\\") } else { ("", "") };
    Zeroizing::new([before, "\x1b]52;c;", &encoded, "\x07", after].concat().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_that_of_xterm_and_is_wrapped_for_screen() {
        assert_eq!(&**sequence("abcd", false), b"\x1b]52;c;YWJjZA==\x07");
        assert_eq!(&**sequence("abcd", true), b"\x1bP\x1b]52;c;YWJjZA==\x07\x1b\\");
    }
}
