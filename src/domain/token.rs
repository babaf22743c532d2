//! API tokens: what is kept of one, the state it is in, and the filters by which tokens are chosen.

use super::credential::check_kept;
use super::limit::{Rate, join_rates};
use super::record::record;
use super::secret::Secret;
use super::time::Millis;
use crate::error::{Error, Result};

/// The kind of its ids.
pub const ID: &str = "tok_";

/// Enums of the tokens area with the one pair of words that command line, store and JSON share.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$item_doc])* $variant,)* }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The word.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            /// The one with this word.
            pub fn parse(text: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|it| it.as_str() == text)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Where a token is meant to be used.
    Env {
        /// For real.
        Live = "live",
        /// For trials.
        Test = "test",
    }
}

words! {
    /// The state of a token at a moment.
    Status {
        /// Verifies.
        Active = "active",
        /// Its first moment has not come.
        NotYetValid = "not_yet_valid",
        /// Switched off, can be switched on.
        Disabled = "disabled",
        /// Its last moment is over.
        Expired = "expired",
        /// Ended for good.
        Revoked = "revoked",
    }
}

/// A token as the store keeps it; the secret itself is not kept.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its id.
    pub id: String,
    /// The workspace it belongs to.
    pub workspace: String,
    /// Its name.
    pub name: String,
    /// What may be shown of the secret.
    pub prefix: String,
    /// The scopes and wildcards it carries, sorted.
    pub scopes: Vec<String>,
    /// The tier whose limits hold unless it has its own.
    pub tier: String,
    /// Its own limits: none of its own, or these, where empty lifts all.
    pub rate_limits: Option<Vec<Rate>>,
    /// Whom it was issued to.
    pub owner: Option<String>,
    /// Where it is meant to be used.
    pub env: Env,
    /// The address ranges it may be used from; empty means anywhere.
    pub allow_ips: Vec<String>,
    /// Free key and value pairs.
    pub metadata: serde_json::Value,
    /// When it was made.
    pub created_at: Millis,
    /// By whom.
    pub created_by: String,
    /// From when it verifies.
    pub not_before: Option<Millis>,
    /// Until when; absent means for ever.
    pub expires_at: Option<Millis>,
    /// Since when it is switched off.
    pub disabled_at: Option<Millis>,
    /// When it was last accepted.
    pub last_used_at: Option<Millis>,
    /// When its secret was last replaced.
    pub rotated_at: Option<Millis>,
    /// What may be shown of the secret before.
    pub previous_prefix: Option<String>,
    /// Until when the secret before works.
    pub previous_expires_at: Option<Millis>,
    /// When the secret before was last accepted.
    pub previous_last_used_at: Option<Millis>,
    /// When it was ended.
    pub revoked_at: Option<Millis>,
    /// Why.
    pub revoked_reason: Option<String>,
    /// Its state at the moment it was read.
    pub status: Status,
}

/// The state that follows from a token's moments, in the order in which a verification asks.
pub fn status(
    now: Millis,
    revoked_at: Option<Millis>,
    disabled_at: Option<Millis>,
    not_before: Option<Millis>,
    expires_at: Option<Millis>,
) -> Status {
    if revoked_at.is_some() {
        Status::Revoked
    } else if disabled_at.is_some() {
        Status::Disabled
    } else if not_before.is_some_and(|from| now < from) {
        Status::NotYetValid
    } else if expires_at.is_some_and(|until| until <= now) {
        Status::Expired
    } else {
        Status::Active
    }
}

impl Token {
    /// Its state at a moment.
    pub fn status_at(&self, now: Millis) -> Status {
        status(now, self.revoked_at, self.disabled_at, self.not_before, self.expires_at)
    }

    /// Its own limits as texts: null where the tier's hold, empty where none hold.
    pub(super) fn rate_limits(&self) -> Option<Vec<String>> {
        Some(self.rate_limits.as_ref()?.iter().map(Rate::to_string).collect())
    }
}

