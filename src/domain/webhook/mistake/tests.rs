//! Each known mistake, made and found.

use proptest::prelude::*;

use super::super::secret::PrivateKey;
use super::super::signature::{Keys, Outcome, Profile, SIGNATURE, check};
use super::*;
use crate::domain::time::Millis;

const NOW: Millis = Millis(1_763_803_800_000);
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY: &str = "{\"b\": 1, \"a\": \"gr\u{f6}\u{df}e/x\", \"id\": \"evt_9\"}";

fn secret(text: &str) -> SharedSecret {
    SharedSecret::any(text).unwrap()
}

fn signed_by(text: &str, profile: Profile, id: &str, body: &str) -> Incoming {
    let keys = Keys { secrets: vec![secret(text)], private: Vec::new(), profiles: vec![profile] };
    let headers = keys.headers(id, None, NOW, body.as_bytes());
    Incoming {
        headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        body: body.as_bytes().to_vec(),
    }
}

fn found(request: &Incoming) -> Option<Mistake> {
    found_with(SECRET, &[], request)
}

fn found_with(text: &str, old: &[SharedSecret], request: &Incoming) -> Option<Mistake> {
    let trusted = Trusted { secrets: vec![secret(text)], public: Vec::new() };
    assert_ne!(check(&trusted, request, NOW, None).outcome, Outcome::Valid);
    find(&trusted, old, request).unwrap()
}

#[test]
fn a_changed_body_is_known_by_how_it_was_changed() {
    let tight = serde_json::to_string(&serde_json::from_str::<Json>(BODY).unwrap()).unwrap();
    let indented = serde_json::to_string_pretty(&serde_json::from_str::<Json>(BODY).unwrap()).unwrap();
    let ascii = BODY.replace('\u{f6}', "\\u00f6").replace('\u{df}', "\\u00df");
    let cases = [
        (BODY, format!("{BODY}\n"), Mistake::TrailingNewline),
        (BODY, format!("{BODY}\r\n"), Mistake::TrailingNewline),
        (&format!("{BODY}\n"), BODY.to_owned(), Mistake::TrailingNewline),
        (&indented, indented.replace('\n', "\r\n"), Mistake::LineEndings),
        (BODY, tight.clone(), Mistake::ReserialisedJson),
        (&tight, BODY.to_owned(), Mistake::ReserialisedJson),
        (&ascii, BODY.to_owned(), Mistake::ReserialisedJson),
        (&ascii, tight.clone(), Mistake::ReserialisedJson),
        (&indented, tight.clone(), Mistake::ReserialisedJson),
        (&tight.replace('/', "\\/"), tight.clone(), Mistake::ReserialisedJson),
        (r#"{"a":1,"b":2}"#, r#"{"b": 2, "a": 1}"#.to_owned(), Mistake::ReserialisedJson),
        (BODY, BASE64.encode(BODY.as_bytes()), Mistake::EncodedBody),
    ];
    for profile in Profile::ALL {
        for (sent, came, mistake) in &cases {
            let request = Incoming { body: came.clone().into_bytes(), ..signed_by(SECRET, *profile, "msg_1", sent) };
            assert_eq!(found(&request), Some(*mistake), "{profile:?} {sent:?} {came:?}");
        }
    }
}

#[test]
fn a_secret_in_another_form_is_known() {
    let bare = &SECRET["whsec_".len()..];
    for text in [SECRET, bare] {
        let request = signed_by(&BASE64.encode(text.as_bytes()), Profile::Standard, "msg_1", BODY);
        assert_eq!(found(&request), Some(Mistake::UndecodedSecret), "{text}");
    }
    let request = signed_by(bare, Profile::Github, "msg_1", BODY);
    assert_eq!(found(&request), Some(Mistake::UndecodedSecret));
    let hex = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    let bytes = BASE64.encode(&HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).unwrap());
    let request = signed_by(&bytes, Profile::Standard, "msg_1", BODY);
    assert_eq!(found_with(&format!("whsec_{hex}"), &[], &request), Some(Mistake::HexSecret));
    let old = [secret("whsec_b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk")];
    for profile in Profile::ALL {
        let request = signed_by(old[0].expose(), *profile, "msg_1", BODY);
        assert_eq!(found_with(SECRET, &old, &request), Some(Mistake::OldSecret), "{profile:?}");
    }
}

#[test]
fn a_moment_in_milliseconds_is_known() {
    let request = signed_by(SECRET, Profile::Standard, "msg_1", BODY);
    let millis = replace(&request, TIMESTAMP, &NOW.0.to_string());
    assert_eq!(found(&millis), Some(Mistake::Milliseconds));
    let stripe = signed_by(SECRET, Profile::Stripe, "msg_1", BODY);
    let value = stripe.header(STRIPE).unwrap().replace("t=1763803800,", "t=1763803800000,");
    assert_eq!(found(&replace(&stripe, STRIPE, &value)), Some(Mistake::Milliseconds));
    // The signer signed milliseconds and sent seconds.
    let mac = signature::v1(secret(SECRET).standard().unwrap(), "msg_1", &NOW.0.to_string(), BODY.as_bytes());
    let list = format!("v1,{}", BASE64.encode(&hmac::Mac::finalize(mac).into_bytes()));
    let signed = replace(&request, SIGNATURE, &list);
    assert_eq!(found(&signed), Some(Mistake::Milliseconds));
    assert_eq!(found(&replace(&signed, TIMESTAMP, &NOW.0.to_string())), Some(Mistake::Milliseconds));
}

#[test]
fn an_id_from_elsewhere_is_known() {
    let request = signed_by(SECRET, Profile::Standard, "evt_9", BODY);
    assert_eq!(found(&replace(&request, ID, "msg_1")), Some(Mistake::WrongId));
    let mut other = replace(&signed_by(SECRET, Profile::Standard, "req-7", "{}"), ID, "msg_1");
    assert_eq!(found(&other), None);
    other.headers.push(("x-request-id".to_owned(), "req-7".to_owned()));
    assert_eq!(found(&other), Some(Mistake::WrongId));
}

#[test]
fn a_forgery_is_no_mistake() {
    for profile in Profile::ALL {
        let request = signed_by("whsec_b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVy", *profile, "msg_1", BODY);
        assert_eq!(found(&request), None, "{profile:?}");
    }
    let trusted = Trusted { secrets: Vec::new(), public: vec![PrivateKey::draw(&[1; 32]).public()] };
    let keys = Keys { secrets: Vec::new(), private: vec![PrivateKey::draw(&[1; 32])], profiles: Profile::ALL.to_vec() };
    let headers = keys.headers("msg_1", None, NOW, BODY.as_bytes());
    let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let request = Incoming { headers, body: format!("{BODY}\n").into_bytes() };
    assert_eq!(find(&trusted, &[], &request).unwrap(), Some(Mistake::TrailingNewline));
}

proptest! {
    #[test]
    fn any_request_is_answered(body: Vec<u8>, value in "\\PC{0,40}", other in "\\PC{0,40}") {
        let mut request = signed_by(SECRET, Profile::Standard, "msg_1", "other");
        request.body = body;
        for name in [TIMESTAMP, STRIPE, ID, SIGNATURE] {
            prop_assert_eq!(found(&replace(&replace(&request, name, &value), "x", &other)), None);
        }
    }
}
