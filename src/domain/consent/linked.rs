//! A consent as a record or a receipt of ISO/IEC TS 27560:2023 in JSON-LD, in the words of the Data Privacy Vocabulary and after
//! its guide to that standard, with what the GDPR wants said.

use serde_json::{Map, Value as Json, json};

use super::event::Event;
use super::grant::Grant;
use super::receipt::Receipt;
use super::{Basis, Kind, Type};
use crate::error::{Error, Result};

/// The schema of the records.
const RECORD: &str = "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr";
/// The schema of the receipts.
const RECEIPT: &str = "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr";

/// What the records say of the controller, in the words of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Controller(Map<String, Json>);

/// The fields of the file: their names, and whether the standard wants them.
const FIELDS: &[(&str, bool)] = &[
    ("id", true),
    ("name", true),
    ("address", true),
    ("contact", true),
    ("jurisdiction", true),
    ("storage_locations", true),
    ("storage_duration", true),
    ("recipients", true),
    ("personal_data", true),
    ("withdrawal", true),
    ("rights", true),
    ("authority", false),
    ("notice", false),
];

impl Controller {
    /// Reads the file.
    pub fn parse(text: &str) -> Result<Controller> {
        let refused = |why: String| {
            let names: Vec<&str> = FIELDS.iter().filter(|(_, must)| *must).map(|(name, _)| *name).collect();
            Error::invalid("--controller", why).hint(format!("it is a JSON object with {}", names.join(", ")))
        };
        let object: Map<String, Json> =
            serde_json::from_str(text).map_err(|cause| refused(format!("the controller cannot be read: {cause}")))?;
        let is_text = |it: &Json| it.as_str().is_some_and(|text| !text.trim().is_empty());
        for (name, must) in FIELDS {
            let sound = match object.get(*name) {
                None => !must,
                Some(Json::Array(list)) => !list.is_empty() && list.iter().all(is_text),
                Some(value) => is_text(value),
            };
            if !sound {
                return Err(refused(format!("the controller has no {name}: a text, or a list of texts")));
            }
        }
        match object.keys().find(|key| FIELDS.iter().all(|(name, _)| name != key)) {
            Some(key) => Err(refused(format!("the controller has a field that no record has: {key:?}"))),
            None => Ok(Controller(object)),
        }
    }

    fn get(&self, name: &str) -> Json {
        self.0.get(name).cloned().unwrap_or_default()
    }
}

/// The prefixes of the words.
fn context() -> Json {
    json!({
        "dpv": "https://w3id.org/dpv#",
        "pd": "https://w3id.org/dpv/pd#",
        "loc": "https://w3id.org/dpv/loc#",
        "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
        "dct": "http://purl.org/dc/terms/"
    })
}

/// A receipt around a record, named after its entry in the audit trail.
pub fn receipt(receipt: &Receipt, controller: &Controller) -> Json {
    let events: Vec<Event> = receipt.decisions.iter().map(|decision| decision.event.clone()).collect();
    let id = format!("{}/{}", receipt.checkpoint.origin, receipt.checkpoint.size);
    json!({
        "@context": context(),
        "@id": format!("urn:{}", id.replace('/', ":")),
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": RECEIPT,
        "dct:identifier": id,
        "dct:created": receipt.issued_at.to_string(),
        "dct:publisher": controller.get("id"),
        "dct:audience": "dpv:DataSubject",
        "dpv:hasRecordOfActivity": record(&receipt.grant, &events, receipt.grant.subject.as_deref(), controller),
    })
}