record! { Token {
    id: Id, shown, "The token's id" => |t| &t.id;
    workspace: Text, hidden, "The workspace it belongs to" => |t| &t.workspace;
    name: Text, shown, "Its name, unique among the tokens of the workspace that are not revoked" => |t| &t.name;
    prefix: Text, hidden, "What may be shown of the secret" => |t| &t.prefix;
    scopes: List, shown, "The scopes and wildcards it carries" => |t| &t.scopes;
    tier: Text, hidden, "The tier whose rate limits hold unless it has its own" => |t| &t.tier;
    rate_limits: List, hidden, "Its own rate limits; null where the tier's hold, empty where none do" => |t| t.rate_limits();
    owner: Text, hidden, "Whom it was issued to" => |t| t.owner.as_ref();
    env: Text, hidden, "Where it is meant to be used: live or test" => |t| t.env.as_str();
    status: Text, shown, "active, not_yet_valid, disabled, expired or revoked" => |t| t.status.as_str();
    allow_ips: List, hidden, "The address ranges it may be used from; empty means anywhere" => |t| &t.allow_ips;
    metadata: Json, hidden, "Free key and value pairs" => |t| &t.metadata;
    created_at: Time, hidden, "When it was made" => |t| t.created_at;
    created_by: Text, hidden, "By whom" => |t| &t.created_by;
    not_before: Time, hidden, "From when it verifies" => |t| t.not_before;
    expires_at: Time, shown, "Until when it verifies; null means for ever" => |t| t.expires_at;
    last_used_at: Time, shown, "When a verification last accepted it" => |t| t.last_used_at;
    rotated_at: Time, hidden, "When its secret was last replaced" => |t| t.rotated_at;
    previous_prefix: Text, hidden, "What may be shown of the secret before" => |t| t.previous_prefix.as_ref();
    previous_expires_at: Time, hidden, "Until when the secret before works; null once it was cut" => |t| t.previous_expires_at;
    previous_last_used_at: Time, hidden, "When the secret before was last accepted" => |t| t.previous_last_used_at;
    revoked_at: Time, hidden, "When it was ended" => |t| t.revoked_at;
    revoked_reason: Text, hidden, "Why it was ended" => |t| t.revoked_reason.as_ref();
} }

/// The limits of a token as the store keeps them: null, or joined by commas.
pub fn stored_rates(rates: Option<&[Rate]>) -> Option<String> {
    rates.map(join_rates)
}

/// Which tokens a list or a bulk change is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this workspace; absent means all.
    pub workspace: Option<String>,
    /// Only these states; empty means all.
    pub statuses: Vec<Status>,
    /// Only this owner's.
    pub owner: Option<String>,
    /// Only those that carry exactly this scope or wildcard.
    pub scope: Option<String>,
    /// Only of this tier.
    pub tier: Option<String>,
    /// Only for this environment.
    pub env: Option<Env>,
    /// Only names like this: `*` and `?` stand for anything, ASCII case does not count.
    pub name: Option<String>,
    /// Only with these pairs in their metadata.
    pub metadata: Vec<(String, String)>,
    /// Only those made at or after this.
    pub created_from: Option<Millis>,
    /// Only those made at or before this.
    pub created_until: Option<Millis>,
    /// Only those made before this.
    pub created_before: Option<Millis>,
    /// Only those that have not expired yet and will by then.
    pub expiring_by: Option<Millis>,
    /// Only those not accepted since, nor made since.
    pub unused_since: Option<Millis>,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By id, which is by the moment of making.
    #[default]
    Created,
    /// By the moment of expiry; what never expires comes last.
    Expires,
    /// By name.
    Name,
}

/// Which part of a list is wanted, and in which order.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// By what.
    pub order: Order,
    /// From small to large.
    pub ascending: bool,
    /// Only what follows this token.
    pub after: Option<Token>,
    /// At most so many.
    pub limit: Option<u64>,
}

/// A token just made or given a new secret.
pub struct Issued {
    /// The record.
    pub token: Token,
    /// Its secret, shown this once; absent when nothing was made.
    pub secret: Option<Secret>,
    /// Whether anything was made.
    pub changed: bool,
}

