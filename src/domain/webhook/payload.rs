//! What a payload may be: JSON within a size, with no name twice in one object, since readers differ in
//! which of the two they take. It is only looked at: what is kept and sent are its bytes.

use std::cell::RefCell;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

use crate::domain::size::Size;
use crate::error::{Error, Result};

/// What to do about one that is too large.
pub const TOO_LARGE: &str = "the setting webhooks.max_payload holds the limit";

/// The payload as a value, for filters and schemas; `field` is the argument that an error names. Nesting is
/// bounded by the parser, at 127 levels.
pub fn parse(bytes: &[u8], most: Size, field: &str) -> Result<Json> {
    if bytes.len() as u64 > most.0 {
        let message = format!("the payload has {} bytes; at most {most} are allowed", bytes.len());
        return Err(Error::invalid(field, message).hint(TOO_LARGE));
    }
    let path = RefCell::new(Vec::new());
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Unique(&path).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    read.map_err(|cause| {
        let told = cause.to_string().replace("recursion limit exceeded", "it is nested deeper than 127 levels");
        let what = match bytes.trim_ascii() {
            [] => "it is empty".to_owned(),
            [0xef, 0xbb, 0xbf, ..] => "it begins with a byte order mark; save it without one".to_owned(),
            _ => told,
        };
        Error::invalid(field, format!("the payload is no JSON that every reader takes alike: {what}"))
    })
}

/// A step on the way to a value.
enum Step {
    Name(String),
    Index(usize),
}

/// Reads a value whose objects have each name once; it knows where it is.
struct Unique<'a>(&'a RefCell<Vec<Step>>);

impl Unique<'_> {
    /// Reads what stands at a step further.
    fn within<T>(&self, step: Step, read: impl FnOnce(Unique<'_>) -> T) -> T {
        self.0.borrow_mut().push(step);
        let value = read(Unique(self.0));
        self.0.borrow_mut().pop();
        value
    }

    /// Where it is, as RFC 6901 writes it.
    fn pointer(&self) -> String {
        let steps = self.0.borrow();
        let text = steps.iter().map(|step| match step {
            Step::Name(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => format!("/{index}"),
        });
        text.collect()
    }
}

impl<'de> DeserializeSeed<'de> for Unique<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Json, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = self.within(Step::Index(array.len()), |it| items.next_element_seed(it))? {
            array.push(item);
        }
        Ok(array.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                return self.within(Step::Name(name), |it| {
                    Err(A::Error::custom(format_args!("{} stands there twice", it.pointer())))
                });
            }
            let value = self.within(Step::Name(name.clone()), |it| members.next_value_seed(it))?;
            object.insert(name, value);
        }
        Ok(object.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Json> {
        parse(text.as_bytes(), Size(1 << 20), "--data")
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let text = r#"{"a":[1,-2,0.5,null,true,"x\u0000\ud83d\ude00"],"b":{"":{}},"c":18446744073709551615}"#;
        assert_eq!(read(text).unwrap(), serde_json::from_str::<Json>(text).unwrap());
        for text in ["0", "null", "\"a\"", " [] \n"] {
            assert!(read(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_name_that_stands_twice_is_refused_with_its_place() {
        let message = read(r#"{"a":[{}, {"b/~":1, "c":2, "b/~":1}]}"#).unwrap_err().message;
        assert!(message.contains("/a/1/b~1~0 stands there twice"), "{message}");
        assert!(read(r#"{"a":1,"\u0061":2}"#).is_err());
        assert!(read(r#"[{"a":1},{"a":2}]"#).is_ok());
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in
            ["", " ", "{", "{}{}", "{'a':1}", "nul", "[1,]", "\u{feff}{}", "NaN", "1e999", "\"\n\"", r#""\ud800""#]
        {
            assert!(read(text).is_err(), "{text:?}");
        }
        assert!(parse(b"\"\xff\"", Size(9), "--data").is_err());
    }

    #[test]
    fn deep_nesting_is_refused_before_the_stack_ends() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let nested = |levels: usize| format!("{}1{}", open.repeat(levels), close.repeat(levels));
            for levels in [128, 10_000] {
                let message = read(&nested(levels)).unwrap_err().message;
                assert!(message.contains("it is nested deeper than 127 levels at line 1"), "{message}");
            }
            assert!(read(&nested(127)).is_ok());
        }
    }

    #[test]
    fn the_limit_is_of_bytes() {
        assert!(parse(b"\"1234\"", Size(6), "--data").is_ok());
        let message = parse(b"\"12345\"", Size(6), "--data").unwrap_err().message;
        assert_eq!(message, "the payload has 7 bytes; at most 6B are allowed");
    }

    proptest! {
        #[test]
        fn bytes_of_any_kind_are_judged_as_serde_json_judges_them(bytes in "[\\[\\]{},:\"a0-9 .e-]{0,24}") {
            let theirs = serde_json::from_str::<Json>(&bytes).ok();
            match read(&bytes) {
                Ok(value) => prop_assert_eq!(Some(value), theirs),
                Err(cause) => prop_assert!(theirs.is_none() || cause.message.contains("twice")),
            }
        }
    }
}
