//! A report as one page of HTML that needs nothing else: no script, no network. It looks well at any width, by day and
//! by night, and on paper.

use std::fmt::Write;

use super::report::{Line, Report, Standing};

/// How pages look.
pub(super) const STYLE: &str = "\
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--ink:#1b2330;--soft:#5b6676;--rule:#e1e5ea;\
--valid:#1f8a5b;--stale:#d9930d;--expired:#8b95a3;--withdrawn:#c2453d;--ended:#7a5195;--refused:#4a6fa5}\
@media(prefers-color-scheme:dark){:root{--ground:#12161c;--card:#1b212a;--ink:#e7ebf0;--soft:#9aa5b4;--rule:#2c3440;\
--valid:#39b57c;--stale:#e9ae3c;--expired:#77828f;--withdrawn:#e0675f;--ended:#a583c4;--refused:#7498d0}}\
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);\
font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}\
main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 3rem}h1{font-size:1.5rem;margin:0;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:0 0 .75rem}\
header{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin-bottom:1.25rem}\
.lead{margin:0 0 1.25rem}.soft{color:var(--soft)}.small{font-size:.875rem}\
.badge{padding:.2rem .75rem;border-radius:1rem;color:#fff;font-weight:600;font-size:.9rem;white-space:nowrap}\
.compliant{background:#1f7a52}.at_risk{background:#9a6400}.non_compliant{background:#b3322b}\
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin-bottom:1rem}\
.tile,section{background:var(--card);border:1px solid var(--rule);border-radius:.6rem;padding:1rem}\
.tile b{display:block;font-size:1.7rem;line-height:1.2;font-variant-numeric:tabular-nums}\
section{margin-bottom:1rem}.scroll{overflow-x:auto}\
.purpose{margin:0 0 1.1rem}.purpose:last-child{margin:0}\
.purpose .head{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem}.purpose b{overflow-wrap:anywhere}\
svg.bar{display:block;width:100%;height:1.1rem;border-radius:.3rem;margin:.3rem 0}\
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:0 0 1rem;padding:0;list-style:none;font-size:.875rem}\
.legend i{display:inline-block;width:.75rem;height:.75rem;border-radius:.2rem;margin-right:.35rem}\
.reason{border-top:1px solid var(--rule);padding:.75rem 0}.reason:first-of-type{border-top:0;padding-top:0}\
.reason:last-child{padding-bottom:0}.reason p{margin:.15rem 0}\
code{font:.85rem/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere;\
background:var(--ground);border-radius:.3rem;padding:.1rem .35rem;display:inline-block}\
.dot{display:inline-block;width:.65rem;height:.65rem;border-radius:50%;margin-right:.45rem}\
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{padding:.35rem .6rem;border-bottom:1px solid var(--rule);\
text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}th:first-child,td:first-child{text-align:left;padding-left:0;\
white-space:normal;overflow-wrap:break-word;width:100%}th:last-child,td:last-child{padding-right:0}\
th{color:var(--soft);font-weight:600}tr:last-child td{border-bottom:0}\
@media print{body{background:#fff}section,.tile{break-inside:avoid}}";

