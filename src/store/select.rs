//! A SELECT whose conditions depend on what was asked: each value takes the next position, so that text
//! from outside never becomes SQL.

use super::engine::Value;
use crate::domain::page::NamePage;

/// A statement under construction.
pub struct Select<'a> {
    text: String,
    args: Vec<Value<'a>>,
    conditions: usize,
}

impl<'a> Select<'a> {
    /// Begins with everything before WHERE.
    pub fn new(start: &str) -> Select<'a> {
        Select { text: start.to_owned(), args: Vec::new(), conditions: 0 }
    }

    /// Adds a condition; each `?` in it takes the next of its values.
    pub fn and(&mut self, condition: &str, values: &[Value<'a>]) {
        self.text.push_str(if self.conditions == 0 { " WHERE " } else { " AND " });
        self.conditions += 1;
        let mut number = self.args.len();
        for part in condition.split_inclusive('?') {
            self.text.push_str(part);
            if part.ends_with('?') {
                number += 1;
                self.text.push_str(&number.to_string());
            }
        }
        self.args.extend_from_slice(values);
    }

    /// Adds a condition with one value, where there is one.
    pub fn when<T>(&mut self, condition: &str, value: Option<T>)
    where
        Value<'a>: From<T>,
    {
        if let Some(value) = value {
            self.and(condition, &[Value::from(value)]);
        }
    }

    /// Adds the conditions, order and bound of a page of named things; `keys` are the columns before the
    /// name that the order begins with.
    pub fn page(&mut self, page: &'a NamePage, keys: &str) {
        let (beyond, direction) = if page.descending { ("<", "DESC") } else { (">", "ASC") };
        self.when("created_at >= ?", page.since);
        self.when("created_at <= ?", page.until);
        self.when(&format!("name {beyond} ?"), page.after.as_deref());
        self.push(&format!(" ORDER BY {keys}name {direction}"));
        if let Some(limit) = page.limit {
            self.push(&format!(" LIMIT {limit}"));
        }
    }

    /// Adds text as it is: order and limit.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The statement.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its values, in order.
    pub fn args(&self) -> &[Value<'a>] {
        &self.args
    }
}

/// A pattern of `*` and `?` as LIKE understands it, with `\` to escape.
pub fn like(glob: &str) -> String {
    let mut pattern = String::with_capacity(glob.len() + 4);
    for letter in glob.chars() {
        match letter {
            '*' => pattern.push('%'),
            '?' => pattern.push('_'),
            '%' | '_' | '\\' => pattern.extend(['\\', letter]),
            other => pattern.push(other),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_numbered() {
        let mut sql = Select::new("SELECT 1");
        sql.and("a = ?", &["x".into()]);
        sql.and("(b, c) < (?, ?)", &[1.into(), 2.into()]);
        assert_eq!(sql.text(), "SELECT 1 WHERE a = ?1 AND (b, c) < (?2, ?3)");
        assert_eq!(sql.args().len(), 3);
    }

    #[test]
    fn a_glob_s_own_letters_are_taken_literally() {
        assert_eq!(like("ci-*_%?"), "ci-%\\_\\%_");
    }
}
