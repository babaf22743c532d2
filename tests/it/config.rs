//! `config`: settings, the layers they come from, and what may not stand there.

use crate::support::Sandbox;

#[test]
fn every_setting_has_a_value_and_an_origin() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "config list -o csv --columns key,value,origin,type,env", @r#"
    $ gatepost config list -o csv --columns key,value,origin,type,env
    key,value,origin,type,env\r
    tokens.prefix,gp,default,prefix,GATEPOST_TOKENS_PREFIX\r
    tokens.default_expiry,90d,default,duration_or_never,GATEPOST_TOKENS_DEFAULT_EXPIRY\r
    tokens.max_expiry,never,default,duration_or_never,GATEPOST_TOKENS_MAX_EXPIRY\r
    tokens.rotation_grace,24h,default,duration,GATEPOST_TOKENS_ROTATION_GRACE\r
    tokens.usage_retention,30d,default,duration,GATEPOST_TOKENS_USAGE_RETENTION\r
    tokens.guess_alert,100,default,integer,GATEPOST_TOKENS_GUESS_ALERT\r
    tokens.accept_env,live,default,choice,GATEPOST_TOKENS_ACCEPT_ENV\r
    limits.free,"60/1m,1000/1d",default,rates,GATEPOST_LIMITS_FREE\r
    limits.pro,"600/1m,50000/1d",default,rates,GATEPOST_LIMITS_PRO\r
    limits.enterprise,6000/1m,default,rates,GATEPOST_LIMITS_ENTERPRISE\r
    webhooks.timeout,30s,default,duration,GATEPOST_WEBHOOKS_TIMEOUT\r
    webhooks.max_attempts,10,default,integer,GATEPOST_WEBHOOKS_MAX_ATTEMPTS\r
    webhooks.max_payload,1MB,default,size,GATEPOST_WEBHOOKS_MAX_PAYLOAD\r
    webhooks.concurrency,16,default,integer,GATEPOST_WEBHOOKS_CONCURRENCY\r
    webhooks.disable_after,5d,default,duration_or_never,GATEPOST_WEBHOOKS_DISABLE_AFTER\r
    webhooks.retention,90d,default,duration,GATEPOST_WEBHOOKS_RETENTION\r
    webhooks.rotation_grace,24h,default,duration,GATEPOST_WEBHOOKS_ROTATION_GRACE\r
    webhooks.tolerance,5m,default,duration,GATEPOST_WEBHOOKS_TOLERANCE\r
    webhooks.unknown_type,warn,default,choice,GATEPOST_WEBHOOKS_UNKNOWN_TYPE\r
    oauth.refresh_margin,5m,default,duration,GATEPOST_OAUTH_REFRESH_MARGIN\r
    oauth.code_lifetime,10m,default,duration,GATEPOST_OAUTH_CODE_LIFETIME\r
    oauth.default_token_lifetime,1h,default,duration,GATEPOST_OAUTH_DEFAULT_TOKEN_LIFETIME\r
    plugins.max_package,50MB,default,size,GATEPOST_PLUGINS_MAX_PACKAGE\r
    plugins.max_installations,100,default,integer,GATEPOST_PLUGINS_MAX_INSTALLATIONS\r
    plugins.max_run_time,2s,default,duration,GATEPOST_PLUGINS_MAX_RUN_TIME\r
    plugins.max_memory,32MB,default,size,GATEPOST_PLUGINS_MAX_MEMORY\r
    consent.retention,7y,default,duration,GATEPOST_CONSENT_RETENTION\r
    consent.policy,none,default,policy,GATEPOST_CONSENT_POLICY\r
    consent.ip,truncate,default,choice,GATEPOST_CONSENT_IP\r
    keys.command,"",default,command,GATEPOST_KEYS_COMMAND\r
    net.allow_private,"",default,ranges,GATEPOST_NET_ALLOW_PRIVATE\r
    net.ca_file,"",default,path,GATEPOST_NET_CA_FILE\r
    net.proxy,"",default,proxy,GATEPOST_NET_PROXY\r
    --- exit 0
    "#);
    check!(sandbox, "config get tokens.default_expiry", @"
    $ gatepost config get tokens.default_expiry
    key      tokens.default_expiry
    value    90d
    origin   default
    type     duration_or_never
    default  90d
    allowed  a duration of at least 1s, such as 30s, 15m, 36h, 30d or 6mo; or never
    env      GATEPOST_TOKENS_DEFAULT_EXPIRY
    since    0.1
    help     How long a token lives that is created without --expires
    --- exit 0
    ");
    assert!(!sandbox.store().exists(), "reading settings makes no store");
}