/// The page.
pub fn html(report: &Report) -> String {
    let mut page = String::with_capacity(16 * 1024);
    let standing = report.standing();
    let of = report.subject_id.as_deref().unwrap_or(&report.workspace);
    let when = report.as_of.short();
    add(&mut page, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    add(&mut page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    add(&mut page, &format!("<title>Consent status of {}</title>\n<style>{STYLE}</style>\n</head>\n", escaped(of)));
    add(&mut page, "<body>\n<main>\n<header>\n");
    add(&mut page, &format!("<h1>Consent status</h1><span class=\"badge {}\">", standing.as_str()));
    add(&mut page, &format!("{}</span>\n", words(standing)));
    add(&mut page, &format!("<span class=\"soft\">{} &middot; {when} UTC</span>\n</header>\n", escaped(of)));
    add(&mut page, &format!("<p class=\"lead\">{}</p>\n", summary(report)));
    tiles(&mut page, report);
    purposes(&mut page, report);
    reasons(&mut page, report);
    renewals(&mut page, report);
    let entries = grouped(report.audit_entries);
    let noun = if report.audit_entries == 1 { "entry" } else { "entries" };
    let verified = match report.audit_verified_at {
        Some(at) => format!("last verified as a whole at {} UTC", at.short()),
        None => "never verified as a whole".to_owned(),
    };
    add(
        &mut page,
        &format!(
            "<p class=\"soft small\">Made by gatepost from the records as they stood at {when} UTC. Audit trail: {entries} \
         {noun}, {verified}. Consents under a policy that has changed in what matters are not used until they are renewed.</p>\n"
        ),
    );
    add(&mut page, "</main>\n</body>\n</html>\n");
    page
}

fn add(page: &mut String, text: &str) {
    page.push_str(text);
}

fn words(standing: Standing) -> &'static str {
    match standing {
        Standing::Compliant => "compliant",
        Standing::AtRisk => "at risk",
        Standing::NonCompliant => "not compliant",
    }
}

/// The verdict in a sentence.
fn summary(report: &Report) -> String {
    let count = |standing| report.reasons.iter().filter(|reason| reason.rule.standing == standing).count();
    let broken = match count(Standing::NonCompliant) {
        0 => "No rule is broken".to_owned(),
        1 => "1 rule is broken".to_owned(),
        rules => format!("{rules} rules are broken"),
    };
    match count(Standing::AtRisk) {
        0 => format!("{broken}."),
        1 => format!("{broken}; 1 finding needs attention."),
        findings => format!("{broken}; {findings} findings need attention."),
    }
}

fn color(standing: Standing) -> &'static str {
    match standing {
        Standing::Compliant => "var(--valid)",
        Standing::AtRisk => "var(--stale)",
        Standing::NonCompliant => "var(--withdrawn)",
    }
}

fn tiles(page: &mut String, report: &Report) {
    let tiles = [
        ("people on record", report.subjects),
        ("consents", report.total()),
        ("valid", report.sum(|line| line.valid)),
        ("to be asked again", report.sum(|line| line.stale + line.expired)),
        ("to renew in 30 days", report.sum(|line| line.due[0])),
        ("people under a hold", report.held),
    ];
    add(page, "<div class=\"tiles\">\n");
    for (name, count) in tiles {
        add(
            page,
            &format!("<div class=\"tile\"><b>{}</b><span class=\"soft small\">{name}</span></div>\n", grouped(count)),
        );
    }
    add(page, "</div>\n");
}

fn reasons(page: &mut String, report: &Report) {
    add(page, "<section>\n<h2>What to do</h2>\n");
    if report.reasons.is_empty() {
        add(
            page,
            "<p class=\"soft\" style=\"margin:0\">Nothing: every consent on record can be shown, and holds.</p>\n",
        );
    }
    for reason in &report.reasons {
        let color = color(reason.rule.standing);
        let noun = if reason.count == 1 { "consent" } else { "consents" };
        add(page, "<div class=\"reason\">\n");
        add(
            page,
            &format!(
                "<p><span class=\"dot\" style=\"background:{color}\"></span><b>{} {noun}</b> {}</p>\n",
                grouped(reason.count),
                escaped(reason.rule.what)
            ),
        );
        add(
            page,
            &format!(
                "<p class=\"soft small\">{} &middot; {} &middot; such as {}</p>\n<code>{}</code>\n</div>\n",
                reason.rule.id,
                escaped(reason.rule.article),
                escaped(&reason.example),
                escaped(&reason.fix)
            ),
        );
    }
    add(page, "</section>\n");
}

