//! Signatures against known answers, against a library that others wrote, and against each other.

use data_encoding::BASE64;
use proptest::prelude::*;

use super::*;

const NOW: Millis = Millis(1_763_803_800_000);
/// Of the specification's examples.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY: &[u8] = br#"{"test": 2432232314}"#;

fn secret(text: &str) -> SharedSecret {
    SharedSecret::any(text).unwrap()
}

fn keys(profiles: &[Profile]) -> Keys {
    Keys { secrets: vec![secret(SECRET)], private: vec![PrivateKey::draw(&[9; 32])], profiles: profiles.to_vec() }
}

fn trusted() -> Trusted {
    Trusted { secrets: vec![secret(SECRET)], public: vec![PrivateKey::draw(&[9; 32]).public()] }
}

fn sent(keys: &Keys, body: &[u8]) -> Incoming {
    let headers = keys.headers("msg_1", Some("order.created"), NOW, body);
    Incoming {
        headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        body: body.to_vec(),
    }
}

fn outcome(trusted: &Trusted, request: &Incoming) -> Outcome {
    check(trusted, request, NOW, Some(TOLERANCE)).outcome
}

/// The request with one header changed, or taken away.
fn with(request: &Incoming, name: &str, value: Option<&str>) -> Incoming {
    let mut changed = request.clone();
    changed.headers.retain(|(known, _)| known != name);
    changed.headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    changed
}

