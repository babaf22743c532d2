//! What every verb declares of itself beside its words: what it answers, what it does to the world, and how
//! it may end. The reference and `capabilities` are made from it.

use super::context::{Context, ID};
use super::{
    audit, capabilities, completions, config, consent, db, doctor, explain, health, init, keys, man, tokens, version,
    webhooks, workspaces,
};
use crate::docs::Described;
use crate::domain::record::Record;
use crate::error::{Exit, Result};
use crate::render::{Output, Quiet};

/// Whether a verb answers one record or an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One record.
    One,
    /// An array.
    Many,
    /// One record, or an array where `--count` or `--batch` asks for several.
    OneOrMany,
    /// Text that is no record: a script or a page.
    Text,
}

impl Shape {
    /// The word of the reference.
    pub fn as_str(self) -> &'static str {
        match self {
            Shape::One => "one",
            Shape::Many => "many",
            Shape::OneOrMany => "one_or_many",
            Shape::Text => "text",
        }
    }
}

/// What a verb does to the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Reads,
    /// Judges; its answer stands whatever the exit. May count.
    Verdict,
    /// Changes records, in one transaction.
    Changes,
    /// Ends or removes what cannot be brought back.
    Destroys,
    /// Works outside of a transaction, on files or on other machines, so it cannot be rehearsed.
    Outside,
}

impl Effect {
    /// The word of the reference.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::Reads => "reads",
            Effect::Verdict => "verdict",
            Effect::Changes => "changes",
            Effect::Destroys => "destroys",
            Effect::Outside => "outside",
        }
    }
}

/// A verb of the command line: its words are its fields, and one of these stands in each file.
pub trait Verb: clap::Args {
    /// The record it answers.
    type Shown: Record;
    /// One or many of them.
    const SHAPE: Shape;
    /// What it does.
    const EFFECT: Effect;
    /// How it may end, beside done, unexpected failure and wrong usage.
    const EXITS: &'static [Exit];
    /// What `--quiet` shows.
    const QUIET: Quiet = ID;

    /// Refuses `--columns` and `--field` that its answer does not have; before anything is done.
    fn check(&self, out: &Output) -> Result<()> {
        out.check_columns::<Self::Shown>()
    }

