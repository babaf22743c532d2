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
    insta::assert_snapshot!(text, @"
    [--db PATH] [-w|--workspace NAME] [-o|--format FORMAT] [--columns A,B]… [--field NAME] [-q|--quiet] [-y|--yes] [--no-input] [--dry-run] [--config FILE] [--actor NAME] [--color WHEN] [-v|--verbose]
    tokens create NAME [--scope SCOPE]… [--tier NAME] [--expires WHEN] [--owner REF] [--allow-ip CIDR]… [--rate N/WINDOW]… [--metadata K=V]… [--env ENV] [--not-before WHEN] [--count N] [--if-absent] [--secret-out FILE]
        one_or_many changes [0,1,2,3,5,8,12,130]
    tokens list [--status STATUS] [--owner REF] [--scope SCOPE] [--tier NAME] [--env ENV] [--name GLOB] [--metadata K=V]… [--created-before TIME] [--expiring-within TIME] [--unused-for TIME] [--since TIME] [--until TIME] [--limit N] [--after REF] [--sort FIELD] [-A|--all-workspaces]
        many reads [0,1,2,3,5,8,12]
    tokens show REF
        one reads [0,1,2,3,5,8,12]
    tokens update REF… [--scope SCOPE]… [--tier NAME] [--expires WHEN] [--owner REF] [--allow-ip CIDR]… [--rate N/WINDOW]… [--metadata K=V]… [--env ENV] [--not-before WHEN] [--rename NAME] [--add-scope SCOPE]… [--remove-scope SCOPE]…
        many changes [0,1,2,3,5,8,12,130]
    tokens disable REF…
        many changes [0,1,2,3,5,8,12,130]
    tokens enable REF…
        many changes [0,1,2,3,5,8,12,130]
    tokens rotate REF… [--grace DURATION] [--expires WHEN] [--finish] [--secret-out FILE]
        many changes [0,1,2,3,5,8,9,12,130]
    tokens revoke [REF]… [--status STATUS] [--owner REF] [--scope SCOPE] [--tier NAME] [--env ENV] [--name GLOB] [--metadata K=V]… [--created-before TIME] [--expiring-within TIME] [--unused-for TIME] [--reason TEXT] [--plan-id ID] [-A|--all-workspaces]
        many destroys [0,1,2,3,5,8,9,12,130]
    tokens verify [--scope SCOPE]… [--any-scope SCOPE]… [--ip ADDRESS] [--env ENV] [--cost N] [--resource TEXT] [--no-count] [--batch]
        one_or_many verdict [0,1,2,3,4,5,6,8,12]
    tokens limits REF [--reset]
        many changes [0,1,2,3,5,8,12,130]
    tokens usage [REF] [--by WHAT] [--since TIME] [--until TIME] [-A|--all-workspaces]
        many reads [0,1,2,3,5,8,12]
    tokens scopes create SCOPE [--description TEXT] [--if-absent]
        one changes [0,1,2,3,5,8,12,130]
    tokens scopes list [-A|--all-workspaces]
        many reads [0,1,2,3,5,8,12]
    tokens scopes show SCOPE
        one reads [0,1,2,3,5,8,12]
    tokens scopes delete SCOPE…
        many destroys [0,1,2,3,5,8,9,12,130]
    tokens tiers create NAME --rate N/WINDOW… [--if-absent]
        one changes [0,1,2,3,5,8,12,130]
    tokens tiers list
        many reads [0,1,2,3,5,8,12]
    tokens tiers show NAME
        one reads [0,1,2,3,5,8,12]
    tokens tiers update NAME --rate N/WINDOW…
        one changes [0,1,2,3,5,8,12,130]
    tokens tiers delete NAME…
        many destroys [0,1,2,3,5,8,9,12,130]
    workspaces create NAME [--if-absent]
        one changes [0,1,2,3,5,8,12,130]
    workspaces list [--after NAME] [--limit N]
        many reads [0,1,2,3,5,8,12]
    workspaces show NAME
        one reads [0,1,2,3,5,8,12]
    workspaces delete NAME [--confirm NAME]
        one destroys [0,1,2,3,5,8,9,12,130]
    audit list [--by ACTOR] [--action ACTION] [--object REF] [--since TIME] [--until TIME] [--limit N] [--after REF] [--sort FIELD] [-A|--all-workspaces]
        many reads [0,1,2,3,5,8,12]
    audit verify [--checkpoint FILE]
        one verdict [0,1,2,3,5,8,12]
    audit checkpoint
        one reads [0,1,2,3,5,8,12]
    config list
        many reads [0,1,2,3,5,8,12]
    config get KEY
        one reads [0,1,2,3,5,8,12]
    config set KEY VALUE [--store]
        one changes [0,1,2,3,5,8,12,130]
    config unset KEY [--store]
        one changes [0,1,2,3,5,8,12,130]
    config path
        one reads [0,1,2]
    db status
        one reads [0,1,2,3,8,12]
    db migrate
        one outside [0,1,2,3,5,8,12,130]
    db downgrade --to N
        one outside [0,1,2,3,5,8,9,12,130]
    db backup FILE
        one outside [0,1,2,3,5,8,12,130]
    db restore FILE
        one outside [0,1,2,3,5,8,9,12,130]
    db maintain
        one changes [0,1,2,3,5,8,12,130]
    init
        one outside [0,1,2,5,8,12,130]
    health [--nagios]
        one verdict [0,1,2,3,5,8,11,12]
    explain [CODE]
        one_or_many reads [0,1,2]
    capabilities
        one reads [0,1,2]
    completions SHELL
        text reads [0,1,2]
    man [FOLDER]
        text outside [0,1,2]
    version
        one reads [0,1,2]
    ");
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
    insta::assert_snapshot!(text, @"
    tokens create: id workspace name prefix scopes tier rate_limits owner env status allow_ips metadata created_at created_by not_before expires_at last_used_at rotated_at previous_prefix previous_expires_at previous_last_used_at revoked_at revoked_reason token changed
    tokens list: id workspace name prefix scopes tier rate_limits owner env status allow_ips metadata created_at created_by not_before expires_at last_used_at rotated_at previous_prefix previous_expires_at previous_last_used_at revoked_at revoked_reason
    tokens show: id workspace name prefix scopes tier rate_limits owner env status allow_ips metadata created_at created_by not_before expires_at last_used_at rotated_at previous_prefix previous_expires_at previous_last_used_at revoked_at revoked_reason
    tokens update: id workspace name prefix scopes tier rate_limits owner env status allow_ips metadata created_at created_by not_before expires_at last_used_at rotated_at previous_prefix previous_expires_at previous_last_used_at revoked_at revoked_reason changed
    tokens disable: id workspace name prefix scopes tier rate_limits owner env status allow_ips metadata created_at created_by not_before expires_at last_used_at rotated_at previous_prefix previous_expires_at previous_last_used_at revoked_at revoked_reason changed impact plan_id
    tokens enable: id workspace name prefix scopes tier rate_limits owner env status allow_ips metadata created_at created_by not_before expires_at last_used_at rotated_at previous_prefix previous_expires_at previous_last_used_at revoked_at revoked_reason changed impact plan_id
    tokens rotate: id workspace name prefix scopes tier rate_limits owner env status allow_ips metadata created_at created_by not_before expires_at last_used_at rotated_at previous_prefix previous_expires_at previous_last_used_at revoked_at revoked_reason token changed
    tokens revoke: id workspace name prefix scopes tier rate_limits owner env status allow_ips metadata created_at created_by not_before expires_at last_used_at rotated_at previous_prefix previous_expires_at previous_last_used_at revoked_at revoked_reason changed impact plan_id
    tokens verify: valid code id name owner workspace env scopes missing_scopes tier metadata expires_at secret limit remaining reset_at retry_after_ms limits
    tokens limits: window limit remaining reset_at
    tokens usage: bucket token_id name outcome resource count
    tokens scopes create: name workspace description created_at created_by changed
    tokens scopes list: name workspace description created_at created_by
    tokens scopes show: name workspace description created_at created_by
    tokens scopes delete: name workspace description created_at created_by changed
    tokens tiers create: name rate_limits created_at created_by changed
    tokens tiers list: name rate_limits created_at created_by
    tokens tiers show: name rate_limits created_at created_by
    tokens tiers update: name rate_limits created_at created_by changed
    tokens tiers delete: name rate_limits created_at created_by changed
    workspaces create: name created_at created_by changed
    workspaces list: name created_at created_by
    workspaces show: name created_at created_by
    workspaces delete: name created_at created_by changed
    audit list: seq at actor os_user host workspace action object changes leaf_hash
    audit verify: ok size root first_bad kind
    audit checkpoint: origin size root
    config list: key value origin type default unit allowed env since help
    config get: key value origin type default unit allowed env since help
    config set: key value place changed
    config unset: key value place changed
    config path: path exists
    db status: path store_id schema program_schema downgraded size wal_size migrations
    db migrate: from to backup changed
    db downgrade: from to backup changed
    db backup: file size schema audit_size replaced
    db restore: file size schema audit_size replaced
    db maintain: rolled_up removed freed
    init: store settings schema changed
    health: status checks
    explain: code exit retryable explanation
    capabilities: version globals commands exits
    version: version schema sqlite
    ");
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
    confirmation_needed,9,false\r
    input_needed,9,false\r
    store_busy,12,true\r
    interrupted,130,false\r
    --- exit 0
    ");
}
