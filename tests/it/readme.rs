//! Every session in the documents is run as it stands: a ```console block is what a person typed after `$ `
//! (going on after `> `) and what was answered. One home and one shell a document.

use std::fmt::Write;

use crate::support::committed::{committed, root};
use crate::support::shell::{session, shell};

/// A line of a document, or a command of a session in it.
enum Part {
    Line(String),
    Command(String),
}

/// Takes a document apart; what was answered is thrown away.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        inside = line == "```console" || inside && line != "```";
        if !inside || line == "```console" {
            parts.push(Part::Line(line.to_owned()));
        } else if let Some(command) = line.strip_prefix("$ ") {
            parts.push(Part::Command(command.to_owned()));
        } else if let (Some(more), Some(Part::Command(command))) =
            (line.strip_prefix("> ").or(line.strip_prefix('>')), parts.last_mut())
        {
            write!(command, "\n{more}").unwrap();
        }
    }
    parts
}

/// The document with what is answered now.
fn replayed(text: &str) -> String {
    let parts = parts(text);
    let commands = parts.iter().filter_map(|part| match part {
        Part::Command(command) => Some(command.clone()),
        Part::Line(_) => None,
    });
    let mut answers = session(&shell(), &commands.collect::<Vec<_>>()).into_iter();
    let mut made = String::new();
    for part in &parts {
        match part {
            Part::Line(line) => writeln!(made, "{line}").unwrap(),
            Part::Command(command) => {
                let typed = command.lines().collect::<Vec<_>>().join("\n> ");
                let answer = answers.next().unwrap();
                let answer: Vec<_> = answer.lines().map(str::trim_end).collect();
                writeln!(made, "{}", [&[format!("$ {typed}").as_str()], answer.as_slice()].concat().join("\n"))
                    .unwrap();
            }
        }
    }
    // A typed line that is empty has no space after its sign.
    made.replace("\n> \n", "\n>\n")
}

fn documents(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let pages = entries.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages.map(|path| path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn every_session_in_the_documents_goes_as_written() {
    let mut replayed_any = false;
    for path in documents("").into_iter().chain(documents("docs")) {
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        if text.contains("```console\n") {
            committed(&path, &replayed(&text));
            replayed_any = true;
        }
    }
    assert!(replayed_any, "no document has a session");
}

#[test]
fn every_link_in_the_documents_leads_somewhere() {
    let mut findings = Vec::new();
    for path in documents("").into_iter().chain(documents("docs")).chain(documents("docs/decisions")) {
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let file = link.split('#').next().unwrap();
            let folder = root().join(&path).parent().unwrap().to_owned();
            if !link.contains("://") && !file.is_empty() && !folder.join(file).exists() {
                findings.push(format!("{path}: {link}"));
            }
        }
    }
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}
