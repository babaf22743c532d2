//! What is disturbed: for every verb that is not a mere read at least one command line, with what must be
//! there before it.

/// One command line to be disturbed at every call that it makes.
pub struct Scenario {
    /// The words, of which the first are the verb's path.
    pub line: &'static str,
    /// The file of the home folder that is its standard input.
    pub input: &'static str,
    /// Its exit code when nothing disturbs it.
    pub exit: i32,
    /// What a shell runs before it, in the prepared home.
    pub before: &'static str,
    /// Whether it begins in an empty home.
    pub fresh: bool,
    /// Commands that each do the whole of a part of it, one after the other: a command of several transactions may
    /// stop between them. Each has its standard input.
    pub parts: &'static [(&'static str, &'static str)],
    /// What is compared in place of every row, where a command may stop between two rows as it likes.
    pub view: Option<&'static str>,
    /// What is asked of the trail afterwards.
    pub trail: &'static str,
    /// Whether the same command goes on where it was broken off.
    pub resumes: bool,
    /// Whether its files may be cut when it fails, since it can be run again.
    pub cuts: bool,
}

/// What is asked of the trail: all that can be said of it.
const TRAIL: &str = "audit verify -o json";
/// The same of one in which an entry names a path of the home.
const TRAIL_OF_ANY_ROOT: &str = "audit verify -o json --columns ok,size,first_bad,kind";
/// The same of one whose length differs with where the command was disturbed.
const TRAIL_OF_ANY_LENGTH: &str = "audit verify -o json --columns ok,first_bad,kind";

const fn changes(line: &'static str) -> Scenario {
    Scenario {
        line,
        input: "",
        exit: 0,
        before: "",
        fresh: false,
        parts: &[],
        view: None,
        trail: TRAIL,
        resumes: false,
        cuts: false,
    }
}

impl Scenario {
    const fn after(self, before: &'static str) -> Scenario {
        Scenario { before, ..self }
    }

    const fn exits(self, exit: i32) -> Scenario {
        Scenario { exit, ..self }
    }

    const fn reads(self, input: &'static str) -> Scenario {
        Scenario { input, ..self }
    }

    const fn fresh(self) -> Scenario {
        Scenario { fresh: true, ..self }
    }

    const fn in_parts(self, parts: &'static [(&'static str, &'static str)]) -> Scenario {
        Scenario { parts, ..self }
    }

    const fn cuts(self) -> Scenario {
        Scenario { cuts: true, ..self }
    }

    const fn resumes(self) -> Scenario {
        Scenario { resumes: true, ..self }
    }

    const fn with_trail(self, trail: &'static str) -> Scenario {
        Scenario { trail, ..self }
    }

    const fn seen_by(self, view: &'static str) -> Scenario {
        Scenario { view: Some(view), ..self }
    }
}

/// What was counted, wherever it is kept by now.
const COUNTED: &str = "SELECT token_id, hour, outcome, resource, sum(count) FROM (
    SELECT token_id, hour, outcome, resource, count FROM api_usage_hours UNION ALL
    SELECT token_id, at - at % 3600000, outcome, coalesce(resource, ''), 1 FROM api_usage_log WHERE rolled = 0)
    GROUP BY 1, 2, 3, 4; SELECT * FROM api_limits; SELECT * FROM api_tokens; SELECT * FROM audit_log";

/// What a move takes along, but for its entry, which names a path of the home.
const MOVED: &str = "SELECT * FROM workspaces; SELECT * FROM api_tokens; SELECT * FROM api_token_scopes;
    SELECT * FROM api_limits; SELECT * FROM api_usage_log; SELECT * FROM api_usage_hours; SELECT * FROM settings;
    SELECT count(*) FROM audit_log; SELECT size FROM audit_head";

/// Makes the store one of an older program that nobody brought down on purpose.
const OLDER: &str = "gatepost db downgrade --to 1 --yes
    sqlite3 .local/share/gatepost/gatepost.db \"DELETE FROM marks WHERE name = 'downgraded'\"";

/// Makes the store one that no program can open.
const DAMAGED: &str = "printf damage > .local/share/gatepost/gatepost.db";

/// Gives the user a sealing key.
const SEALING_KEY: &str = "gatepost init; umask 077; mkdir -p .config/gatepost; echo MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE= \
    > .config/gatepost/sealing.key";

