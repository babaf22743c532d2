//! The output as a whole: exact bytes of each format over one record with a cell of every kind.

use std::cell::RefCell;
use std::io::{self, ErrorKind, Write};
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Choices, Format, Output, Quiet, Screen};
use crate::domain::record::{Changed, record};
use crate::domain::time::{Edge, Millis};
use crate::error::{Code, Error, Result};

struct Sample {
    id: String,
    name: String,
    calls: i64,
    live: bool,
    at: Option<Millis>,
    scopes: Vec<String>,
    metadata: Value,
    token: Option<String>,
}

record!(Sample {
    id: Id, shown, "Its id" => |it| &it.id;
    name: Text, shown, "Its name" => |it| &it.name;
    calls: Int, shown, "How often it was used" => |it| it.calls;
    live: Bool, shown, "Whether it works" => |it| it.live;
    at: Time, shown, "When it was made" => |it| it.at;
    scopes: List, shown, "What it may do" => |it| &it.scopes;
    metadata: Json, hidden, "What its owner wrote" => |it| &it.metadata;
    token: Text, hidden, "The secret" => |it| it.token.as_ref();
});

fn plain() -> Sample {
    Sample {
        id: "tok_01jd8v3k9m2n4p6q8r0s1t2v3w".into(),
        name: "ci".into(),
        calls: -3,
        live: true,
        at: Millis::parse("2026-11-22T09:30:15.250Z", Edge::Start),
        scopes: vec!["orders:read".into(), "users:*".into()],
        metadata: json!({"team": "pay", "limits": [{"remaining": 5}], "a": []}),
        token: Some("gp_live_x".into()),
    }
}

fn odd() -> Sample {
    Sample {
        id: "tok_2".into(),
        name: "=1,\"\u{1b}\n".into(),
        calls: 0,
        live: false,
        at: None,
        scopes: vec![],
        metadata: json!({}),
        token: Some(String::new()),
    }
}

#[derive(Clone, Default)]
struct Sink(Rc<RefCell<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A writer that always fails.
struct Broken(ErrorKind);

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a use of the output writes to standard output and standard error.
fn written(choices: Choices, screen: Screen, run: impl FnOnce(&mut Output) -> Result<()>) -> (String, String) {
    let (out, err) = (Sink::default(), Sink::default());
    let mut output = Output::new(choices, screen, Box::new(out.clone()), Box::new(err.clone()));
    run(&mut output).unwrap();
    drop(output);
    let text = |sink: Sink| String::from_utf8(sink.0.take()).unwrap();
    (text(out), text(err))
}

fn one(choices: Choices) -> String {
    written(choices, Screen::default(), |output| output.one(&plain())).0
}

fn list_on(choices: Choices, screen: Screen, records: &[Sample]) -> (String, String) {
    written(choices, screen, |output| {
        let mut list = output.list(None)?;
        records.iter().try_for_each(|record| list.push(record))?;
        list.finish()
    })
}

fn list(choices: Choices, records: &[Sample]) -> String {
    list_on(choices, Screen::default(), records).0
}

fn format(format: Format) -> Choices {
    Choices { format, ..Choices::default() }
}

fn columns(format: Format, names: &[&str]) -> Choices {
    Choices { format, columns: Some(names.iter().map(|name| (*name).to_owned()).collect()), ..Choices::default() }
}

fn field(path: &str) -> Choices {
    Choices { format: Format::Json, field: Some(path.into()), ..Choices::default() }
}

const ODD_LINE: &str = r#"{"id":"tok_2","name":"=1,\"\u001b\n","calls":0,"live":false,"at":null,"scopes":[],"metadata":{},"token":""}
"#;

#[test]
fn jsonl_is_a_compact_object_a_line() {
    let line = r#"{"id":"tok_01jd8v3k9m2n4p6q8r0s1t2v3w","name":"ci","calls":-3,"live":true,"at":"2026-11-22T09:30:15.250Z","scopes":["orders:read","users:*"],"metadata":{"team":"pay","limits":[{"remaining":5}],"a":[]},"token":"gp_live_x"}
"#;
    assert_eq!(one(format(Format::Jsonl)), line);
    assert_eq!(list(format(Format::Jsonl), &[plain(), odd()]), line.to_owned() + ODD_LINE);
    assert_eq!(list(format(Format::Jsonl), &[]), "");
}

#[test]
fn json_is_indented_as_serde_json_does_it() {
    let pretty =
        |text: &str| serde_json::to_string_pretty(&serde_json::from_str::<Value>(text).unwrap()).unwrap() + "\n";
    for records in [vec![], vec![odd()], vec![plain(), odd(), plain()]] {
        let text = list(format(Format::Json), &records);
        assert_eq!(text, pretty(&text));
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap().as_array().unwrap().len(), records.len());
    }
    assert_eq!(one(format(Format::Json)), pretty(&one(format(Format::Jsonl))));
    assert_eq!(list(columns(Format::Json, &["calls"]), &[odd()]), "[\n  {\n    \"calls\": 0\n  }\n]\n");
}

