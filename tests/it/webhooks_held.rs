//! What holds deliveries back, and what must not: order, rates, a clock that was set back, a store that is held.

use std::io::{BufRead, BufReader};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::support::Sandbox;
use crate::support::receiver::{Receiver, Reply};

fn with(script: &[Reply], more: &str) -> (Sandbox, Receiver) {
    of(Sandbox::new(), script, more)
}

fn of(sandbox: Sandbox, script: &[Reply], more: &str) -> (Sandbox, Receiver) {
    let receiver = Receiver::new(script);
    sandbox.run(&format!("{} {more}", receiver.endpoint("a"))).ok();
    sandbox.run("config set webhooks.unknown_type off --store").ok();
    (sandbox, receiver)
}

#[test]
fn what_is_tried_anew_goes_in_the_order_that_its_endpoint_has_now() {
    let (sandbox, receiver) = with(&[Reply::Status(500), Reply::Status(500)], "--retry no_retry");
    let _ = sandbox.run("webhooks fire a.b --id first").fails(7);
    let _ = sandbox.run("webhooks fire a.b --id second").fails(7);
    sandbox.run("webhooks endpoints update a --ordered yes").ok();
    sandbox.run("webhooks deliveries retry first").ok();
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 3);
    sandbox.run("webhooks replay --status failed --since 1d --yes").ok();
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 4);
}
