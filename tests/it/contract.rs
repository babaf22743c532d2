//! What scripts depend on, frozen: words, flags, columns, exit codes. A change of this file is a change of
//! the contract.

use std::fmt::Write;

use serde_json::Value;

use crate::support::Sandbox;

fn texts(value: &Value, name: &str) -> String {
    let items = value.as_array().unwrap().iter();
    items.map(|item| item[name].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
}

/// An argument as a usage line has it.
fn argument(it: &Value) -> String {
    let name = it["name"].as_str().unwrap();
    let short = it["short"].as_str().map(|short| format!("-{short}|")).unwrap_or_default();
    let value = it["value"].as_str().map(|value| format!(" {value}")).unwrap_or_default();
    let word = if it["positional"] == true { value.trim().to_owned() } else { format!("{short}--{name}{value}") };
    let many = if it["repeatable"] == true { "…" } else { "" };
    if it["required"] == true { format!("{word}{many}") } else { format!("[{word}]{many}") }
}

fn arguments(list: &Value) -> String {
    list.as_array().unwrap().iter().map(argument).collect::<Vec<_>>().join(" ")
}

#[test]
fn words_and_flags_are_frozen() {
    let capabilities = Sandbox::new().run("capabilities -o json").ok().json();
    let mut text = format!("{}\n", arguments(&capabilities["globals"]));
    for command in capabilities["commands"].as_array().unwrap() {
        let (path, exits) = (command["path"].as_str().unwrap(), command["exits"].to_string());
        let (shape, effect) = (command["shape"].as_str().unwrap(), command["effect"].as_str().unwrap());
        writeln!(text, "{}", format!("{path} {}", arguments(&command["arguments"])).trim_end()).unwrap();
        writeln!(text, "    {shape} {effect} {exits}").unwrap();
    }
    insta::assert_snapshot!(text);
}

#[test]
fn columns_are_frozen() {
    let capabilities = Sandbox::new().run("capabilities -o json").ok().json();
    let mut text = String::new();
    for command in capabilities["commands"].as_array().unwrap() {
        if command["shape"] != "text" {
            writeln!(text, "{}: {}", command["path"].as_str().unwrap(), texts(&command["columns"], "name")).unwrap();
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn codes_are_frozen() {
    check!(Sandbox::new(), "explain -o csv --columns code,exit,retryable", @r"
    $ gatepost explain -o csv --columns code,exit,retryable
    code,exit,retryable\r
    internal,1,false\r
    io,1,false\r
    disk_full,1,false\r
    usage,2,false\r
    invalid_value,2,false\r
    unknown_scope,2,false\r
    unknown_tier,2,false\r
    unknown_column,2,false\r
    unknown_setting,2,false\r
    unknown_code,2,false\r
    bad_settings,2,false\r
    secret_on_command_line,2,false\r
    not_found,3,false\r
    workspace_not_found,3,false\r
    store_not_found,3,false\r
    store_older,5,false\r
    store_moved,5,false\r
    store_moving,12,true\r
    store_unsure,12,false\r
    store_unreachable,12,true\r
    file_exposed,8,false\r
    held,4,false\r
    name_taken,5,false\r
    wrong_state,5,false\r
    differs,5,false\r
    in_use,5,false\r
    ambiguous,5,false\r
    plan_changed,5,false\r
    store_read_only,5,false\r
    store_downgraded,5,false\r
    store_exists,5,false\r
    store_foreign,8,false\r
    store_newer,8,false\r
    store_damaged,8,false\r
    audit_broken,8,false\r
    erasures_unread,8,false\r
    erasures_due,5,false\r
    key_missing,8,false\r
    key_wrong,8,false\r
    key_exposed,8,false\r
    sealed_damaged,8,false\r
    confirmation_needed,9,false\r
    input_needed,9,false\r
    store_busy,12,true\r
    not_received,7,true\r
    interrupted,130,false\r
    valid,0,false\r
    malformed,4,false\r
    revoked,4,false\r
    disabled,4,false\r
    not_yet_valid,4,false\r
    expired,4,false\r
    wrong_env,4,false\r
    ip_denied,4,false\r
    insufficient_scope,4,false\r
    rate_limited,6,true\r
    --- exit 0
    ");
}
