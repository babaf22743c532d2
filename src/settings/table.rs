//! Every setting, declared once. File, environment, `config`, documentation and suggestions all come from
//! this table; no key, default or bound is written down anywhere else.

use super::types::Type;
use crate::domain::suggest;
use crate::error::{Code, Error, Result};

/// The beginning of the name of every environment variable of the program.
pub const ENV_PREFIX: &str = "GATEPOST_";

/// One setting, as declared.
#[derive(Debug)]
pub struct Setting {
    /// Its name: an area, a dot, a word.
    pub key: &'static str,
    /// What it may hold.
    pub kind: Type,
    /// Its value where nobody says otherwise.
    pub default: &'static str,
    /// What a bare number counts; empty where the value says it itself.
    pub unit: &'static str,
    /// Whether it may live in the store, where all machines share it.
    pub storable: bool,
    /// The version that first had it.
    pub since: &'static str,
    /// What it does, one sentence without a full stop.
    pub help: &'static str,
}

/// `NAME "key" type, "default" "unit" stored|local "since" "help"`. What decides a shared outcome is
/// `stored`; what belongs to one machine, or only fills a new store, is `local`.
macro_rules! settings {
    ($($name:ident $key:literal $kind:expr, $default:literal $unit:literal $place:ident $since:literal $help:literal)*) => {
        $(#[doc = $help]
        pub static $name: Setting = Setting {
            key: $key,
            kind: $kind,
            default: $default,
            unit: $unit,
            storable: settings!(@storable $place),
            since: $since,
            help: $help,
        };)*

        /// Every setting, in the order of the reference.
        pub static ALL: &[&Setting] = &[$(&$name),*];
    };
    (@storable stored) => { true };
    (@storable local) => { false };
}

