//! `consent policies publish`.

use std::io::Read;
use std::path::Path;

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use super::super::words::file_of;
use crate::domain::consent::policy::{LONGEST, NameVersion};
use crate::domain::plural::plural;
use crate::domain::shell;
use crate::error::{Error, Exit, Result};
use crate::ops::Access;
use crate::ops::consent::{NewPolicy, Published, preview_policy, publish};

/// Publish a version of a policy: the exact text that people are shown
///
/// What was published is never changed. A version may be published in several languages. With --material, consents
/// given under earlier versions are stale from now on, until they are renewed; --dry-run says how many.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost consent policies publish privacy@2 --file new.txt --material\n  gatepost consent policies publish terms@2026-11 --file new.txt --locale en"
)]
pub struct Args {
    /// Its name and version, NAME@VERSION
    #[arg(value_name = "POLICY")]
    policy: String,
    /// The text; - reads standard input
    #[arg(short = 'f', long, value_name = "FILE")]
    file: String,
    /// Its language, such as en or pt-BR
    #[arg(long, value_name = "LOCALE")]
    locale: Option<String>,
    /// It changes what matters, so people must be asked again
    #[arg(long)]
    material: bool,
}

impl Verb for Args {
    type Shown = Published;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let new = NewPolicy {
            which: NameVersion::parse(&self.policy, "POLICY")?,
            text: read(ctx, &self.file)?,
            locale: self.locale,
            material: self.material,
        };
        let workspace = ctx.workspace();
        let mut store = ctx.open(Access::Write)?;
        let stale = preview_policy(&mut store, &workspace, &new, ctx.now())?;
        if stale > 0 {
            let count = plural(u64::try_from(stale).unwrap_or_default(), "consent");
            ctx.out.notice(&format!("{count} given under earlier versions will be stale until renewed"));
        }
        let published = publish(&mut ctx.session(&mut store)?, &workspace, &new)?;
        ctx.one(&published)
    }
}

/// The text of a file or of standard input, to the byte.
fn read(ctx: &Context<'_>, name: &str) -> Result<String> {
    let failed = |cause: std::io::Error| Error::io(format!("cannot read {name}"), &cause).field("--file");
    let source: Box<dyn Read> =
        if name == "-" { ctx.world.input() } else { Box::new(file_of(Path::new(name), "--file")?) };
    let mut bytes = Vec::new();
    source.take(LONGEST as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    String::from_utf8(bytes).map_err(|cause| {
        let at = cause.utf8_error().valid_up_to();
        let marked = cause.as_bytes().starts_with(b"\xff\xfe") || cause.as_bytes().starts_with(b"\xfe\xff");
        let encoding = if marked { "utf-16" } else { "latin1" };
        Error::invalid("--file", format!("{name} is not UTF-8 text: byte {at} begins no letter"))
            .hint(format!("convert it first, such as with: iconv -f {encoding} -t utf-8 {}", shell::word(name)))
    })
}
