//! Plans: a digest over what a bulk change would do, so that it can be looked at first and then done
//! exactly so. Nothing is stored.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::error::{Code, Error, Result};

/// A digest of a command, its filters, and the ids and states of what it selected.
pub struct Plan(Sha256);

impl Plan {
    /// Begins with the command and its filters, in a form that is equal when they are.
    pub fn new(command: &str, filters: &str) -> Plan {
        let mut plan = Plan(Sha256::new());
        plan.add(command);
        plan.add(filters);
        plan
    }

    /// Adds one selected record by id and state.
    pub fn select(&mut self, id: &str, state: &str) {
        self.add(id);
        self.add(state);
    }

    fn add(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text);
    }

    /// The plan's id.
    pub fn id(self) -> String {
        format!("plan_{}", &HEXLOWER.encode(&self.0.finalize())[..24])
    }
}

/// Refuses to go on when what was planned is not what would be done.
pub fn check(planned: &str, now: &str) -> Result<()> {
    if planned == now {
        return Ok(());
    }
    Err(Error::new(Code::PlanChanged, format!("what {planned} selected has changed since; nothing was done"))
        .hint("make a new plan with --dry-run"))
}