#[test]
fn csv_tells_null_from_empty_and_guards_formulas() {
    let header = "id,name,calls,live,at,scopes,metadata,token\r\n";
    let row = "tok_01jd8v3k9m2n4p6q8r0s1t2v3w,ci,-3,true,2026-11-22T09:30:15.250Z,orders:read users:*,\
               \"{\"\"team\"\":\"\"pay\"\",\"\"limits\"\":[{\"\"remaining\"\":5}],\"\"a\"\":[]}\",gp_live_x\r\n";
    let odd_row = "tok_2,\"'=1,\"\"\u{1b}\n\",0,false,,\"\",{},\"\"\r\n";
    assert_eq!(one(format(Format::Csv)), format!("{header}{row}"));
    assert_eq!(list(format(Format::Csv), &[plain(), odd()]), format!("{header}{row}{odd_row}"));
    assert_eq!(list(format(Format::Csv), &[]), header);
}

#[test]
fn a_table_shows_some_columns_and_short_ids() {
    assert_eq!(
        list(format(Format::Table), &[plain(), odd()]),
        "ID        NAME        CALLS  LIVE  AT                 SCOPES\n\
         0s1t2v3w  ci          -3     yes   2026-11-22 09:30Z  orders:read, users:*\n\
         tok_2     =1,\"\\x1b\\n  0      no    -                  -\n"
    );
}

#[test]
fn a_table_of_one_shows_all_whole() {
    assert_eq!(
        one(format(Format::Table)),
        "id        tok_01jd8v3k9m2n4p6q8r0s1t2v3w\n\
         name      ci\n\
         calls     -3\n\
         live      yes\n\
         at        2026-11-22 09:30Z\n\
         scopes    orders:read, users:*\n\
         metadata  {\"team\":\"pay\",\"limits\":[{\"remaining\":5}],\"a\":[]}\n\
         token     gp_live_x\n"
    );
}

#[test]
fn a_table_fits_the_terminal() {
    let screen = Screen { terminal: true, width: Some(48), ..Screen::default() };
    let (text, _) = list_on(format(Format::Table), screen, &[plain(), odd()]);
    assert!(text.lines().all(|line| line.len() <= 48), "{text}");
    assert!(text.contains("0s1t2v3w"), "{text}");
}

#[test]
fn a_table_has_a_limit_and_says_what_it_left_out() {
    let many: Vec<Sample> = (0..52).map(|_| plain()).collect();
    let (out, err) = list_on(format(Format::Table), Screen::default(), &many);
    assert_eq!(out.lines().count(), 51);
    assert_eq!(err, "note: 2 more rows were left out; use --limit or --format json\n");
    assert_eq!(list(format(Format::Jsonl), &many).lines().count(), 52);

    let (out, err) = written(format(Format::Table), Screen::default(), |output| {
        let mut list = output.list(Some(60))?;
        many.iter().try_for_each(|record| list.push(record))?;
        list.finish()
    });
    assert_eq!((out.lines().count(), err.as_str()), (53, ""));
}

#[test]
fn a_caller_may_count_by_itself() {
    let (_, err) = written(format(Format::Table), Screen::default(), |output| {
        let mut list = output.list(Some(1))?;
        assert!(!list.is_full());
        list.push(&plain())?;
        assert!(list.is_full());
        list.leave_out(1);
        list.finish()
    });
    assert_eq!(err, "note: 1 more row was left out; use --limit or --format json\n");
}

#[test]
fn an_empty_table_is_a_notice() {
    let (out, err) = list_on(format(Format::Table), Screen::default(), &[]);
    assert_eq!((out.as_str(), err.as_str()), ("", "note: nothing found\n"));
}

#[test]
fn columns_are_chosen_and_ordered_in_every_format() {
    let names = ["calls", "id"];
    assert_eq!(one(columns(Format::Jsonl, &names)), "{\"calls\":-3,\"id\":\"tok_01jd8v3k9m2n4p6q8r0s1t2v3w\"}\n");
    assert_eq!(one(columns(Format::Csv, &names)), "calls,id\r\n-3,tok_01jd8v3k9m2n4p6q8r0s1t2v3w\r\n");
    assert_eq!(one(columns(Format::Table, &names)), "calls  -3\nid     tok_01jd8v3k9m2n4p6q8r0s1t2v3w\n");
    assert_eq!(list(columns(Format::Table, &["token", "id"]), &[plain()]), "TOKEN      ID\ngp_live_x  0s1t2v3w\n");
}

#[test]
fn a_field_is_a_bare_value_a_line() {
    for (path, line) in [
        ("name", "ci"),
        ("at", "2026-11-22T09:30:15.250Z"),
        ("calls", "-3"),
        ("live", "true"),
        ("scopes", "orders:read users:*"),
        ("scopes.1", "users:*"),
        ("scopes.2", ""),
        ("metadata.team", "pay"),
        ("metadata.limits.0.remaining", "5"),
        ("metadata.limits.0", "{\"remaining\":5}"),
        ("metadata.limits.x", ""),
        ("metadata.none.there", ""),
    ] {
        assert_eq!(one(field(path)), format!("{line}\n"), "{path}");
    }
    assert_eq!(list(field("at"), &[odd(), plain()]), "\n2026-11-22T09:30:15.250Z\n");
    assert_eq!(list(field("at"), &[]), "");
}