/// Key and value pairs as `K=V` words give them; the last of one key holds.
pub fn parse_metadata(pairs: &[String]) -> Result<Vec<(String, String)>> {
    pairs
        .iter()
        .map(|pair| match pair.split_once('=') {
            Some((key, value)) if !key.is_empty() && pair.len() <= 4_096 => {
                check_kept(pair, "--metadata")?;
                Ok((key.to_owned(), value.to_owned()))
            }
            _ => Err(Error::invalid("--metadata", format!("not a pair: {pair:?}")).hint("write it as team=billing")),
        })
        .collect()
}

/// Refuses what cannot be the reason of a revocation.
pub fn check_reason(reason: Option<&str>) -> Result<()> {
    match reason {
        Some(reason) if reason.len() > 4_096 || reason.chars().any(char::is_control) => {
            Err(Error::invalid("--reason", "a reason has at most 4096 bytes and no control characters"))
        }
        Some(reason) => check_kept(reason, "--reason").map(drop),
        None => Ok(()),
    }
}

/// Address ranges as words give them: a CIDR, or one address.
pub fn parse_ranges(texts: &[String]) -> Result<Vec<String>> {
    let mut ranges = texts
        .iter()
        .map(|text| {
            let range = text.parse::<ipnet::IpNet>().map(|net| net.trunc()).ok();
            let range = range.or_else(|| text.parse::<std::net::IpAddr>().ok().map(ipnet::IpNet::from));
            range.map(|net| net.to_string()).ok_or_else(|| {
                Error::invalid("--allow-ip", format!("not an address range: {text:?}"))
                    .hint("write it as 10.0.0.0/8, 2001:db8::/32, or one address")
            })
        })
        .collect::<Result<Vec<_>>>()?;
    ranges.sort();
    ranges.dedup();
    Ok(ranges)
}

/// Whether an address lies in one of the ranges; an IPv4-mapped one counts as IPv4.
pub fn is_allowed(ranges: &[String], address: std::net::IpAddr) -> bool {
    let address = address.to_canonical();
    ranges.iter().filter_map(|range| range.parse::<ipnet::IpNet>().ok()).any(|net| {
        let mapped = match net {
            ipnet::IpNet::V6(net) if net.prefix_len() >= 96 => {
                net.addr().to_ipv4_mapped().and_then(|v4| ipnet::Ipv4Net::new(v4, net.prefix_len() - 96).ok())
            }
            _ => None,
        };
        mapped.map_or(net, ipnet::IpNet::V4).contains(&address)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapped_address_counts_as_ipv4_on_both_sides() {
        let allowed = |range: &str, address: &str| is_allowed(&[range.to_owned()], address.parse().unwrap());
        assert!(allowed("10.0.0.0/8", "::ffff:10.1.2.3"));
        assert!(allowed("::ffff:10.0.0.0/104", "10.1.2.3"));
        assert!(!allowed("10.0.0.0/8", "11.0.0.1"));
        assert!(!allowed("2001:db8::/32", "10.0.0.1"));
        assert!(allowed("2001:db8::/32", "2001:db8::1"));
    }

    #[test]
    fn ranges_are_normalised() {
        let parsed = parse_ranges(&["10.1.2.3/8".into(), "10.0.0.0/8".into(), "::1".into()]).unwrap();
        assert_eq!(parsed, ["10.0.0.0/8", "::1/128"]);
        for text in ["10.0.0.0/33", "10.0.0", "nonsense", "", "10.0.0.0/-1"] {
            assert!(parse_ranges(&[text.to_owned()]).is_err(), "{text}");
        }
    }

    #[test]
    fn states_follow_the_order_of_a_verification() {
        let (now, past, future) = (Millis(10), Some(Millis(5)), Some(Millis(20)));
        assert_eq!(status(now, past, past, future, past), Status::Revoked);
        assert_eq!(status(now, None, past, future, past), Status::Disabled);
        assert_eq!(status(now, None, None, future, past), Status::NotYetValid);
        assert_eq!(status(now, None, None, None, Some(now)), Status::Expired);
        assert_eq!(status(now, None, None, past, future), Status::Active);
        for status in Status::ALL {
            assert_eq!(Status::parse(status.as_str()), Some(*status));
        }
    }
}
