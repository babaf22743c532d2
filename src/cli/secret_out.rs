//! `--secret-out`: a new file for secrets instead of the answer.

use std::path::PathBuf;

use super::context::Context;
use crate::error::Result;
use crate::ops::secret_file::{Place, SecretFile};

/// Where a secret goes.
#[derive(clap::Args, Clone)]
pub struct SecretOutArgs {
    /// Write the secret to this new file, which only you can read, instead of showing it
    #[arg(long, value_name = "FILE")]
    secret_out: Option<PathBuf>,
}

impl SecretOutArgs {
    /// Makes the place before anything is issued, so that no secret is lost for want of it.
    pub fn open(&self, ctx: &mut Context<'_>) -> Result<Option<Place>> {
        let Some(path) = &self.secret_out else { return Ok(None) };
        if ctx.globals.dry_run {
            ctx.out.notice(&format!("the secret would be written to {}", path.display()));
            return Ok(None);
        }
        SecretFile::make(path).map(|file| Some(Place::File(file)))
    }
}