/// The record of a grant with all its decisions; without a subject, the person is a pseudonym.
pub fn record(grant: &Grant, events: &[Event], subject: Option<&str>, controller: &Controller) -> Json {
    let (key, terms) = (&grant.key, &grant.current.terms);
    let party = json!({
        "@id": controller.get("id"),
        "@type": "dpv:DataController",
        "dpv:hasName": controller.get("name"),
        "dpv:hasAddress": controller.get("address"),
        "dpv:hasContact": controller.get("contact"),
    });
    let mut it = json!({
        "@context": context(),
        "@id": format!("urn:gatepost:{}", key.id),
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": RECORD,
        "dct:identifier": key.id,
        "dpv:hasDataSubject": {
            "@id": format!("urn:gatepost:{}", key.subject_id),
            "@type": "dpv:DataSubject",
            "dct:identifier": subject.unwrap_or(&key.subject_id),
        },
        "dpv:hasDataController": party,
        "dpv:hasJurisdiction": controller.get("jurisdiction"),
        "dpv:hasApplicableLaw": "eu-gdpr:GDPR",
        "dpv:hasLegalBasis": basis(terms.legal_basis),
        "dpv:hasNotice": notice(grant, controller),
        "dpv:hasProcess": {
            "@type": "dpv:Process",
            "dpv:hasPurpose": { "@type": purpose(key.consent_type), "dct:title": key.purpose },
            "dpv:hasPersonalData": controller.get("personal_data"),
            "dpv:hasRecipient": controller.get("recipients"),
            "dpv:hasStorageCondition": [
                { "@type": "dpv:StorageLocation", "dpv:hasLocation": controller.get("storage_locations") },
                { "@type": "dpv:StorageDuration", "dpv:hasDuration": controller.get("storage_duration") },
            ],
        },
        "dpv:hasConsentControl": {
            "@type": ["dpv:ProvideConsent", "dpv:WithdrawConsent"],
            "dpv:isExercisedAt": controller.get("withdrawal"),
        },
        "dpv:hasRight": {
            "@type": ["dpv:DataSubjectRight", "eu-gdpr:A7-3"],
            "dct:title": "Right to withdraw consent",
            "dpv:isExercisedAt": controller.get("rights"),
        },
        "dpv:hasConsentStatus": events.iter().map(|event| status(event, terms.legal_basis)).collect::<Vec<_>>(),
    });
    if let Some(object) = it.as_object_mut()
        && controller.0.contains_key("authority")
    {
        object.insert("dpv:hasAuthority".to_owned(), controller.get("authority"));
    }
    it
}

/// The exact text that was shown, by its digest.
fn notice(grant: &Grant, controller: &Controller) -> Json {
    let policy = grant.policy.as_ref();
    let sha256 = policy.map(|policy| data_encoding::HEXLOWER.encode(&policy.sha256));
    let valid = match (grant.current.given_at, grant.current.terms.expires_at) {
        (Some(from), Some(to)) => Json::from(format!("{from}/{to}")),
        (Some(from), None) => format!("{from}/..").into(),
        _ => Json::Null,
    };
    json!({
        "@id": policy.map_or(controller.get("notice"), |policy| {
            format!("urn:gatepost:policy:{}@{}", policy.name, policy.version).into()
        }),
        "@type": "dpv:ConsentNotice",
        "dct:identifier": sha256.map(|sha256| format!("sha256:{sha256}")),
        "dct:language": grant.current.terms.locale,
        "dct:valid": valid,
    })
}

/// A decision as an event of the standard: its state, its moment, who made it, and until when it was meant to hold.
fn status(event: &Event, basis: Basis) -> Json {
    let state = match event.kind {
        Kind::Given => "dpv:ConsentGiven",
        Kind::Renewed => "dpv:RenewedConsentGiven",
        Kind::Refused => "dpv:ConsentRefused",
        Kind::Withdrawn => "dpv:ConsentWithdrawn",
        Kind::Terminated => "dpv:ConsentRevoked",
        Kind::Invalidated => "dpv:ConsentInvalidated",
    };
    let by = match event.kind {
        Kind::Terminated | Kind::Invalidated => "dpv:DataController",
        _ => "dpv:DataSubject",
    };
    let expression =
        if basis == Basis::ExplicitConsent { "dpv:ExplicitlyExpressedConsent" } else { "dpv:ExpressedConsent" };
    let types = match event.kind {
        Kind::Given | Kind::Renewed => json!([state, expression]),
        _ => json!(state),
    };
    json!({
        "@type": types,
        "dpv:isIndicatedBy": by,
        "dpv:hasIndicationMethod": event.terms.method,
        "dpv:isIndicatedAtTime": event.occurred_at.to_string(),
        "dct:valid": event.terms.expires_at.map(|at| at.to_string()),
        "dct:created": event.recorded_at.to_string(),
    })
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Consent => "eu-gdpr:A6-1-a",
        Basis::ExplicitConsent => "eu-gdpr:A9-2-a",
        Basis::Contract => "eu-gdpr:A6-1-b",
        Basis::LegalObligation => "eu-gdpr:A6-1-c",
        Basis::VitalInterests => "eu-gdpr:A6-1-d",
        Basis::PublicTask => "eu-gdpr:A6-1-e",
        Basis::LegitimateInterests => "eu-gdpr:A6-1-f",
    }
}

fn purpose(consent_type: Type) -> &'static str {
    match consent_type {
        Type::DataUsage => "dpv:ServiceProvision",
        Type::ThirdParty => "dpv:Purpose",
        Type::Analytics => "dpv:ServiceUsageAnalytics",
        Type::Marketing => "dpv:Marketing",
    }
}