#[test]
fn the_later_layer_wins() {
    let sandbox = Sandbox::new();
    let get = |sandbox: &Sandbox| sandbox.run("config get tokens.default_expiry -o csv --columns value,origin");
    assert_eq!(get(&sandbox).ok().stdout, "value,origin\r\n90d,default\r\n");
    sandbox.run("config set tokens.default_expiry 60d --store").ok();
    assert_eq!(get(&sandbox).ok().stdout, "value,origin\r\n60d,store\r\n");
    sandbox.run("config set tokens.default_expiry 30d").ok();
    assert_eq!(get(&sandbox).ok().stdout, "value,origin\r\n30d,file\r\n");
    let both = sandbox.env("GATEPOST_TOKENS_DEFAULT_EXPIRY", "10d").run("config get tokens.default_expiry -o json");
    assert_eq!(both.ok().field("origin"), "environment");
    let expires = sandbox.env("GATEPOST_TOKENS_DEFAULT_EXPIRY", "10d").run("tokens create ci --field expires_at");
    assert_eq!(expires.ok().stdout, "2026-12-02T09:30:00.000Z\n");
    sandbox.run("config unset tokens.default_expiry").ok();
    assert_eq!(get(&sandbox).ok().stdout, "value,origin\r\n60d,store\r\n");
    sandbox.run("config unset tokens.default_expiry --store").ok();
    assert_eq!(get(&sandbox).ok().stdout, "value,origin\r\n90d,default\r\n");
}

#[test]
fn a_file_keeps_its_comments() {
    let sandbox = Sandbox::new();
    let path = sandbox.write(".config/gatepost/config.toml", "# ours\n[tokens]\nprefix = \"acme\" # short\n");
    check!(sandbox, "config set tokens.default_expiry 30d -o json", @r#"
    $ gatepost config set tokens.default_expiry 30d -o json
    {
      "key": "tokens.default_expiry",
      "value": "30d",
      "place": "~/.config/gatepost/config.toml",
      "changed": true
    }
    --- exit 0
    "#);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, "# ours\n[tokens]\nprefix = \"acme\" # short\ndefault_expiry = \"30d\"\n");
    assert_eq!(sandbox.run("config set tokens.default_expiry 30d --field changed").ok().stdout, "false\n");
    sandbox.run("config unset tokens.default_expiry").ok();
    assert_eq!(sandbox.run("config unset tokens.default_expiry --field changed").ok().stdout, "false\n");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "# ours\n[tokens]\nprefix = \"acme\" # short\n");
}

