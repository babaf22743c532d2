//! kill -9 of `fire` and of a worker whose store is on a server.

use crate::support::Sandbox;
use crate::webhooks_crash::kill_the_release;

#[test]
#[ignore = "needs PostgreSQL, the release binary, which tests/run builds, and faketime, which it installs"]
fn nothing_accepted_is_lost_by_a_hundred_kills() {
    let sandbox = Sandbox::released();
    assert!(sandbox.client().is_some(), "run it by tests/postgres");
    kill_the_release(&sandbox);
}
