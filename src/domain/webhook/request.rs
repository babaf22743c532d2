//! A request as it came over the wire, or was saved: head, empty line, body.

use httparse::{EMPTY_HEADER, Header, Request, Status};

use super::signature::Incoming;
use crate::error::{Error, Result};

/// The longest head that is read, in bytes.
pub const LONGEST_HEAD: u64 = 64 << 10;
/// The most headers that are read.
pub const MOST_HEADERS: usize = 100;

/// Reads one; `field` is the argument that an error names. The line of the request may be left out, and lines may end
/// as editors end them. A length that the head says is held to.
pub fn parse(bytes: &[u8], field: &str) -> Result<Incoming> {
    let mut headers = [EMPTY_HEADER; MOST_HEADERS];
    let mut request = Request::new(&mut headers);
    let has_line =
        bytes.split(|byte| *byte == b'\n').next().is_some_and(|line| memchr::memmem::find(line, b" HTTP/").is_some());
    let parsed = if has_line {
        request.parse(bytes).map(|status| match status {
            Status::Complete(length) => Some((length, owned(request.headers))),
            Status::Partial => None,
        })
    } else {
        httparse::parse_headers(bytes, &mut headers).map(|status| match status {
            Status::Complete((length, headers)) => Some((length, owned(headers))),
            Status::Partial => None,
        })
    };
    let wrong = |what: String| {
        Error::invalid(field, format!("this is not a request: {what}"))
            .hint("save it as it came: POST /path HTTP/1.1, a header a line, an empty line, the body")
    };
    let (head, headers) = parsed
        .map_err(|cause| wrong(cause.to_string()))?
        .ok_or_else(|| wrong("no empty line ends its head".to_owned()))?;
    let mut request = Incoming { headers, body: bytes[head..].to_vec() };
    if request.header("transfer-encoding").is_some_and(|it| it.eq_ignore_ascii_case("chunked")) {
        // Where it is no chunks, it was saved as it was understood.
        request.body = dechunked(&request.body).unwrap_or(request.body);
    } else if let Some(length) = request.header("content-length") {
        let length: usize = length.parse().map_err(|_| wrong(format!("its content-length is {length:?}")))?;
        if request.body.len() < length {
            let message = format!("the body is cut: it has {} of {length} bytes", request.body.len());
            return Err(Error::invalid(field, message).hint("save the request again, or check what saved it"));
        }
        // What an editor put behind it is not of it.
        if request.body[length..].iter().all(u8::is_ascii_whitespace) {
            request.body.truncate(length);
        }
    }
    Ok(request)
}

fn owned(headers: &[Header<'_>]) -> Vec<(String, String)> {
    let text = |header: &Header<'_>| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned());
    headers.iter().map(text).collect()
}

/// A header as it is written, `name: value`.
pub fn header(text: &str, field: &str) -> Result<(String, String)> {
    match text.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.trim().to_owned())),
        _ => Err(Error::invalid(field, format!("not a header: {text:?}")).hint("write it as name: value")),
    }
}

/// The body that these chunks make; nothing if they are none, or not all.
fn dechunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let Ok(Status::Complete((begins, length))) = httparse::parse_chunk_size(bytes) else { return None };
        if length == 0 {
            return Some(body);
        }
        let ends = begins.checked_add(usize::try_from(length).ok()?)?;
        body.extend_from_slice(bytes.get(begins..ends)?);
        bytes = bytes.get(ends..)?.strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Incoming {
        parse(text.as_bytes(), "--request").unwrap()
    }

    #[test]
    fn it_is_read_as_it_came_or_as_an_editor_left_it() {
        for text in [
            "POST /hook HTTP/1.1\r\nWebhook-Id: a\r\nContent-Length: 2\r\n\r\n{}",
            "POST /hook HTTP/1.1\nwebhook-id:  a \ncontent-length: 2\n\n{}\n",
            "webhook-id: a\ncontent-length: 2\n\n{}",
            "POST / HTTP/1.1\r\nwebhook-id: a\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n",
            "webhook-id: a\ntransfer-encoding: chunked\n\n{}",
        ] {
            let request = read(text);
            assert_eq!((request.header("WEBHOOK-ID"), request.body.as_slice()), (Some("a"), &b"{}"[..]), "{text:?}");
        }
        assert_eq!(read("a: b\n\n{}\n").body, b"{}\n");
        assert_eq!(read("content-length: 2\n\n{}x").body, b"{}x");
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for text in [
            "",
            "{}",
            "{\"a\": \"b\"}",
            "POST / HTTP/1.1\r\n",
            "a: b\n",
            "content-length: 3\n\n{}",
            "content-length: x\n\n{}",
        ] {
            assert!(parse(text.as_bytes(), "--request").is_err(), "{text:?}");
        }
        assert!(parse(format!("{}\r\n", "a: b\r\n".repeat(200)).as_bytes(), "").is_err());
        assert!(header("nonsense", "--header").is_err() && header(": x", "--header").is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in "(POST / HTTP/1.1\r\n)?[a-z:0-9 \r\n-]{0,60}(transfer-encoding: chunked\r\n\r\n)?[0-9a-f\r\n]{0,20}") {
            drop(parse(bytes.as_bytes(), "--request"));
        }
    }
}