/// What always holds of the keys: one seals, and nothing is under one that has ended. That everything opens is asked
/// of every home.
const SEALED: &str = "SELECT count(*) FROM seal_keys WHERE state = 'active';
    SELECT count(*) FROM audit_keys JOIN seal_keys k ON k.id = secret_key WHERE k.state = 'retired';
    SELECT count(*) FROM seal_wraps w JOIN seal_keys k ON k.id = w.key_id WHERE k.state = 'retired'";

/// Lets another sealing key open the store as well.
const OTHER_KEY: &str = "gatepost keys rewrap --to other.key --yes";

/// Which keys there are; they are others where the sealing key was made by a command that was ended.
const KEYS: &str = "SELECT id, state FROM seal_keys; SELECT count(*) FROM seal_wraps; SELECT id FROM audit_keys;
    SELECT action FROM audit_log";

/// Which endpoints there are and what is for them; their secrets are sealed by what chance gave.
const HOOKS: &str = "SELECT id, version FROM webhook_endpoints; SELECT count(*) FROM webhook_secrets;
    SELECT action FROM audit_log";
/// Puts a person on record whose consent ended long ago.
const ANN: &str = "GATEPOST_TEST_SEED=77 gatepost consent grant ann --type analytics --user-agent Ann --at 2015-01-01
    GATEPOST_TEST_SEED=78 gatepost consent revoke ann --at 2015-02-01";

/// Who is on record, and who was.
const PEOPLE: &str = "SELECT * FROM consent_subjects; SELECT * FROM consent_identities; SELECT * FROM consent_grants;
    SELECT * FROM consent_events; SELECT * FROM consent_private; SELECT * FROM consent_erasures;
    SELECT * FROM audit_log; SELECT seq FROM audit_salts";

