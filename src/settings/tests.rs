//! The layers together: who wins, and what is refused.

use std::fs;

use super::table::*;
use super::*;
use crate::domain::record::{Cell, Record};

fn settings(file: &str, variables: &[(&str, &str)]) -> Result<Settings> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, file).unwrap();
    let names = variables.iter().map(|(name, _)| (*name).to_owned()).collect();
    let read = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    let mut values = layers::file(&path)?.unwrap();
    values.extend(layers::environment(names, &|name| read(name).filter(|value| !value.is_empty()))?);
    Ok(Settings { values })
}

fn stored(key: &str, value: &str) -> Vec<(String, String)> {
    vec![(key.to_owned(), value.to_owned())]
}

#[test]
fn the_later_layer_wins_and_is_named() {
    let seen = |settings: &Settings| (settings.text(&TOKENS_PREFIX).to_owned(), settings.row(&TOKENS_PREFIX).origin);
    let variables = &[("GATEPOST_TOKENS_PREFIX", "env")];
    let file = "[tokens]\nprefix = \"file\"";
    let store = stored("tokens.prefix", "store");

    assert_eq!(seen(&Settings::default()), ("gp".to_owned(), Origin::Default));
    let all = settings(file, variables).unwrap().with_store(store.clone()).unwrap();
    assert_eq!(seen(&all), ("env".to_owned(), Origin::Environment));
    let two = settings(file, &[("GATEPOST_TOKENS_PREFIX", "")]).unwrap().with_store(store.clone()).unwrap();
    assert_eq!(seen(&two), ("file".to_owned(), Origin::File));
    let one = settings("", &[]).unwrap().with_store(store).unwrap();
    assert_eq!(seen(&one), ("store".to_owned(), Origin::Store));
}

#[test]
fn every_default_is_read_by_the_getter_of_its_type() {
    let settings = Settings::default();
    for setting in ALL {
        match setting.kind {
            types::Type::Duration { .. } => drop(settings.span(setting).unwrap()),
            types::Type::DurationOrNever { .. } => drop(settings.span_or_never(setting).unwrap()),
            types::Type::Size { .. } => drop(settings.size(setting).unwrap()),
            types::Type::Integer { .. } => drop(settings.integer(setting).unwrap()),
            types::Type::Ranges => assert!(settings.list(setting).is_empty()),
            types::Type::Command => assert_eq!(settings.command(setting), None),
            types::Type::Path | types::Type::Policy | types::Type::Proxy => {
                assert_eq!(settings.optional(setting), None);
            }
            types::Type::Choice(_) | types::Type::Rates | types::Type::Prefix => {
                assert_eq!(settings.text(setting), setting.default);
            }
        }
    }
    assert_eq!(settings.span_or_never(&TOKENS_MAX_EXPIRY).unwrap(), None);
    assert!(settings.span(&WEBHOOKS_MAX_PAYLOAD).is_err());
}

#[test]
fn the_file_takes_tables_dotted_keys_numbers_and_lists() {
    let file = "
        net.allow_private = ['10.0.0.0/8', 'fd00::/8']
        [webhooks]
        max_attempts = 1_0
        max_payload = '2MB'
        concurrency = '8'
    ";
    let settings = settings(file, &[]).unwrap();
    assert_eq!(settings.list(&NET_ALLOW_PRIVATE), ["10.0.0.0/8", "fd00::/8"]);
    assert_eq!(settings.integer(&WEBHOOKS_MAX_ATTEMPTS).unwrap(), 10);
    assert_eq!(settings.integer(&WEBHOOKS_CONCURRENCY).unwrap(), 8);
    assert_eq!(settings.size(&WEBHOOKS_MAX_PAYLOAD).unwrap(), Size(2 << 20));
}

#[test]
fn what_is_wrong_in_the_file_is_named_with_its_line() {
    let cases = [
        ("[tokens]\nprefiks = 'a'", 2, "did you mean tokens.prefix?"),
        ("\nprefix = 'a'", 2, "did you mean tokens.prefix?"),
        ("[tokens.prefix]\na = 1", 1, "of type table; allowed: 1 to 16 characters"),
        ("# x\n[tokens]\n\naccept_env = 'prod'", 4, "cannot be \"prod\"; allowed: one of live, test"),
        ("tokens.accept_env = ['live']", 1, "of type array; allowed: one of live, test"),
        ("[webhooks]\nmax_attempts = 0", 2, "allowed: a whole number from 1 to 100"),
        ("[tokens]\ndefault_expiry = 90", 2, "allowed: a duration of at least 1s"),
        ("[tokens]\ndefault_expiry 90", 2, ""),
        ("[tokens]\nprefix = 'a'\nprefix = 'b'", 3, ""),
    ];
    for (file, line, part) in cases {
        let error = settings(file, &[]).unwrap_err();
        assert_eq!(error.code, Code::BadSettings, "{file}");
        assert!(error.message.contains(&format!("config.toml:{line}: ")), "{error}");
        assert!(error.message.contains(part) && !error.message.contains('\n'), "{error}");
    }
}

#[test]
fn what_is_wrong_in_the_environment_is_named_by_its_variable() {
    let error = settings("", &[("GATEPOST_TOKENS_PREFIX", "Shop")]).unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (Code::InvalidValue, Some("GATEPOST_TOKENS_PREFIX")));
    assert!(error.message.contains("GATEPOST_TOKENS_PREFIX: tokens.prefix cannot be \"Shop\"; allowed: "), "{error}");

    let error = settings("", &[("GATEPOST_TOKENS_PREFIKS", "shop")]).unwrap_err();
    assert_eq!((error.code, error.candidates), (Code::UnknownSetting, vec!["GATEPOST_TOKENS_PREFIX".to_owned()]));
}

#[test]
fn variables_of_others_are_left_alone() {
    let others = [("GATEPOST_TOKEN", "x"), ("GATEPOST_DB", "x"), ("GATEPOST_TOKENSX", "x"), ("GATEPOST_NETWORK", "x")];
    assert!(settings("", &others).unwrap().values.is_empty());
}

#[test]
fn the_store_holds_only_what_is_shared() {
    for (key, value) in
        [("net.allow_private", "10.0.0.0/8"), ("limits.free", "1/1s"), ("tokens.of_a_newer_version", "x")]
    {
        assert!(Settings::default().with_store(stored(key, value)).unwrap().values.is_empty(), "{key}");
    }
    let error = Settings::default().with_store(stored("tokens.prefix", "Shop")).unwrap_err();
    assert_eq!(error.code, Code::InvalidValue);
    assert!(error.hint.unwrap().contains("gatepost config unset tokens.prefix --store"));
}

#[test]
fn a_named_file_must_exist() {
    let folder = tempfile::tempdir().unwrap();
    let error = Settings::load(&World::real(), Some(&folder.path().join("none.toml"))).unwrap_err();
    assert_eq!(error.code, Code::BadSettings);
}

#[test]
fn a_row_shows_value_origin_and_declaration() {
    let rows = settings("[webhooks]\nmax_attempts = 3", &[]).unwrap().rows();
    assert_eq!(rows.len(), ALL.len());
    let row = rows.iter().find(|row| row.setting.key == "webhooks.max_attempts").unwrap();
    let names = ["value", "origin", "type", "default", "unit", "env"];
    let columns = SettingRow::columns();
    let cells = names.map(|name| row.cell(columns.iter().position(|column| column.name == name).unwrap()));
    let expected = ["3", "file", "integer", "10", "attempts", "GATEPOST_WEBHOOKS_MAX_ATTEMPTS"];
    assert_eq!(cells, expected.map(Cell::from));
}