settings! {
    TOKENS_PREFIX "tokens.prefix" Type::Prefix, "gp" "" stored "0.1"
        "What new tokens begin with, so that scanners and people know them"
    TOKENS_DEFAULT_EXPIRY "tokens.default_expiry" Type::DurationOrNever { least: "1s" }, "90d" "" stored "0.1"
        "How long a token lives that is created without --expires"
    TOKENS_MAX_EXPIRY "tokens.max_expiry" Type::DurationOrNever { least: "1s" }, "never" "" stored "0.1"
        "The longest life that a token may be given"
    TOKENS_ROTATION_GRACE "tokens.rotation_grace" Type::Duration { least: "0s" }, "24h" "" stored "0.1"
        "How long the old secret works beside the new one after a rotation without --grace"
    TOKENS_USAGE_RETENTION "tokens.usage_retention" Type::Duration { least: "1h" }, "30d" "" stored "0.1"
        "How long the usage of tokens is kept"
    TOKENS_GUESS_ALERT "tokens.guess_alert" Type::Integer { least: 1, most: 1_000_000_000 }, "100" "attempts" stored "0.1"
        "How many attempts of one source with unknown or ended tokens, within this hour and the last, `health` warns of"
    TOKENS_ACCEPT_ENV "tokens.accept_env" Type::Choice(&["live", "test"]), "live" "" stored "0.1"
        "The environment that a token must be of where verify is not given --env"
    LIMITS_FREE "limits.free" Type::Rates, "60/1m,1000/1d" "" local "0.1"
        "The limits of tier free in a store made from now on; change an existing one with `gatepost tokens tiers update`"
    LIMITS_PRO "limits.pro" Type::Rates, "600/1m,50000/1d" "" local "0.1"
        "The limits of tier pro in a store made from now on; change an existing one with `gatepost tokens tiers update`"
    LIMITS_ENTERPRISE "limits.enterprise" Type::Rates, "6000/1m" "" local "0.1"
        "The limits of tier enterprise in a store made from now on; change an existing one with `gatepost tokens tiers update`"
    WEBHOOKS_TIMEOUT "webhooks.timeout" Type::Duration { least: "1ms" }, "30s" "" stored "0.1"
        "How long one attempt may take where the endpoint does not say"
    WEBHOOKS_MAX_ATTEMPTS "webhooks.max_attempts" Type::Integer { least: 1, most: 100 }, "10" "attempts" stored "0.1"
        "How often a delivery is tried before it has failed, where the endpoint does not say"
    WEBHOOKS_MAX_PAYLOAD "webhooks.max_payload" Type::Size { least: "1KB", most: "512MB" }, "1MB" "" stored "0.1"
        "The largest payload that an event may have"
    WEBHOOKS_CONCURRENCY "webhooks.concurrency" Type::Integer { least: 1, most: 1024 }, "16" "requests" local "0.1"
        "How many requests one worker has under way at once"
    WEBHOOKS_DISABLE_AFTER "webhooks.disable_after" Type::DurationOrNever { least: "1s" }, "5d" "" stored "0.1"
        "How long an endpoint may fail without a success before it is disabled"
    WEBHOOKS_RETENTION "webhooks.retention" Type::Duration { least: "1h" }, "90d" "" stored "0.1"
        "How long the payloads of settled events and the attempts at their deliveries are kept"
    WEBHOOKS_ROTATION_GRACE "webhooks.rotation_grace" Type::Duration { least: "0s" }, "24h" "" stored "0.1"
        "How long the secret before signs beside the new one after a rotation without --grace"
    WEBHOOKS_TOLERANCE "webhooks.tolerance" Type::Duration { least: "0s" }, "5m" "" local "0.1"
        "How far the timestamp of a webhook may lie from now where `webhooks verify` and `listen` check it"
    WEBHOOKS_UNKNOWN_TYPE "webhooks.unknown_type" Type::Choice(&["strict", "warn", "off"]), "warn" "" stored "0.1"
        "What happens to an event of a type that is not in the catalogue: refused, noticed, or nothing"
    OAUTH_REFRESH_MARGIN "oauth.refresh_margin" Type::Duration { least: "0s" }, "5m" "" stored "0.1"
        "How long before it expires an access token is refreshed"
    OAUTH_CODE_LIFETIME "oauth.code_lifetime" Type::Duration { least: "1s" }, "10m" "" stored "0.1"
        "How long a connection that was started may wait to be finished"
    OAUTH_DEFAULT_TOKEN_LIFETIME "oauth.default_token_lifetime" Type::Duration { least: "1s" }, "1h" "" stored "0.1"
        "How long an access token is taken to live where the provider does not say"
    PLUGINS_MAX_PACKAGE "plugins.max_package" Type::Size { least: "1KB", most: "512MB" }, "50MB" "" stored "0.1"
        "The largest plugin package that is accepted"
    PLUGINS_MAX_INSTALLATIONS "plugins.max_installations" Type::Integer { least: 0, most: 1_000_000 }, "100" "installations" stored "0.1"
        "How many plugins a workspace may have installed"
    PLUGINS_MAX_RUN_TIME "plugins.max_run_time" Type::Duration { least: "1ms" }, "2s" "" stored "0.1"
        "How long one call of a plugin may run"
    PLUGINS_MAX_MEMORY "plugins.max_memory" Type::Size { least: "64KB", most: "4GB" }, "32MB" "" stored "0.1"
        "How much memory one call of a plugin may use"
    CONSENT_RETENTION "consent.retention" Type::Duration { least: "1d" }, "7y" "" stored "0.1"
        "How long the record of a consent is kept after it ended, where its purpose does not say"
    CONSENT_POLICY "consent.policy" Type::Policy, "none" "" stored "0.1"
        "The policy version that a grant refers to where it names none"
    CONSENT_IP "consent.ip" Type::Choice(&["drop", "truncate", "hmac", "raw"]), "truncate" "" stored "0.1"
        "How much of a subject's address is kept as evidence: nothing, its network, a keyed digest, or all"
    KEYS_COMMAND "keys.command" Type::Command, "" "" local "0.1"
        "A program that prints the sealing key, and its words, where no file is named: a password store, a key service"
    NET_ALLOW_PRIVATE "net.allow_private" Type::Ranges, "" "" local "0.1"
        "Private address ranges that outgoing requests may reach"
    NET_CA_FILE "net.ca_file" Type::Path, "" "" local "0.1"
        "A file of certificate authorities (PEM) to trust for outgoing requests, in place of the system's"
    NET_PROXY "net.proxy" Type::Proxy, "" "" local "0.1"
        "The HTTP proxy that connects for outgoing requests; proxies in the environment are not used"
}

impl Setting {
    /// Its area and the word after the dot: table and key in the file.
    pub fn parts(&self) -> (&'static str, &'static str) {
        self.key.split_once('.').unwrap_or(("", self.key))
    }

    /// Its environment variable.
    pub fn env(&self) -> String {
        ENV_PREFIX.to_owned() + &self.key.replace('.', "_").to_ascii_uppercase()
    }

    /// Refuses a value that it may not hold.
    pub fn check(&self, value: &str) -> Result<()> {
        if self.kind.allows(value) { Ok(()) } else { Err(self.refusal(&format!("{value:?}"))) }
    }