fn purposes(page: &mut String, report: &Report) {
    add(page, "<section>\n<h2>By purpose</h2>\n<ul class=\"legend\">\n");
    for (name, _) in Line::new(super::Type::DataUsage, "", super::Basis::Consent).parts() {
        let meaning = match name {
            "stale" => " (the text has changed since)",
            "ended" => " (by us, or never valid)",
            _ => "",
        };
        add(page, &format!("<li><i style=\"background:var(--{name})\"></i>{name}"));
        add(page, &format!("<span class=\"soft\">{meaning}</span></li>\n"));
    }
    add(page, "</ul>\n");
    if report.lines.is_empty() {
        add(page, "<p class=\"soft\" style=\"margin:0\">No consent is on record.</p>\n");
    }
    for line in &report.lines {
        let (total, share) = (line.total(), line.coverage);
        add(page, "<div class=\"purpose\">\n<div class=\"head\">");
        add(page, &format!("<b>{}</b>", escaped(&line.purpose)));
        add(
            page,
            &format!(
                "<span class=\"soft small\">{} of {} valid &middot; {share}% of people</span></div>\n",
                grouped(line.valid),
                grouped(total)
            ),
        );
        bar(page, line);
        let counts: Vec<String> = line
            .parts()
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| format!("{} {name}", grouped(*count)))
            .collect();
        let kind = Some(line.consent_type.as_str().to_owned()).filter(|kind| *kind != line.purpose);
        let words: Vec<String> = kind.into_iter().chain(counts).collect();
        add(page, &format!("<span class=\"soft small\">{}</span>\n</div>\n", words.join(" &middot; ")));
    }
    add(page, "</section>\n");
}

/// A bar of the states, as wide as their shares.
fn bar(page: &mut String, line: &Line) {
    let total = line.total().max(1);
    let name = escaped(&line.purpose);
    add(
        page,
        &format!(
            "<svg class=\"bar\" viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{name}\">"
        ),
    );
    let mut at = 0;
    for (state, count) in line.parts() {
        let end = at + count;
        // From shares of the whole, so that the parts meet and end at the end.
        let (from, to) = (at.saturating_mul(1000) / total, end.saturating_mul(1000) / total);
        if count > 0 {
            let width = (to - from).max(3);
            add(
                page,
                &format!(
                    "<rect x=\"{}\" width=\"{width}\" height=\"20\" style=\"fill:var(--{state})\"><title>{} {state}</title></rect>",
                    from.min(997),
                    grouped(count)
                ),
            );
        }
        at = end;
    }
    add(page, "</svg>\n");
}

fn renewals(page: &mut String, report: &Report) {
    add(page, "<section>\n<h2>Renewals that come due within</h2>\n<div class=\"scroll\"><table>\n");
    add(page, "<tr><th>Purpose</th><th>30 days</th><th>60 days</th><th>90 days</th></tr>\n");
    for line in &report.lines {
        let _ = writeln!(
            page,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            // A narrow screen breaks a name between its words.
            escaped(&line.purpose).replace('_', "_<wbr>"),
            grouped(line.due[0]),
            grouped(line.due[1]),
            grouped(line.due[2])
        );
    }
    add(page, "</table></div>\n</section>\n");
}

/// A number with a thin space between its thousands.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A text that is text in HTML as well.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::consent::{Basis, Type};
    use crate::domain::time::Millis;

    #[test]
    fn names_are_text_whatever_they_hold_and_nothing_is_fetched() {
        let line =
            Line { valid: 1_234_567, coverage: 61, ..Line::new(Type::Marketing, "</svg><script>\"'&", Basis::Consent) };
        let report = Report {
            workspace: "<b>".to_owned(),
            subject_id: None,
            as_of: Millis(0),
            subjects: 2_000_000,
            lines: vec![line],
            reasons: Vec::new(),
            held: 0,
            audit_entries: 7,
            audit_verified_at: None,
            brief: false,
        };
        let page = html(&report);
        assert!(page.contains("&lt;/svg&gt;&lt;script&gt;&quot;&#39;&amp;") && page.contains("&lt;b&gt;"));
        assert!(page.contains("1\u{202f}234\u{202f}567 valid") && page.contains("61% of people"));
        for word in ["<script", "http:", "https:", "url(", "@import", "src="] {
            assert!(!page.contains(word), "{word}");
        }
    }
}
