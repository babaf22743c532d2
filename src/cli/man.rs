//! `man`: the manual, as one page or as a folder of pages.

use std::path::PathBuf;

use super::context::Context;
use super::verbs::{Effect, Shape, Verb};
use crate::docs::{Text, man};
use crate::error::{Error, Exit, Result};

/// Print the manual page of gatepost, or write every page into a folder
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost man ./man1\n  gatepost man | head -3")]
pub struct Args {
    /// The folder to write every page into
    folder: Option<PathBuf>,
}

impl Verb for Args {
    type Shown = Text;
    const SHAPE: Shape = Shape::Text;
    const EFFECT: Effect = Effect::Outside;
    const EXITS: &'static [Exit] = &[];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let pages = man::pages(&super::command(), &super::verbs());
        let Some(folder) = self.folder else {
            ctx.only_reads();
            let page =
                pages.into_iter().find(|(name, _)| name == "gatepost.1").map(|(_, page)| page).unwrap_or_default();
            ctx.out.bytes(&page)?;
            return Ok(Exit::Done);
        };
        let failed =
            |cause: &std::io::Error| Error::io(format!("cannot write the pages into {}", folder.display()), cause);
        std::fs::create_dir_all(&folder).map_err(|cause| failed(&cause))?;
        for (name, page) in pages {
            std::fs::write(folder.join(name), page).map_err(|cause| failed(&cause))?;
        }
        Ok(Exit::Done)
    }
}