/// All of them.
pub const ALL: &[Scenario] = &[
    changes("init --set tokens.prefix=acme -o json").fresh().in_parts(&[("config set tokens.prefix acme", "")]),
    changes("init -o json"),
    changes("tokens create new -o json").fresh().in_parts(&[("init", "")]),
    changes("tokens create new --scope orders:read --owner eve --metadata a=b -o json"),
    changes("tokens create new --count 50 -o jsonl"),
    changes("tokens create new --secret-out new.token -o json"),
    changes("tokens create new --count 5 --secret-out new.token -o json"),
    changes("tokens create new -o json").after(OLDER).in_parts(&[("workspaces list", "")]),
    changes("tokens update good limited --tier pro --owner bob --scope users:read -o json"),
    changes("tokens disable good limited -o json"),
    changes("tokens enable good -o json").after("gatepost tokens disable good"),
    changes("tokens rotate good limited -o json"),
    changes("tokens rotate good limited --secret-out new.token -o json"),
    changes("tokens rotate good --finish -o json").after("gatepost tokens rotate good --grace 2h"),
    changes("tokens revoke good --reason leaked -o json"),
    changes("tokens revoke --owner eve --yes -o json").after("gatepost tokens create node --count 100 --owner eve"),
    changes("tokens verify --resource /orders -o json").reads("free"),
    changes("tokens verify -o json").reads("limited").exits(6),
    changes("tokens verify -o json").reads("bad").exits(4),
    changes("tokens verify --batch").reads("many").in_parts(&[("tokens verify --batch", "some")]),
    changes("tokens limits good --reset -o json"),
    changes("tokens scan found -o json --revoke").exits(11).in_parts(&[("tokens scan part -o json --revoke", "")]),
    changes("tokens import import.csv -o json"),
    changes("tokens import part.csv -o json").exits(10),
    // Its entry in the trail stands before the first token leaves.
    changes("tokens export -o csv").in_parts(&[("tokens export -o csv", "")]),
    changes("tokens scopes create a:b -o json"),
    changes("tokens scopes delete users:read --yes -o json"),
    changes("tokens tiers create new --rate 5/1m -o json"),
    changes("tokens tiers update free --rate 5/1m -o json"),
    changes("tokens tiers delete spare --yes -o json"),
    changes("consent grant user-9 --type analytics --source web -o json"),
    changes("consent refuse user-7 --type analytics -o json"),
    changes("consent renew jane@example.com --type marketing --purpose newsletter -o json"),
    changes("consent revoke jane@example.com --reason phone -o json"),
    changes("consent check jane@example.com --type analytics -o json").exits(4),
    // Its entry in the trail stands before the first consent leaves.
    changes("consent list --reveal -o csv").in_parts(&[("consent list --reveal -o csv", "")]),
    changes("consent export -o csv").in_parts(&[("consent export -o csv", "")]),
    changes("consent import consents.csv -o json"),
    changes("consent access user-7 --out user-7.json -o json")
        .in_parts(&[("consent access user-7 --out user-7.json -o json", "")]),
    changes("consent receipt cns_ -o json").exits(3),
    changes("consent status -o json").exits(11),
    changes("consent erase ann --confirm ann -o json")
        .after(ANN)
        .in_parts(&[("consent erase ann --confirm ann --no-scrub -o json", "")])
        .seen_by(PEOPLE),
    // It may stop between the grants, and between them and its end.
    changes("consent purge --confirm plan_31cb4605034b15d5b04a3125 -o json")
        .after(ANN)
        .in_parts(&[("consent purge --confirm plan_31cb4605034b15d5b04a3125 -o json", "")])
        .seen_by(PEOPLE),
    changes("consent holds create jane@example.com --matter case -o json"),
    changes("consent holds release - -o json").reads("hold"),
    changes("consent purposes create news --type marketing -o json"),
    changes("consent policies publish privacy@2 --file policy.txt --material -o json"),
    changes("webhooks endpoints create https://new.invalid/ --name new -o json").seen_by(HOOKS),
    changes("webhooks endpoints update hook --timeout 5s -o json"),
    changes("webhooks endpoints disable hook -o json"),
    changes("webhooks endpoints enable hook -o json").after("gatepost webhooks endpoints disable hook"),
    changes("webhooks endpoints delete hook --yes -o json"),
    changes("webhooks endpoints secret hook -o json"),
    changes("webhooks endpoints rotate-secret hook -o json").seen_by(HOOKS),
    changes("webhooks endpoints check hook -o json").exits(11),
    changes("webhooks types create order.created -o json"),
    changes("webhooks types delete invoice.paid --yes -o json"),
    changes("webhooks fire invoice.paid --enqueue -o json"),
    changes("webhooks fire --batch --enqueue")
        .reads("events.jsonl")
        .in_parts(&[("webhooks fire --batch --enqueue", "")]),
    changes("webhooks work --once -o json").seen_by(HOOKS).in_parts(&[("webhooks work --once", "")]),
    changes("webhooks deliveries retry inv-1 -o json"),
    changes("webhooks deliveries cancel inv-1 -o json"),
    changes("webhooks replay --reroute --since 1d --yes -o json")
        .after("gatepost webhooks endpoints create https://b.invalid/"),
    changes("webhooks test hook -o json").exits(7).seen_by(HOOKS),
    changes("workspaces create new -o json"),
    changes("workspaces delete acme --confirm acme -o json"),
    changes("audit verify -o json"),
    changes("audit checkpoint --sign -o json"),
    changes("audit checkpoint --sign -o json").fresh().after("gatepost init").seen_by(KEYS),
    changes("audit checkpoint --sign -o json").fresh().after(SEALING_KEY),
    changes("keys status -o json"),
    changes("keys check -o json"),
    changes("keys rotate --yes -o json").seen_by(SEALED).with_trail(TRAIL_OF_ANY_LENGTH),
    changes("keys rewrap --yes -o json").seen_by(SEALED).with_trail(TRAIL_OF_ANY_LENGTH),
    changes("keys rewrap --to other.key --yes -o json").seen_by(SEALED).with_trail(TRAIL_OF_ANY_LENGTH),
    changes("keys rewrap --finish --key-file other.key --yes -o json").after(OTHER_KEY),
    changes("config set tokens.prefix acme -o json"),
    changes("config set tokens.prefix acme -o json").after("gatepost config set tokens.default_expiry 30d"),
    changes("config set tokens.prefix acme --store -o json"),
    changes("config unset tokens.prefix -o json").after("gatepost config set tokens.prefix acme"),
    changes("config unset tokens.prefix --store -o json").after("gatepost config set tokens.prefix acme --store"),
    changes("db migrate -o json").after("gatepost db downgrade --to 1 --yes"),
    changes("db downgrade --to 1 --yes -o json"),
    changes("db backup copy.db -o json"),
    changes("db backup copy.db --verify -o json"),
    changes("db restore backup.db --yes -o json").after("gatepost tokens create later"),
    changes("db restore backup.db --yes -o json").after(DAMAGED),
    changes("db restore backup.db --yes -o json").after("rm -r .local"),
    changes("db move --to moved.db --yes -o json --columns tables,rows,audit_size,changed")
        .resumes()
        .seen_by(MOVED)
        .with_trail(TRAIL_OF_ANY_ROOT),
    changes("db maintain -o json").after("gatepost config set tokens.usage_retention 1h --store").seen_by(COUNTED),
    changes("health -o json"),
    changes("doctor --fix -q"),
    changes("db check -o json"),
    changes("man pages").cuts(),
];
