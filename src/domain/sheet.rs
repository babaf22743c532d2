//! Rows that come from elsewhere, as CSV or JSON lines, whatever their columns are called: which of theirs is which of
//! ours, and what stands in their cells.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value as Json;

use super::csv::unguarded;
use super::suggest::{did_you_mean, nearest};
use super::time::{Edge, Millis};
use crate::error::{Code, Error, Result};

/// Which of their columns is which of ours, where the names differ; nothing leaves a column out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    ours: &'static [&'static str],
    pairs: Vec<(String, Option<usize>)>,
}

impl Mapping {
    /// Reads words such as `userId=owner`.
    pub fn parse(words: &[String], ours: &'static [&'static str]) -> Result<Mapping> {
        let mut pairs: Vec<(String, Option<usize>)> = Vec::with_capacity(words.len());
        for word in words {
            let Some((theirs, name)) = word.split_once('=').filter(|(theirs, _)| !theirs.is_empty()) else {
                return Err(Error::invalid("--map", format!("not a pair: {word:?}"))
                    .hint(format!("write their column and ours, as in: --map userId={}", ours[0])));
            };
            let place = ours.iter().position(|column| *column == name);
            if place.is_none() && !name.is_empty() {
                let near = did_you_mean(name, ours.iter().copied());
                let error = Error::new(Code::UnknownColumn, format!("there is no column {name:?}{near}"));
                return Err(error.field("--map").candidates(ours.iter().map(|it| (*it).to_owned()).collect()));
            }
            let twice = |it: &&(String, Option<usize>)| it.0 == theirs || place.is_some() && it.1 == place;
            if let Some((other, _)) = pairs.iter().find(twice) {
                return Err(Error::invalid("--map", format!("{word} and the mapping of {other} exclude each other")));
            }
            pairs.push((theirs.to_owned(), place));
        }
        Ok(Mapping { ours, pairs })
    }

    /// Which of our columns one of theirs is.
    fn place(&self, theirs: &str) -> Option<usize> {
        if let Some((_, place)) = self.pairs.iter().find(|(mapped, _)| mapped == theirs) {
            return *place;
        }
        let place = self.ours.iter().position(|column| *column == theirs);
        place.filter(|place| self.pairs.iter().all(|(_, mapped)| *mapped != Some(*place)))
    }

    /// Whether one of their columns is left out on purpose.
    fn drops(&self, theirs: &str) -> bool {
        REPORT.contains(&theirs) || self.pairs.iter().any(|(mapped, place)| mapped == theirs && place.is_none())
    }
}

/// The columns that a file of refused rows has besides; they are passed over when it comes back.
pub const REPORT: [&str; 2] = ["refused_column", "refused_because"];

/// The columns of a file, as far as they were seen.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Those that are not ours and that nobody mapped.
    pub ignored: Vec<String>,
    seen: Vec<String>,
    /// Which of ours each of a line of names is.
    places: Vec<Option<usize>>,
}

impl Columns {
    fn see(&mut self, theirs: &str, mapping: &Mapping) {
        if self.seen.iter().any(|seen| seen == theirs) {
            return;
        }
        self.seen.push(theirs.to_owned());
        if mapping.place(theirs).is_none() && !mapping.drops(theirs) {
            self.ignored.push(theirs.to_owned());
        }
    }

    /// Takes the line of column names.
    pub fn header(&mut self, fields: Result<Vec<Option<String>>, &'static str>, mapping: &Mapping) -> Result<()> {
        let fields = fields.map_err(|why| Error::invalid("FILE", format!("the line of column names {why}")))?;
        let names: Vec<String> = fields.into_iter().map(Option::unwrap_or_default).collect();
        if names.iter().any(|theirs| theirs.replace("\r\n", "").contains('\r')) {
            return Err(Error::invalid("FILE", "the lines of the file end with a carriage return alone")
                .hint("turn them: tr '\\r' '\\n' < FILE, and import what comes out"));
        }
        for (index, theirs) in names.iter().enumerate() {
            if names[..index].contains(theirs) {
                return Err(Error::invalid("FILE", format!("the file has two columns {theirs:?}")));
            }
            self.see(theirs, mapping);
        }
        self.places = names.iter().map(|theirs| mapping.place(theirs)).collect();
        Ok(())
    }

    /// The cells of a record under our columns; those it does not have are absent.
    pub fn record(&self, fields: Vec<Option<String>>, mapping: &Mapping) -> Result<Vec<Option<Json>>, String> {
        if fields.len() != self.places.len() {
            let (has, wanted) = (fields.len(), self.places.len());
            return Err(format!("has {has} fields, the line of column names has {wanted}"));
        }
        let mut cells = vec![None; mapping.ours.len()];
        for (place, field) in self.places.iter().zip(fields) {
            if let Some(place) = place {
                cells[*place] = Some(field.map_or(Json::Null, |text| Json::from(unguarded(&text))));
            }
        }
        Ok(cells)
    }

