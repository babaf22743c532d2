//! Rust source as words and signs, without comments and without what stands in quotes, and what the tidy
//! test reads from it: functions, attributes, and the rooms that paths lead to.

/// A word, `::`, or a sign of one character.
pub struct Token {
    text: String,
    /// Its line, from 1.
    line: usize,
}

/// A function with a body.
pub struct Function {
    pub name: String,
    /// The line of its `fn`, from 1.
    pub line: usize,
    /// How many lines it has, from `fn` to the closing brace.
    pub lines: usize,
}

/// The words and signs of a source text.
pub fn tokens(text: &str) -> Vec<Token> {
    let blank = blank(text);
    let mut tokens = Vec::new();
    for (number, line) in blank.lines().enumerate() {
        let mut rest = line.trim_start();
        while !rest.is_empty() {
            let word = rest.find(|letter: char| !is_word(letter)).unwrap_or(rest.len());
            let length = if rest.starts_with("::") { 2 } else { word.max(1) };
            let (token, after) = rest.split_at(length);
            tokens.push(Token { text: token.to_owned(), line: number + 1 });
            rest = after.trim_start();
        }
    }
    tokens
}

fn is_word(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

/// The text with comments and quoted text replaced by spaces, line for line; what is not ASCII outside of
/// them as well, which in Rust is rare.
fn blank(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let unread = unread(rest);
        let (piece, after) = rest.split_at(unread.unwrap_or(letter.len_utf8()));
        let kept = |letter: char| letter == '\n' || unread.is_none() && letter.is_ascii();
        out.extend(piece.chars().map(|letter| if kept(letter) { letter } else { ' ' }));
        rest = after;
    }
    out
}

/// How long the comment or the quoted text is that `rest` begins with; none where it begins with neither.
fn unread(rest: &str) -> Option<usize> {
    let to = |end: Option<usize>| Some(end.unwrap_or(rest.len()));
    if rest.starts_with("//") {
        return to(rest.find('\n'));
    }
    if rest.starts_with("/*") {
        return to(comment_end(rest));
    }
    if rest.starts_with('"') {
        return to(quote_end(rest, '"'));
    }
    if let Some(raw) = rest.strip_prefix('r') {
        let quoted = raw.trim_start_matches('#');
        let end = format!("\"{}", "#".repeat(raw.len() - quoted.len()));
        let inner = quoted.strip_prefix('"')?;
        return to(inner.find(&end).map(|at| rest.len() - inner.len() + at + end.len()));
    }
    // A quote that does not close after one character begins a lifetime.
    let inner = rest.strip_prefix('\'')?;
    let closed = inner.chars().nth(1) == Some('\'');
    if inner.starts_with('\\') || closed { to(quote_end(rest, '\'')) } else { None }
}

/// The end of a comment in which comments may be nested.
fn comment_end(rest: &str) -> Option<usize> {
    let mut depth = 0;
    let mut at = 0;
    loop {
        let found = at + rest.get(at..)?.find(['/', '*'])?;
        match rest.get(found..found + 2)? {
            "/*" => depth += 1,
            "*/" => depth -= 1,
            _ => {
                at = found + 1;
                continue;
            }
        }
        at = found + 2;
        if depth == 0 {
            return Some(at);
        }
    }
}

/// The end of a text in quotes in which `\` takes away the meaning of the next character.
fn quote_end(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return Some(at + 1),
            _ => (),
        }
    }
    None
}

fn text(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.text.as_str())
}

/// The place of the sign that closes the one at `open`.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => (),
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len() - 1
}

/// The functions that have a body, inner ones too.
pub fn functions(tokens: &[Token]) -> Vec<Function> {
    let mut functions = Vec::new();
    for (start, token) in tokens.iter().enumerate() {
        // `fn(` is a type.
        if token.text != "fn" || !text(tokens, start + 1).starts_with(is_word) {
            continue;
        }
        let mut at = start;
        while !matches!(text(tokens, at), "{" | ";" | "") {
            at = if matches!(text(tokens, at), "(" | "[") { closing(tokens, at) } else { at } + 1;
        }
        if text(tokens, at) == "{" {
            let lines = tokens[closing(tokens, at)].line - token.line + 1;
            functions.push(Function { name: text(tokens, start + 1).to_owned(), line: token.line, lines });
        }
    }
    functions
}

