//! Manual pages: one for the program, one for each area and verb.

use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::error::{Error, Exit, Result};

/// Every page: file name and content.
pub fn pages(mut command: clap::Command) -> Result<Vec<(String, Vec<u8>)>> {
    command.build();
    let mut pages = Vec::new();
    page(&command, "gatepost", &mut pages).map_err(|cause| Error::io("cannot make a manual page", &cause))?;
    Ok(pages)
}

fn page(command: &clap::Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    // No date, so that a page changes only when the program does.
    let man = Man::new(command.clone()).title(name.to_uppercase()).manual("gatepost manual").date("");
    let mut text = Vec::new();
    man.render(&mut text)?;
    if name == "gatepost" {
        exit_status(&mut text)?;
    }
    pages.push((format!("{name}.1"), text));
    for below in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        page(below, &format!("{name}-{}", below.get_name()), pages)?;
    }
    Ok(())
}

fn exit_status(text: &mut Vec<u8>) -> std::io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SH", ["EXIT STATUS"]);
    for (exit, meaning) in Exit::ALL {
        roff.control("TP", []);
        roff.text([roman(exit.number().to_string())]);
        roff.text([roman(*meaning)]);
    }
    roff.to_writer(text)
}