#[test]
fn the_specification_s_example_is_signed_alike() {
    let headers = Keys { private: Vec::new(), ..keys(&[Profile::Standard]) }.headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        None,
        Millis(1_614_265_330_000),
        BODY,
    );
    assert_eq!(
        headers,
        [
            (ID, "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned()),
            (TIMESTAMP, "1614265330".to_owned()),
            (SIGNATURE, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=".to_owned()),
        ]
    );
}

#[test]
fn github_s_example_is_signed_alike() {
    // From its page on validating deliveries.
    let mac = github(&secret("It's a Secret to Everybody"), b"Hello, World!");
    assert_eq!(hex(&mac), "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
}

#[test]
fn a_library_of_others_agrees() {
    let theirs = standardwebhooks::Webhook::new(SECRET).unwrap();
    let mine = sent(&keys(&[Profile::Standard]), BODY);
    let list = mine.header(SIGNATURE).unwrap();
    let by_them = theirs.sign("msg_1", NOW.0 / 1_000, BODY).unwrap();
    assert!(list.split(' ').any(|it| it == by_them), "{list} {by_them}");
    let request = with(&mine, SIGNATURE, Some(&by_them));
    let checked = check(&trusted(), &request, NOW, Some(TOLERANCE));
    assert_eq!((checked.outcome, checked.scheme, checked.at), (Outcome::Valid, Some(Scheme::V1), Some(NOW)));
}

#[test]
fn every_kind_is_checked_by_its_own_key() {
    let all = sent(&keys(Profile::ALL), BODY);
    assert_eq!(outcome(&trusted(), &all), Outcome::Valid);
    for (profile, header) in [(Profile::Github, GITHUB), (Profile::Stripe, STRIPE), (Profile::Standard, SIGNATURE)] {
        let request = sent(&keys(&[profile]), BODY);
        assert_eq!(outcome(&trusted(), &request), Outcome::Valid, "{header}");
        let other = Trusted { secrets: vec![secret("whsec_AAAA")], public: vec![PrivateKey::draw(&[1; 32]).public()] };
        assert_eq!(outcome(&other, &request), Outcome::Mismatch, "{header}");
        assert_eq!(outcome(&Trusted::default(), &request), Outcome::Unsigned, "{header}");
    }
    let public = Trusted { secrets: Vec::new(), ..trusted() };
    let checked = check(&public, &sent(&keys(&[Profile::Standard]), BODY), NOW, None);
    assert_eq!((checked.outcome, checked.scheme), (Outcome::Valid, Some(Scheme::V1a)));
    let newer = sent(&keys(&[]), BODY);
    assert_eq!(newer.headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), [ID, TIMESTAMP, TYPE]);
}

#[test]
fn both_secrets_sign_during_a_rotation() {
    let (new, old) = (secret("whsec_bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3"), secret(SECRET));
    let signed = sent(
        &Keys { secrets: vec![new.clone(), old.clone()], private: Vec::new(), profiles: Profile::ALL.to_vec() },
        BODY,
    );
    for (index, secrets) in [vec![new.clone()], vec![old.clone()], vec![new, old]].into_iter().enumerate() {
        for header in [SIGNATURE, STRIPE] {
            let mut request = with(&signed, GITHUB, None);
            request.headers.retain(|(name, _)| name == header || name == ID || name == TIMESTAMP);
            let trusted = Trusted { secrets: secrets.clone(), public: Vec::new() };
            let checked = check(&trusted, &request, NOW, Some(TOLERANCE));
            assert_eq!((checked.outcome, checked.key), (Outcome::Valid, Some(0)), "{header} {index}");
        }
    }
    // That header holds one signature: of the newest.
    assert_eq!(signed.header(GITHUB).unwrap().len(), "sha256=".len() + 64);
}

#[test]
fn a_moment_outside_the_tolerance_is_told_from_a_wrong_signature() {
    for profile in [Profile::Standard, Profile::Stripe] {
        let request = sent(&keys(&[profile]), BODY);
        for (age, expected) in [
            (0, Outcome::Valid),
            (300_000, Outcome::Valid),
            (300_001, Outcome::TooOld),
            (-300_000, Outcome::Valid),
            (-300_001, Outcome::TooNew),
        ] {
            let now = Millis(NOW.0 + age);
            assert_eq!(check(&trusted(), &request, now, Some(300_000)).outcome, expected, "{age}");
            assert_eq!(check(&trusted(), &request, now, None).outcome, Outcome::Valid);
        }
    }
}

#[test]
fn what_is_missing_or_garbled_is_named() {
    let request = sent(&keys(&[Profile::Standard]), BODY);
    let garbled = [
        (with(&request, ID, None), Outcome::Malformed),
        (with(&request, TIMESTAMP, None), Outcome::Malformed),
        (with(&request, TIMESTAMP, Some("soon")), Outcome::Malformed),
        (with(&request, TIMESTAMP, Some("1763803800000")), Outcome::Malformed),
        (with(&request, TIMESTAMP, Some("-1")), Outcome::Malformed),
        (with(&request, SIGNATURE, None), Outcome::Unsigned),
        (with(&request, SIGNATURE, Some("")), Outcome::Unsigned),
        (with(&request, SIGNATURE, Some("nonsense v2,AAAA v1,* v1a,AAAA")), Outcome::Mismatch),
        (with(&request, SIGNATURE, Some("v3,AAAA")), Outcome::Mismatch),
        (with(&request, ID, Some("msg_2")), Outcome::Mismatch),
    ];
    for (request, expected) in garbled {
        assert_eq!(outcome(&trusted(), &request), expected, "{:?}", request.headers);
    }
    let stripe = sent(&keys(&[Profile::Stripe]), BODY);
    for (value, expected) in [
        ("v1=00", Outcome::Malformed),
        ("t=1,v1=00", Outcome::Mismatch),
        ("t=x", Outcome::Malformed),
        ("", Outcome::Malformed),
    ] {
        assert_eq!(outcome(&trusted(), &with(&stripe, STRIPE, Some(value))), expected, "{value}");
    }
    let github = sent(&keys(&[Profile::Github]), BODY);
    for (value, expected) in
        [("sha1=00", Outcome::Malformed), ("sha256=00", Outcome::Mismatch), ("sha256=x", Outcome::Malformed)]
    {
        assert_eq!(outcome(&trusted(), &with(&github, GITHUB, Some(value))), expected, "{value}");
    }
}

#[test]
fn signatures_of_schemes_to_come_do_not_disturb() {
    let request = sent(&keys(&[Profile::Standard]), BODY);
    let list = format!("v9,AAAA garbage {}", request.header(SIGNATURE).unwrap());
    assert_eq!(outcome(&trusted(), &with(&request, SIGNATURE, Some(&list))), Outcome::Valid);
}

#[test]
fn names_of_headers_come_in_any_case() {
    let mut request = sent(&keys(&[Profile::Standard]), BODY);
    for (name, _) in &mut request.headers {
        *name = name.to_uppercase();
    }
    assert_eq!(outcome(&trusted(), &request), Outcome::Valid);
}

proptest! {
    #[test]
    fn any_body_verifies_and_no_other_does(body: Vec<u8>, at in 0usize..64, bit in 0u8..8, key: [u8; 32]) {
        let secret = SharedSecret::draw(&key).unwrap();
        let private = PrivateKey::draw(&key);
        let trusted = Trusted { secrets: vec![secret.clone()], public: vec![private.public()] };
        for profile in Profile::ALL {
            let keys = Keys { secrets: vec![secret.clone()], private: vec![private.clone()], profiles: vec![*profile] };
            let request = sent(&keys, &body);
            prop_assert_eq!(outcome(&trusted, &request), Outcome::Valid);
            let mut changed = request.clone();
            match changed.body.get_mut(at) {
                Some(byte) => *byte ^= 1 << bit,
                None => changed.body.push(bit),
            }
            prop_assert_eq!(outcome(&trusted, &changed), Outcome::Mismatch);
        }
    }

    #[test]
    fn no_header_ends_the_check(value in "[a-z0-9=, +/v1t*]{0,80}", other in "\\PC{0,40}") {
        for name in [SIGNATURE, STRIPE, GITHUB] {
            let request = with(&sent(&keys(&[]), BODY), name, Some(&value));
            prop_assert!(outcome(&trusted(), &request) != Outcome::Valid);
            prop_assert!(outcome(&trusted(), &with(&request, TIMESTAMP, Some(&other))) != Outcome::Valid);
        }
    }

    #[test]
    fn what_is_signed_is_text_in_the_headers(body: Vec<u8>) {
        for (_, value) in keys(Profile::ALL).headers("msg_1", Some("a.b"), NOW, &body) {
            prop_assert!(value.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
        }
        // Python's library fails on an entry without a comma.
        let request = sent(&keys(&[Profile::Standard]), &body);
        prop_assert!(request.header(SIGNATURE).unwrap().split(' ').all(|it| it.contains(',')));
        let mac = v1(secret(SECRET).standard().unwrap(), "msg_1", "1763803800", &body).finalize().into_bytes();
        prop_assert!(request.header(SIGNATURE).unwrap().contains(&BASE64.encode(&mac)));
    }
}
