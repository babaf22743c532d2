//! Standard input line by line, in batches: all that is there is answered before more is waited for.

use crate::error::{Error, Result};
use crate::world::World;

/// Reads lines, of which one that is longer than `longest` bytes is nothing, and hands over those that came together.
pub fn in_batches<L>(
    world: &World,
    longest: usize,
    read: impl Fn(Option<&[u8]>) -> L,
    mut each: impl FnMut(&[L]) -> Result<()>,
) -> Result<()> {
    let mut input = world.input();
    let mut buffer = vec![0; longest];
    let mut waiting = Vec::new();
    let mut too_long = false;
    loop {
        let got = input.read(&mut buffer).map_err(|cause| Error::io("cannot read standard input", &cause))?;
        let mut lines = Vec::new();
        for piece in buffer[..got].split_inclusive(|byte| *byte == b'\n') {
            if waiting.len() + piece.len() > longest {
                too_long = true;
                waiting.clear();
            }
            if !too_long {
                waiting.extend_from_slice(piece);
            }
            if piece.ends_with(b"\n") {
                lines.push(read((!too_long).then(|| trimmed(&waiting))));
                waiting.clear();
                too_long = false;
            }
        }
        if got == 0 && (too_long || !waiting.is_empty()) {
            lines.push(read((!too_long).then(|| trimmed(&waiting))));
        }
        if !lines.is_empty() {
            each(&lines)?;
        }
        if got == 0 {
            return Ok(());
        }
    }
}

/// A line without its end.
fn trimmed(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}
