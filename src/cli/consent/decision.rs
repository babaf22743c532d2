//! The flags of a decision, which `grant`, `refuse` and `renew` share.

use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::super::context::Context;
use super::super::page::ago;
use super::words::{WhatArgs, consent_type, file_of, rules, subject};
use crate::domain::consent::grant::{Grant, Shown};
use crate::domain::consent::policy::{NameVersion, check_locale};
use crate::domain::consent::{Kind, Status, check_method, check_text};
use crate::domain::record::Changed;
use crate::domain::time::{Edge, Millis, When};
use crate::error::{Error, Exit, Result};
use crate::ops::Access;
use crate::ops::consent::{Decision, decide, refuse_older};

#[derive(clap::Args)]
pub struct DecisionArgs {
    /// The person: a user id, an address, or sub_…; - reads standard input, @FILE a file
    subject: String,
    #[command(flatten)]
    what: WhatArgs,
    /// The policy version that was shown, NAME@VERSION [default: consent.policy]
    #[arg(long, value_name = "POLICY")]
    policy: Option<String>,
    /// How it was decided, in a word such as web_form or phone
    #[arg(long, value_name = "WORD")]
    method: Option<String>,
    /// Where: a form, an app, an office
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// The person's address; consent.ip says how much of it is kept
    #[arg(long, value_name = "ADDRESS")]
    ip: Option<String>,
    /// The program that the person used
    #[arg(long, value_name = "TEXT")]
    user_agent: Option<String>,
    /// The language in which it was asked
    #[arg(long, value_name = "LOCALE")]
    locale: Option<String>,
    /// When it ends by itself [default: the purpose's]
    #[arg(long, value_name = "WHEN")]
    expires: Option<String>,
    /// A file that shows it, of which the SHA-256 is kept
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// When it was decided: a time, or a duration ago [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

impl DecisionArgs {
    fn decision(&self, kind: Kind, now: Millis) -> Result<Decision> {
        let checked = |text: &Option<String>, check: &dyn Fn(&str) -> Result<()>| {
            text.as_deref().map(check).transpose().map(|_| text.clone())
        };
        Ok(Decision {
            kind,
            consent_type: consent_type(&self.what.consent_type)?,
            purpose: self.what.purpose.clone(),
            policy: self.policy.as_deref().map(|text| NameVersion::parse(text, "--policy")).transpose()?,
            method: checked(&self.method, &|text| check_method(text, "--method").map(drop))?,
            source: checked(&self.source, &|text| check_text(text, "--source").map(drop))?,
            ip: self.ip.as_deref().map(super::super::tokens::asked::address).transpose()?,
            user_agent: checked(&self.user_agent, &|text| check_text(text, "--user-agent").map(drop))?,
            locale: checked(&self.locale, &|text| check_locale(text, "--locale").map(drop))?,
            expires: self.expires.as_deref().map(|text| When::parse(text, Edge::End, "--expires")).transpose()?,
            evidence: self.evidence.as_deref().map(digest).transpose()?,
            at: ago("--at", self.at.as_deref(), Edge::Start, now)?,
        })
    }

    /// Records the decision.
    pub fn decide(&self, ctx: &mut Context<'_>, kind: Kind) -> Result<Exit> {
        let decision = self.decision(kind, ctx.now())?;
        let (_, subject) = subject(ctx, &self.subject)?;
        let mut store = ctx.open(Access::Write)?;
        let rules = rules(&ctx.settings_with(&mut store)?)?;
        refuse_older(&mut store, ctx.world)?;
        let keyring = ctx.keyring(&mut store)?;
        let workspace = ctx.workspace();
        let mut decided = decide(&mut ctx.session(&mut store)?, &keyring, &workspace, &subject, &decision, &rules)?;
        decided.record.mask();
        if let (Status::Stale, Some(policy)) = (decided.record.status, &decided.record.policy) {
            let Shown { name, version, .. } = policy;
            ctx.out.notice(&format!(
                "{name}@{version} is out of date, so this consent does not hold; if a later text was shown, name it: --policy {name}@VERSION"
            ));
        }
        ctx.one::<Changed<Grant>>(&decided)
    }
}

/// The digest of a file, whatever its size.
fn digest(path: &Path) -> Result<[u8; 32]> {
    let failed = |cause: std::io::Error| {
        Error::io(format!("cannot read the evidence {}", path.display()), &cause).field("--evidence")
    };
    let mut file = file_of(path, "--evidence")?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer).map_err(failed)? {
            0 => return Ok(digest.finalize().into()),
            read => digest.update(&buffer[..read]),
        }
    }
}
