//! The flags that every command takes, and the variables behind them.

use std::path::PathBuf;

use super::choice::Choice;
use crate::error::{Error, Result};
use crate::ops::db::refuse_password;
use crate::render::{Choices, Color, Format, Quiet};
use crate::world::World;

#[derive(clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]
    #[arg(long, global = true, value_name = "PATH|URL")]
    pub db: Option<PathBuf>,
    /// The workspace [env: GATEPOST_WORKSPACE] [default: default]
    #[arg(short, long, global = true, value_name = "NAME")]
    pub workspace: Option<String>,
    /// How the answer is written [env: GATEPOST_FORMAT] [default: table]
    #[arg(short = 'o', long, global = true, value_name = "FORMAT", value_parser = Choice(|| Format::ALL.iter().map(|it| it.as_str()).collect()))]
    pub format: Option<String>,
    /// Which columns, in which order; a wrong one lists those there are
    #[arg(long, global = true, value_name = "A,B", value_delimiter = ',')]
    pub columns: Option<Vec<String>>,
    /// One bare value a line; dots reach inside, as in metadata.team
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "columns")]
    pub field: Option<String>,
    /// Only secrets of what was made, else only ids; a verdict or report only by its exit
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Answer yes to what is asked [env: GATEPOST_YES]
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Show what would be done, and change nothing
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]
    #[arg(long, global = true, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    // No doc comment: rustdoc would take user@host for a link.
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        help = "Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]"
    )]
    pub actor: Option<String>,
    /// Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]
    #[arg(long, global = true, value_name = "MODE", value_parser = Choice(|| Color::ALL.iter().map(|it| it.as_str()).collect()))]
    pub color: Option<String>,
    /// Say more about what is done [env: GATEPOST_LOG]
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

impl Globals {
    /// Fills what no flag said from the environment.
    pub fn resolve(mut self, world: &World) -> Result<Globals> {
        self.db.as_deref().map(refuse_password).transpose()?;
        self.db = self.db.or_else(|| world.var("GATEPOST_DB").map(PathBuf::from));
        self.workspace = self.workspace.or_else(|| world.var("GATEPOST_WORKSPACE"));
        self.format = self.format.or_else(|| world.var("GATEPOST_FORMAT"));
        self.config = self.config.or_else(|| world.var("GATEPOST_CONFIG").map(PathBuf::from));
        self.key_file = self.key_file.or_else(|| world.var("GATEPOST_KEY_FILE").map(PathBuf::from));
        self.actor = self.actor.or_else(|| world.var("GATEPOST_ACTOR"));
        self.yes |= is_on(world, "GATEPOST_YES")?;
        self.no_input |= is_on(world, "GATEPOST_NO_INPUT")?;
        self.verbose |= is_on(world, "GATEPOST_LOG")?;
        Ok(self)
    }

    /// How answers are to look.
    pub fn choices(&self) -> Result<Choices> {
        let format = match self.format.as_deref() {
            None => Format::default(),
            Some(word) => Format::parse(word)
                .ok_or_else(|| unknown("--format", word, Format::ALL.iter().map(|it| it.as_str())))?,
        };
        let quiet = if self.quiet { Quiet::Column("id") } else { Quiet::No };
        Ok(Choices { format, columns: self.columns.clone(), field: self.field.clone(), quiet })
    }

    /// Whether to use colours.
    pub fn color(&self) -> Result<Color> {
        let Some(word) = self.color.as_deref() else { return Ok(Color::default()) };
        Color::parse(word).ok_or_else(|| unknown("--color", word, Color::ALL.iter().map(|it| it.as_str())))
    }
}

/// A word that is none of those a flag takes.
pub fn unknown<'a>(flag: &str, word: &str, allowed: impl Iterator<Item = &'a str> + Clone) -> Error {
    let near = crate::domain::suggest::did_you_mean(word, allowed.clone());
    let allowed: Vec<&str> = allowed.collect();
    Error::invalid(flag, format!("{flag} takes {}, not {word:?}{near}", allowed.join(", ")))
}

/// Whether a variable says yes. A word that is neither yes nor no is refused, since it could mean either.
fn is_on(world: &World, name: &str) -> Result<bool> {
    let Some(word) = world.var(name) else { return Ok(false) };
    match word.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "on" => Ok(true),
        "0" | "false" | "no" | "n" | "off" => Ok(false),
        _ => Err(Error::invalid(name, format!("{name} is neither yes nor no: {word:?}")).hint("write 1 or 0")),
    }
}