    /// The same of a JSON object on a line.
    pub fn object(&mut self, line: &[u8], mapping: &Mapping) -> Result<Vec<Option<Json>>, String> {
        let object: Pairs =
            serde_json::from_slice(line).map_err(|cause| format!("is no JSON object: {}", said(&cause)))?;
        let mut cells = vec![None; mapping.ours.len()];
        for (theirs, value) in object.0 {
            self.see(&theirs, mapping);
            if let Some(place) = mapping.place(&theirs) {
                cells[place] = Some(value);
            }
        }
        Ok(cells)
    }

    /// Refuses a mapping of a column that is not there, and a file without the column that every row must have.
    pub fn check(&self, mapping: &Mapping, must: usize, what: &str, hint: &str) -> Result<()> {
        if self.seen.is_empty() {
            return Ok(());
        }
        let seen = || self.seen.iter().map(String::as_str);
        let unknown = |message: String| Error::new(Code::UnknownColumn, message).field("--map");
        for (theirs, _) in &mapping.pairs {
            if !self.seen.contains(theirs) {
                let near = did_you_mean(theirs, seen());
                let nearest = nearest(theirs, seen()).map(str::to_owned);
                let error = unknown(format!("the file has no column {theirs:?}{near}"));
                return Err(error
                    .hint(format!("it has: {}", self.seen.join(", ")))
                    .candidates(nearest.into_iter().collect()));
            }
        }
        if seen().all(|theirs| mapping.place(theirs) != Some(must)) {
            let has = self.seen.join(", ");
            return Err(unknown(format!("no column of the file is {what}; it has: {has}")).hint(hint));
        }
        Ok(())
    }
}

/// The fields of a JSON object, of which no two have one name: one of them would be lost.
struct Pairs(Vec<(String, Json)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Pairs, D::Error> {
        source.deserialize_map(Pairs(Vec::new()))
    }
}

impl<'de> Visitor<'de> for Pairs {
    type Value = Pairs;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<Pairs, A::Error> {
        while let Some((name, value)) = fields.next_entry::<String, Json>()? {
            if self.0.iter().any(|(other, _)| *other == name) {
                return Err(A::Error::custom(format!("it has two fields {name:?}")));
            }
            self.0.push((name, value));
        }
        Ok(self)
    }
}

/// The bytes of a file behind the mark of its encoding. Refuses what is neither CSV nor JSON lines.
pub fn begin<'a>(text: &'a [u8], area: &str) -> Result<&'a [u8]> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") || text.iter().take(2).any(|byte| *byte == 0) {
        return Err(Error::invalid("FILE", "the file is UTF-16 text, not UTF-8")
            .hint(format!("turn it: iconv -f UTF-16 -t UTF-8 FILE | gatepost {area} import -")));
    }
    if text.first() == Some(&b'[') {
        return Err(Error::invalid("FILE", "the file is a JSON array, not JSON lines")
            .hint(format!("write one object a line: jq -c '.[]' FILE | gatepost {area} import -")));
    }
    Ok(text)
}

/// What a reader of JSON says, without the number of the line, which is that of the text it was given.
pub fn said(cause: &serde_json::Error) -> String {
    let text = cause.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    text[..end].to_owned()
}

/// Puts the name of a column before what is wrong with it.
pub fn of(column: &'static str) -> impl Fn(String) -> String {
    move |why| format!("{column}: {why}")
}

/// An error as the reason of a line.
pub fn why(error: Error) -> String {
    match error.hint {
        Some(hint) => format!("{}; {hint}", error.message),
        None => error.message,
    }
}

/// A text; an empty one counts as absent.
pub fn text(value: Json) -> Result<Option<String>, String> {
    match value {
        Json::Null => Ok(None),
        Json::String(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        Json::Number(number) => Ok(Some(number.to_string())),
        Json::Bool(_) | Json::Array(_) | Json::Object(_) => Err("is no text".to_owned()),
    }
}

/// From here on a number of seconds would lie in the year 5138, so it counts milliseconds.
const MILLISECONDS: i64 = 100_000_000_000;
/// The last moment that has four digits for its year.
const LATEST: i64 = 253_402_300_799_999;

/// A moment: RFC 3339, also with a space for the T and an offset of hours as databases write it; a date; or Unix
/// seconds or milliseconds.
pub fn time(value: Json, edge: Edge) -> Result<Option<Millis>, String> {
    let Some(text) = text(value)? else { return Ok(None) };
    let unix = |number: i64| if number < MILLISECONDS { number * 1_000 } else { number };
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let at = if plain { text.parse().ok().map(|number| Millis(unix(number))) } else { moment(&text, edge) };
    at.filter(|at| (0..=LATEST).contains(&at.0)).map(Some).ok_or_else(|| {
        format!("not a time: {text:?}; write 2026-11-22T09:30:00Z, 2026-11-22, or Unix seconds or milliseconds")
    })
}

fn moment(text: &str, edge: Edge) -> Option<Millis> {
    Millis::parse(text, edge).or_else(|| {
        let (day, hour) = text.split_once(' ')?;
        let offset = hour.len().checked_sub(3).and_then(|at| hour.as_bytes().get(at));
        let minutes = if matches!(offset, Some(b'+' | b'-')) { ":00" } else { "" };
        Millis::parse(&format!("{day}T{hour}{minutes}"), edge)
    })
}
