//! `consent access`.

use std::ffi::OsStr;
use std::io::Write;
use std::path::PathBuf;

use serde_json::{Value as Json, json};

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{keyring, subject};
use crate::domain::consent::access::{Accessed, Everything, page};
use crate::domain::record::Record;
use crate::domain::tar::archive;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::consent::access;
use crate::ops::out_file::OutFile;
use crate::render::{Quiet, Selected, json};

/// Write everything about one person to a file, to be handed to that person
///
/// That is every consent and decision, and the tokens that were issued to the same reference, without their secrets.
/// FILE.tar holds it twice, as JSON and as a page; FILE.html is the page, any other the JSON. The trail notes it.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost consent access jane@example.com --out jane.tar\n  gatepost consent access user-7 --out user-7.html"
)]
pub struct Args {
    /// The person: a user id, an address, or sub_…; - reads standard input, @FILE a file
    subject: String,
    /// The new file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Verb for Args {
    type Shown = Accessed;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("file");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let (_, subject) = subject(ctx, &self.subject)?;
        let workspace = ctx.workspace();
        let mut store = ctx.open(Access::Write)?;
        let keyring = keyring(ctx, &mut store)?;
        let file = OutFile::make(&self.out)?;
        let mut writer = file.writer();
        let mut session = ctx.session(&mut store)?;
        let accessed = access(&mut session, keyring.as_ref(), &workspace, &subject, file, |all| {
            let written = writer.write_all(&self.bytes(all)?).and_then(|()| writer.flush());
            written.map_err(|cause| Error::io(format!("cannot write {}", self.out.display()), &cause))
        })?;
        ctx.one(&accessed)
    }
}

impl Args {
    fn bytes(&self, all: &Everything) -> Result<Vec<u8>> {
        let whole = json!({
            "subject": all.subject,
            "subject_id": all.subject_id,
            "workspace": all.workspace,
            "as_of": all.as_of.to_string(),
            "audit_seq": all.audit_seq,
            "consents": values(&all.consents)?,
            "decisions": values(&all.decisions)?,
            "tokens": values(&all.tokens)?,
        });
        let text = format!("{whole:#}\n");
        let ending = self.out.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
        Ok(match ending.as_deref() {
            Some("tar") => {
                archive(&[("access.json", text.as_bytes()), ("index.html", page(&whole).as_bytes())], all.as_of)
            }
            Some("html" | "htm") => page(&whole).into_bytes(),
            _ => text.into_bytes(),
        })
    }
}

/// Records as every command shows them.
fn values<R: Record>(records: &[R]) -> Result<Vec<Json>> {
    let columns: Vec<Selected> =
        R::columns().into_iter().enumerate().map(|(index, column)| Selected { index, column }).collect();
    let value = |record: &R| {
        let mut line = Vec::new();
        json::line(&mut line, &columns, record);
        serde_json::from_slice(&line).map_err(|cause| Error::new(Code::Internal, cause.to_string()))
    };
    records.iter().map(value).collect()
}