    /// Turns words into values, calls one operation, shows its records.
    fn run(self, ctx: &mut Context<'_>) -> Result<Exit>;
}

fn describe<V: Verb>(path: &'static str) -> Described {
    let mut exits = vec![Exit::Done, Exit::Failure, Exit::Usage];
    exits.extend(V::EXITS);
    // Whatever waits for the store to change it can be ended by Ctrl-C.
    if !matches!(V::EFFECT, Effect::Reads | Effect::Verdict) && exits.contains(&Exit::TryAgain) {
        exits.push(Exit::Interrupted);
    }
    exits.sort_unstable();
    Described { path, shape: V::SHAPE.as_str(), effect: V::EFFECT.as_str(), exits, columns: V::Shown::columns() }
}

/// Every verb; a test compares this with the command tree.
pub fn all() -> Vec<Described> {
    let mut all = vec![
        describe::<tokens::create::Args>("tokens create"),
        describe::<tokens::list::Args>("tokens list"),
        describe::<tokens::show::Args>("tokens show"),
        describe::<tokens::update::Args>("tokens update"),
        describe::<tokens::disable::Args>("tokens disable"),
        describe::<tokens::enable::Args>("tokens enable"),
        describe::<tokens::rotate::Args>("tokens rotate"),
        describe::<tokens::revoke::Args>("tokens revoke"),
        describe::<tokens::verify::Args>("tokens verify"),
        describe::<tokens::explain::Args>("tokens explain"),
        describe::<tokens::limits::Args>("tokens limits"),
        describe::<tokens::usage::Args>("tokens usage"),
        describe::<tokens::guesses::Args>("tokens guesses"),
        describe::<tokens::stale::Args>("tokens stale"),
        describe::<tokens::scan::Args>("tokens scan"),
        describe::<tokens::import::Args>("tokens import"),
        describe::<tokens::export::Args>("tokens export"),
        describe::<tokens::scopes::create::Args>("tokens scopes create"),
        describe::<tokens::scopes::list::Args>("tokens scopes list"),
        describe::<tokens::scopes::show::Args>("tokens scopes show"),
        describe::<tokens::scopes::delete::Args>("tokens scopes delete"),
        describe::<tokens::tiers::create::Args>("tokens tiers create"),
        describe::<tokens::tiers::list::Args>("tokens tiers list"),
        describe::<tokens::tiers::show::Args>("tokens tiers show"),
        describe::<tokens::tiers::update::Args>("tokens tiers update"),
        describe::<tokens::tiers::simulate::Args>("tokens tiers simulate"),
        describe::<tokens::tiers::delete::Args>("tokens tiers delete"),
    ];
    all.extend(consent_verbs());
    all.extend(webhooks_verbs());
    all.extend(vec![
        describe::<workspaces::create::Args>("workspaces create"),
        describe::<workspaces::list::Args>("workspaces list"),
        describe::<workspaces::show::Args>("workspaces show"),
        describe::<workspaces::delete::Args>("workspaces delete"),
        describe::<audit::list::Args>("audit list"),
        describe::<audit::verify::Args>("audit verify"),
        describe::<audit::checkpoint::Args>("audit checkpoint"),
        describe::<config::list::Args>("config list"),
        describe::<config::get::Args>("config get"),
        describe::<config::set::Args>("config set"),
        describe::<config::unset::Args>("config unset"),
        describe::<config::path::Args>("config path"),
        describe::<db::status::Args>("db status"),
        describe::<db::migrate::Args>("db migrate"),
        describe::<db::downgrade::Args>("db downgrade"),
        describe::<db::grants::Args>("db grants"),
        describe::<db::backup::Args>("db backup"),
        describe::<db::restore::Args>("db restore"),
        describe::<db::r#move::Args>("db move"),
        describe::<db::check::Args>("db check"),
        describe::<db::maintain::Args>("db maintain"),
        describe::<keys::status::Args>("keys status"),
        describe::<keys::rotate::Args>("keys rotate"),
        describe::<keys::rewrap::Args>("keys rewrap"),
        describe::<keys::check::Args>("keys check"),
        describe::<init::Args>("init"),
        describe::<health::Args>("health"),
        describe::<doctor::Args>("doctor"),
        describe::<explain::Args>("explain"),
        describe::<capabilities::Args>("capabilities"),
        describe::<completions::Args>("completions"),
        describe::<man::Args>("man"),
        describe::<version::Args>("version"),
    ]);
    all
}

/// Those of the area of consent.
fn consent_verbs() -> Vec<Described> {
    vec![
        describe::<consent::grant::Args>("consent grant"),
        describe::<consent::refuse::Args>("consent refuse"),
        describe::<consent::renew::Args>("consent renew"),
        describe::<consent::revoke::Args>("consent revoke"),
        describe::<consent::check::Args>("consent check"),
        describe::<consent::list::Args>("consent list"),
        describe::<consent::export::Args>("consent export"),
        describe::<consent::import::Args>("consent import"),
        describe::<consent::access::Args>("consent access"),
        describe::<consent::show::Args>("consent show"),
        describe::<consent::history::Args>("consent history"),
        describe::<consent::receipt::Args>("consent receipt"),
        describe::<consent::status::Args>("consent status"),
        describe::<consent::erase::Args>("consent erase"),
        describe::<consent::purge::Args>("consent purge"),
        describe::<consent::holds::create::Args>("consent holds create"),
        describe::<consent::holds::list::Args>("consent holds list"),
        describe::<consent::holds::release::Args>("consent holds release"),
        describe::<consent::purposes::create::Args>("consent purposes create"),
        describe::<consent::purposes::list::Args>("consent purposes list"),
        describe::<consent::purposes::show::Args>("consent purposes show"),
        describe::<consent::policies::publish::Args>("consent policies publish"),
        describe::<consent::policies::list::Args>("consent policies list"),
        describe::<consent::policies::show::Args>("consent policies show"),
    ]
}

/// Those of the area of webhooks.
fn webhooks_verbs() -> Vec<Described> {
    vec![
        describe::<webhooks::endpoints::create::Args>("webhooks endpoints create"),
        describe::<webhooks::endpoints::list::Args>("webhooks endpoints list"),
        describe::<webhooks::endpoints::show::Args>("webhooks endpoints show"),
        describe::<webhooks::endpoints::update::Args>("webhooks endpoints update"),
        describe::<webhooks::endpoints::enable::Args>("webhooks endpoints enable"),
        describe::<webhooks::endpoints::disable::Args>("webhooks endpoints disable"),
        describe::<webhooks::endpoints::delete::Args>("webhooks endpoints delete"),
        describe::<webhooks::endpoints::secret::Args>("webhooks endpoints secret"),
        describe::<webhooks::endpoints::rotate_secret::Args>("webhooks endpoints rotate-secret"),
        describe::<webhooks::endpoints::check::Args>("webhooks endpoints check"),
        describe::<webhooks::types::create::Args>("webhooks types create"),
        describe::<webhooks::types::list::Args>("webhooks types list"),
        describe::<webhooks::types::show::Args>("webhooks types show"),
        describe::<webhooks::types::delete::Args>("webhooks types delete"),
        describe::<webhooks::fire::Args>("webhooks fire"),
        describe::<webhooks::work::Args>("webhooks work"),
        describe::<webhooks::events::list::Args>("webhooks events list"),
        describe::<webhooks::events::show::Args>("webhooks events show"),
        describe::<webhooks::deliveries::list::Args>("webhooks deliveries list"),
        describe::<webhooks::deliveries::show::Args>("webhooks deliveries show"),
        describe::<webhooks::deliveries::explain::Args>("webhooks deliveries explain"),
        describe::<webhooks::deliveries::retry::Args>("webhooks deliveries retry"),
        describe::<webhooks::deliveries::cancel::Args>("webhooks deliveries cancel"),
        describe::<webhooks::attempts::list::Args>("webhooks attempts list"),
        describe::<webhooks::replay::Args>("webhooks replay"),
        describe::<webhooks::test::Args>("webhooks test"),
        describe::<webhooks::listen::Args>("webhooks listen"),
        describe::<webhooks::sign::Args>("webhooks sign"),
        describe::<webhooks::verify::Args>("webhooks verify"),
    ]
}