    /// The error that says what it may hold.
    pub(super) fn refusal(&self, what: &str) -> Error {
        Error::invalid(self.key, format!("{} cannot be {what}; allowed: {}", self.key, self.kind.allowed()))
    }
}

/// The setting of this key.
pub fn find(key: &str) -> Result<&'static Setting> {
    ALL.iter().copied().find(|setting| setting.key == key).ok_or_else(|| {
        let keys = || ALL.iter().map(|setting| setting.key);
        let bare = || keys().find(|known| known.split_once('.').is_some_and(|(_, word)| word == key));
        let near = bare().or_else(|| suggest::nearest(key, keys()));
        let ending = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        Error::new(Code::UnknownSetting, format!("no setting has the key {key:?}{ending}"))
            .hint("list them with `gatepost config list`")
            .candidates(near.into_iter().map(str::to_owned).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_declaration_is_sound() {
        for (index, setting) in ALL.iter().enumerate() {
            setting.check(setting.default).unwrap();
            assert!(!setting.help.is_empty() && !setting.help.ends_with('.'), "{}", setting.key);
            assert!(!setting.parts().0.is_empty(), "{}", setting.key);
            assert!(ALL[..index].iter().all(|other| other.env() != setting.env()), "{}", setting.key);
        }
    }

    #[test]
    fn the_variable_follows_from_the_key() {
        assert_eq!(TOKENS_DEFAULT_EXPIRY.env(), "GATEPOST_TOKENS_DEFAULT_EXPIRY");
        assert_eq!(NET_CA_FILE.env(), "GATEPOST_NET_CA_FILE");
    }

    #[test]
    fn a_mistyped_key_names_the_nearest() {
        for (wrong, near) in
            [("tokens.default-expiry", "tokens.default_expiry"), ("consent.retentio", "consent.retention")]
        {
            let error = find(wrong).unwrap_err();
            assert_eq!((error.code, error.candidates), (Code::UnknownSetting, vec![near.to_owned()]));
        }
        assert!(find("zzz").unwrap_err().candidates.is_empty());
    }

    #[test]
    fn what_is_not_allowed_is_refused() {
        let cases: &[(&Setting, &[&str], &[&str])] = &[
            (&TOKENS_PREFIX, &["a", "0", "abcdefghijklmnop"], &["", "Gp", "a_b", "ü", "abcdefghijklmnopq"]),
            (&TOKENS_MAX_EXPIRY, &["never", "1s", "2y"], &["", "0s", "Never", "90"]),
            (&TOKENS_ROTATION_GRACE, &["0s", "6mo"], &["never", "-1d"]),
            (&WEBHOOKS_MAX_PAYLOAD, &["1KB", "512MB"], &["0", "1GB", "1.5MB"]),
            (&WEBHOOKS_MAX_ATTEMPTS, &["1", "100"], &["0", "101", "-1", "1e1", "ten"]),
            (&WEBHOOKS_UNKNOWN_TYPE, &["strict", "off"], &["", "Warn", "strict,off"]),
            (&LIMITS_FREE, &["1/1s", "60/1m,1000/1d"], &["", "60", "60/1m,"]),
            (&NET_ALLOW_PRIVATE, &["", "10.0.0.0/8", "10.0.0.0/8, fd00::/8"], &["10.0.0.1", "10.0.0.0/8,", "private"]),
            (&KEYS_COMMAND, &["", r#"["pass", "show", "a,b"]"#], &["pass show", "[]", r#"[""]"#, "[1]", r#"{"a":1}"#]),
            (&NET_CA_FILE, &["", "/etc/ca.pem"], &["ca.pem", "~/ca.pem", "/a\nb"]),
            (
                &NET_PROXY,
                &["", "http://proxy.internal:3128", "http://10.0.0.1:8080/"],
                &[
                    "proxy.internal:3128",
                    "https://proxy.internal",
                    "http://u:p@proxy.internal",
                    "http://a/b",
                    "socks5://a",
                ],
            ),
            (&CONSENT_POLICY, &["none", "privacy@3", "a@b@3"], &["", "privacy", "privacy@", "@3"]),
        ];
        for (setting, good, bad) in cases {
            assert!(good.iter().all(|text| setting.kind.allows(text)), "{}", setting.key);
            assert!(bad.iter().all(|text| !setting.kind.allows(text)), "{}", setting.key);
        }
    }
}