/// The lines of attributes that silence a lint without saying why.
pub fn silenced(tokens: &[Token]) -> Vec<usize> {
    let begins = |at: usize| text(tokens, at) == "#" && matches!(text(tokens, at + 1), "[" | "!");
    let starts = (0..tokens.len()).filter(|at| begins(*at));
    let silent = starts.filter(|start| {
        let open = start + if text(tokens, start + 1) == "!" { 2 } else { 1 };
        let inner = open..if text(tokens, open) == "[" { closing(tokens, open) } else { open };
        let called = |word: &str| inner.clone().any(|at| text(tokens, at) == word && text(tokens, at + 1) == "(");
        let reasoned = inner.clone().any(|at| text(tokens, at) == "reason");
        called("allow") || called("expect") && !reasoned
    });
    silent.map(|start| tokens[start].line).collect()
}

/// The first word below the root of the crate of every path in a file, with its line. `module` is the
/// file's own place, such as `["store", "tokens"]`, from which `super` is resolved.
pub fn roots(tokens: &[Token], module: &[String]) -> Vec<(String, usize)> {
    let mut roots = Vec::new();
    let mut depth = 0;
    // The depths at which modules within the file begin.
    let mut inner: Vec<usize> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let path = text(tokens, at + 1) == "::";
        let begins = at == 0 || text(tokens, at - 1) != "::";
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                inner.pop_if(|begun| *begun == depth);
            }
            "mod" if text(tokens, at + 2) == "{" => inner.push(depth),
            "crate" if path && begins => roots.extend(heads(tokens, at + 2)),
            "gatepost" if path && begins => roots.push(("lib".to_owned(), token.line)),
            "super" if path && begins => {
                let ups = (0..).take_while(|up| text(tokens, at + 2 * up) == "super").count();
                if ups >= module.len() + inner.len() {
                    roots.extend(heads(tokens, at + 2 * ups));
                }
            }
            _ => (),
        }
    }
    roots
}

/// The word at `at`, or those that begin the items of the group there.
fn heads(tokens: &[Token], at: usize) -> Vec<(String, usize)> {
    let head = |at: usize| (text(tokens, at).to_owned(), tokens[at].line);
    if text(tokens, at) != "{" {
        return vec![head(at)];
    }
    let mut heads = vec![head(at + 1)];
    let mut next = at + 1;
    while next < closing(tokens, at) {
        if text(tokens, next) == "{" {
            next = closing(tokens, next);
        } else if text(tokens, next) == "," && text(tokens, next + 1) != "}" {
            heads.push(head(next + 1));
        }
        next += 1;
    }
    heads
}

#[test]
fn comments_and_quotes_are_not_read() {
    let source = r##"a // b
/* c /* d */ e */ 'f: loop { '\'' 'g' "h \" i" } r#"j " k"# br"\" l "//" m"##;
    let words: Vec<_> = tokens(source).into_iter().map(|token| token.text).collect();
    assert_eq!(words, ["a", "'", "f", ":", "loop", "{", "}", "b", "l", "m"]);
}

#[test]
fn functions_are_measured_from_fn_to_brace() {
    let source = "trait T {\n fn none(a: [u8; 2]);\n fn some<const N: usize>() -> [u8; N] {\n fn inner() {}\n }\n}\ntype F = fn(u8);";
    let found: Vec<_> = functions(&tokens(source)).into_iter().map(|f| (f.name, f.line, f.lines)).collect();
    assert_eq!(found, [("some".to_owned(), 3, 3), ("inner".to_owned(), 4, 1)]);
}

#[test]
fn only_a_reasoned_expectation_silences() {
    let source =
        "#![allow(a)]\n#[expect(a)]\n#[expect(a, reason = \"b\")]\n#[cfg_attr(c, allow(a))]\n#[test]\nfn allow() {}";
    assert_eq!(silenced(&tokens(source)), [1, 2, 4]);
}

#[test]
fn paths_lead_to_rooms() {
    let source = "use crate::{a::{x, y}, b};\npub(crate) fn f() { super::c::g(); super::super::d::h(); $crate::e!() }
mod tests { use super::*; mod more { use super::super::super::super::i; } }";
    let found = roots(&tokens(source), &["ops".to_owned(), "tokens".to_owned()]);
    let expected = [("a", 1), ("b", 1), ("d", 2), ("e", 2), ("i", 3)];
    assert_eq!(found, expected.map(|(room, line)| (room.to_owned(), line)));
    assert_eq!(roots(&tokens("fn main() { gatepost::run() }"), &["main".to_owned()]), [("lib".to_owned(), 1)]);
}