#[test]
fn quiet_leaves_a_column_or_nothing() {
    let quiet = |quiet| Choices { quiet, ..Choices::default() };
    let unsecret = || Sample { token: None, ..odd() };
    assert_eq!(one(quiet(Quiet::Column("token"))), "gp_live_x\n");
    assert_eq!(list(quiet(Quiet::Column("token")), &[plain(), unsecret()]), "gp_live_x\ntok_2\n");
    assert_eq!(list(quiet(Quiet::Column("no_such_column")), &[unsecret()]), "tok_2\n");
    assert_eq!(list_on(quiet(Quiet::Nothing), Screen::default(), &[plain()]), (String::new(), String::new()));
    assert_eq!(one(quiet(Quiet::Nothing)), "");
}

#[test]
fn a_terminal_gets_no_control_characters() {
    let screen = Screen { terminal: true, ..Screen::default() };
    for choices in [format(Format::Table), format(Format::Jsonl), format(Format::Csv), field("name")] {
        let (text, _) = list_on(choices, screen, &[odd()]);
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
    assert_eq!(list_on(field("name"), screen, &[odd()]).0, "=1,\"\\x1b\\n\n");
    assert_eq!(list(field("name"), &[odd()]), "=1,\"\u{1b}\n\n");
}

#[test]
fn a_wrong_column_fails_before_anything_is_done() {
    let check = |choices| {
        let output = Output::new(choices, Screen::default(), Box::new(io::sink()), Box::new(io::sink()));
        output.check_columns::<Changed<Sample>>().unwrap_err()
    };
    let error = check(columns(Format::Csv, &["id", "nmae"]));
    assert_eq!((error.code, error.field.as_deref()), (Code::UnknownColumn, Some("--columns")));
    assert_eq!(error.message, "there is no column \"nmae\"; did you mean name?");
    assert_eq!(error.candidates.last().map(String::as_str), Some("changed"));
    assert_eq!(check(columns(Format::Csv, &["id", "id"])).code, Code::InvalidValue);
    assert_eq!(check(columns(Format::Csv, &[""])).code, Code::UnknownColumn);
    for path in ["", "metdata.team", "name.first"] {
        let error = check(field(path));
        assert_eq!((error.code, error.field.as_deref()), (Code::UnknownColumn, Some("--field")), "{path}");
    }
}

#[test]
fn a_reader_that_has_gone_is_told_from_a_full_disk() {
    for (kind, code, closed) in
        [(ErrorKind::BrokenPipe, Code::Io, true), (ErrorKind::StorageFull, Code::DiskFull, false)]
    {
        let output = || {
            let sink = Box::new(io::sink());
            Output::new(format(Format::Jsonl), Screen::default(), Box::new(Broken(kind)), sink)
        };
        let mut single = output();
        assert_eq!(single.one(&plain()).unwrap_err().code, code);
        assert_eq!(single.closed(), closed);

        let mut streamed = output();
        let mut list = streamed.list(None).unwrap();
        let error = (0..10_000).try_for_each(|_| list.push(&plain())).unwrap_err();
        assert_eq!(error.code, code);
        assert_eq!(streamed.closed(), closed);

        let mut file = output().to_file("out.csv".to_owned(), Box::new(Broken(kind)));
        let message = file.one(&plain()).unwrap_err().message;
        assert!(message.starts_with("cannot write out.csv: "), "{message}");
    }
}

#[test]
fn errors_and_notices_follow_the_format() {
    let say = |choices, color| {
        let screen = Screen { color, ..Screen::default() };
        let run = |output: &mut Output| {
            output.notice("made");
            output.error(&Error::new(Code::Io, "broken"));
            Ok(())
        };
        let (out, err) = written(choices, screen, run);
        assert_eq!(out, "");
        err
    };
    assert_eq!(say(format(Format::Csv), false), "note: made\nerror: broken\n");
    assert_eq!(say(format(Format::Table), true), "note: made\n\u{1b}[1;31merror:\u{1b}[0m broken\n");
    let lines = say(format(Format::Json), true);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0], json!({"notice": "made"}));
    assert_eq!(lines[1]["error"]["code"], "io");
}

#[test]
fn what_stays_on_the_line_is_the_last_that_was_told() {
    let screen = Screen { watched: true, ..Screen::default() };
    let (_, seen) = written(Choices::default(), screen, |output| {
        let at = Duration::from_millis;
        output.progress_told(at(2_000), false, || "first".to_owned());
        output.progress_told(at(2_010), false, || "too soon".to_owned());
        output.progress_told(at(2_020), true, || "last".to_owned());
        Ok(())
    });
    assert!(seen.contains("first") && !seen.contains("too soon") && seen.contains("last"), "{seen:?}");
}