#[test]
fn a_dry_run_changes_no_layer() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci").ok();
    let before = sandbox.dump();
    check!(sandbox, "config set tokens.prefix acme --dry-run", @"
    $ gatepost config set tokens.prefix acme --dry-run
    key      tokens.prefix
    value    acme
    place    ~/.config/gatepost/config.toml
    changed  yes
    --- stderr
    note: dry run: nothing was changed
    --- exit 0
    ");
    check!(sandbox, "config set tokens.prefix acme --store --dry-run", @"
    $ gatepost config set tokens.prefix acme --store --dry-run
    key      tokens.prefix
    value    acme
    place    store
    changed  yes
    --- stderr
    note: dry run: nothing was changed
    --- exit 0
    ");
    assert_eq!(sandbox.dump(), before);
    assert_eq!(sandbox.run("config path --field exists").ok().stdout, "false\n");
    sandbox.run("config set tokens.prefix acme").ok();
    let file = sandbox.home().join(".config/gatepost/config.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    sandbox.run("config unset tokens.prefix --dry-run").ok();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn a_stored_setting_is_audited() {
    let sandbox = Sandbox::new();
    sandbox.run("config set tokens.prefix acme --store").ok();
    assert_eq!(sandbox.run("config set tokens.prefix acme --store --field changed").ok().stdout, "false\n");
    sandbox.run("config unset tokens.prefix --store").ok();
    check!(sandbox, "audit list -A -o csv --columns action,object,changes", @r#"
    $ gatepost audit list -A -o csv --columns action,object,changes
    action,object,changes\r
    setting.unset,tokens.prefix,{}\r
    setting.set,tokens.prefix,"{""value"":[null,""acme""]}"\r
    store.create,01m819eke0r5knw2xsg2jqba4p,"{""schema"":8}"\r
    --- exit 0
    "#);
    check!(sandbox, "config set limits.free 5/1m --store", @"
    $ gatepost config set limits.free 5/1m --store
    --- stderr
    error: limits.free is a matter of each machine and cannot be stored
    hint: set it in the file with: gatepost config set limits.free VALUE
    --- exit 2
    ");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "config get tokens.default_expire", @r#"
    $ gatepost config get tokens.default_expire
    --- stderr
    error: no setting has the key "tokens.default_expire"; did you mean tokens.default_expiry?
    hint: list them with `gatepost config list`
    --- exit 2
    "#);
    check!(sandbox, "config set tokens.default_expiry soon", @r#"
    $ gatepost config set tokens.default_expiry soon
    --- stderr
    error: tokens.default_expiry cannot be "soon"; allowed: a duration of at least 1s, such as 30s, 15m, 36h, 30d or 6mo; or never
    --- exit 2
    "#);
    check!(sandbox.env("GATEPOST_TOKENS_PREFX", "acme"), "tokens list", @"
    $ GATEPOST_TOKENS_PREFX=acme gatepost tokens list
    --- stderr
    error: environment variable GATEPOST_TOKENS_PREFX is no setting; did you mean GATEPOST_TOKENS_PREFIX?
    hint: list them with `gatepost config list --columns key,env`
    --- exit 2
    ");
    check!(sandbox.env("GATEPOST_TOKENS_PREFIX", "Ac me"), "tokens list", @r#"
    $ GATEPOST_TOKENS_PREFIX=Ac me gatepost tokens list
    --- stderr
    error: environment variable GATEPOST_TOKENS_PREFIX: tokens.prefix cannot be "Ac me"; allowed: 1 to 16 characters of a-z and 0-9
    --- exit 2
    "#);
    check!(sandbox, "tokens list --config missing.toml", @"
    $ gatepost tokens list --config missing.toml
    --- stderr
    error: there is no settings file missing.toml
    --- exit 2
    ");
    sandbox.write("bad.toml", "[tokens]\nprefix = \"acme\"\ndefault_expirey = \"30d\"\n");
    check!(sandbox, "config list --config bad.toml", @r#"
    $ gatepost config list --config bad.toml
    --- stderr
    error: bad.toml:3: no setting has the key "tokens.default_expirey"; did you mean tokens.default_expiry?
    hint: list them with `gatepost config list`
    --- exit 2
    "#);
    sandbox.write("bad.toml", "[tokens]\ndefault_expiry = 5\n");
    check!(sandbox.env("GATEPOST_CONFIG", "bad.toml"), "config list -o json", @r#"
    $ GATEPOST_CONFIG=bad.toml gatepost config list -o json
    --- stderr
    {"error":{"code":"bad_settings","message":"bad.toml:2: tokens.default_expiry cannot be \"5\"; allowed: a duration of at least 1s, such as 30s, 15m, 36h, 30d or 6mo; or never","hint":null,"exit":2,"retryable":false,"retry_after_ms":null,"field":"tokens.default_expiry","candidates":[]}}
    --- exit 2
    "#);
    sandbox.write("bad.toml", "[tokens\n");
    check!(sandbox, "config list --config bad.toml", @"
    $ gatepost config list --config bad.toml
    --- stderr
    error: bad.toml:1: unclosed table, expected `]`
    --- exit 2
    ");
    sandbox.write("bad.toml", b"\xff\xfe");
    sandbox.run("config list --config bad.toml").fails(2);
    assert!(!sandbox.store().exists(), "mistakes in settings make no store");
}

#[test]
fn the_folder_of_settings_is_where_it_is_said() {
    let sandbox = Sandbox::new();
    check!(sandbox, "config path", @"
    $ gatepost config path
    path    ~/.config/gatepost/config.toml
    exists  no
    --- exit 0
    ");
    let elsewhere = sandbox.env("XDG_CONFIG_HOME", "/tmp/nowhere-of-gatepost").run("config path --field path");
    assert_eq!(elsewhere.ok().stdout, "/tmp/nowhere-of-gatepost/gatepost/config.toml\n");
    check!(sandbox, "config path --config team.toml -o json", @r#"
    $ gatepost config path --config team.toml -o json
    {
      "path": "team.toml",
      "exists": false
    }
    --- exit 0
    "#);
    sandbox.run("config set tokens.prefix acme --config team.toml").ok();
    assert_eq!(std::fs::read_to_string(sandbox.home().join("team.toml")).unwrap(), "[tokens]\nprefix = \"acme\"\n");
}
