//! Purposes: what data is used for.

use super::super::{Changes, Session, workspaces};
use crate::domain::consent::purpose::Purpose;
use crate::domain::consent::{Basis, PURPOSE, Type};
use crate::domain::id;
use crate::domain::name;
use crate::domain::page::NamePage;
use crate::domain::record::Changed;
use crate::domain::span::Span;
use crate::domain::suggest::{did_you_mean, nearest};
use crate::error::{Code, Error, Result};
use crate::store::{Tx, consent::catalogue};

/// What is said of a new purpose.
#[derive(Clone, Debug)]
pub struct New {
    /// Its name.
    pub name: String,
    /// The type of consent that it needs.
    pub consent_type: Type,
    /// On what it rests.
    pub legal_basis: Option<Basis>,
    /// How long a consent holds.
    pub renew_every: Option<Span>,
    /// How long its records are kept.
    pub retention: Option<Span>,
    /// One that is there and equal is no error.
    pub if_absent: bool,
}

/// Adds a purpose to a workspace.
pub fn create(session: &mut Session<'_>, workspace: &str, new: &New) -> Result<Changed<Purpose>> {
    name::check(&new.name, "NAME")?;
    if let Some(named) = Type::parse(&new.name).filter(|named| *named != new.consent_type) {
        return Err(Error::invalid("--type", format!("{} is the name of a type of its own", new.name))
            .hint(format!("write --type {}, or choose another name", named.as_str())));
    }
    for (flag, span) in [("--renew-every", new.renew_every), ("--retention", new.retention)] {
        if span.is_some_and(Span::is_zero) {
            return Err(Error::invalid(flag, format!("{flag} is no time at all")));
        }
    }
    let record = Purpose {
        id: session.world.new_id(PURPOSE)?,
        workspace: workspace.to_owned(),
        name: new.name.clone(),
        consent_type: new.consent_type,
        legal_basis: new.legal_basis.unwrap_or(Basis::Consent),
        renew_every: new.renew_every,
        retention: new.retention,
        created_at: session.now,
        created_by: session.actor.name.clone(),
    };
    let (store, scribe) = session.parts();
    store.write(|tx| {
        workspaces::check(tx, workspace)?;
        if catalogue::insert_purpose(tx, &record)? {
            let changes = Changes::default()
                .set("name", record.name.as_str())
                .set("type", record.consent_type.as_str())
                .set("legal_basis", record.legal_basis.as_str())
                .set("renew_every", record.renew_every.map(|span| span.to_string()))
                .set("retention", record.retention.map(|span| span.to_string()));
            scribe.log(tx, Some(workspace), "purpose.create", &record.id, changes)?;
            return Ok(Changed { record: record.clone(), changed: true });
        }
        let held = get(tx, workspace, &new.name)?;
        if !new.if_absent {
            return Err(Error::new(Code::NameTaken, format!("the purpose {} exists already", new.name))
                .hint("add --if-absent if that is well"));
        }
        let differs = [
            ("type", held.consent_type != new.consent_type),
            ("legal_basis", new.legal_basis.is_some_and(|basis| basis != held.legal_basis)),
            ("renew_every", new.renew_every.is_some() && new.renew_every != held.renew_every),
            ("retention", new.retention.is_some() && new.retention != held.retention),
        ];
        if let Some((what, _)) = differs.into_iter().find(|(_, differs)| *differs) {
            let message = format!("the purpose {} has another {what}", new.name);
            return Err(Error::new(Code::Differs, message).field(format!("--{}", what.replace('_', "-"))));
        }
        Ok(Changed { record: held, changed: false })
    })
}

/// The purpose of a name or an id.
fn get(tx: &mut Tx<'_>, workspace: &str, wanted: &str) -> Result<Purpose> {
    if id::is_whole(PURPOSE, wanted)
        && let Some(purpose) = catalogue::purpose_by_id(tx, wanted)?.filter(|it| it.workspace == workspace)
    {
        return Ok(purpose);
    }
    if let Some(purpose) = catalogue::purpose_of(tx, workspace, wanted)? {
        return Ok(purpose);
    }
    let names = catalogue::purpose_names(tx, workspace)?;
    let words = || names.iter().map(String::as_str).chain(Type::ALL.iter().map(|it| it.as_str()));
    Err(Error::new(
        Code::NotFound,
        format!("workspace {workspace} has no purpose {wanted}{}", did_you_mean(wanted, words())),
    )
    .hint("list them with: gatepost consent purposes list")
    .field("--purpose")
    .candidates(nearest(wanted, words()).map(str::to_owned).into_iter().collect()))
}

/// What a grant is for: the purpose that is named, else the type itself, whether or not it was described.
pub(super) fn meant(
    tx: &mut Tx<'_>,
    workspace: &str,
    consent_type: Type,
    wanted: Option<&str>,
) -> Result<(String, Option<Purpose>)> {
    let wanted = wanted.unwrap_or(consent_type.as_str());
    if wanted == consent_type.as_str() {
        return Ok((wanted.to_owned(), catalogue::purpose_of(tx, workspace, wanted)?));
    }
    let purpose = get(tx, workspace, wanted)?;
    if purpose.consent_type != consent_type {
        let is = purpose.consent_type.as_str();
        return Err(Error::invalid("--type", format!("the purpose {wanted} is of type {is}"))
            .hint(format!("write --type {is}")));
    }
    Ok((purpose.name.clone(), Some(purpose)))
}

/// Hands each purpose of the page to `sink`, by name.
pub fn list(
    session: &mut Session<'_>,
    workspace: Option<&str>,
    page: &NamePage,
    mut sink: impl FnMut(Purpose) -> Result<bool>,
) -> Result<()> {
    session.store.read(|tx| {
        workspace.map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
        catalogue::purposes(tx, workspace, page, &mut sink)
    })
}

/// One purpose.
pub fn show(session: &mut Session<'_>, workspace: &str, wanted: &str) -> Result<Purpose> {
    session.store.read(|tx| {
        workspaces::check(tx, workspace)?;
        get(tx, workspace, wanted)
    })
}
