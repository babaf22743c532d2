//! Names to addresses, by the operating system's resolver.

use std::io;
use std::net::{IpAddr, ToSocketAddrs};
#[cfg(debug_assertions)]
use std::sync::{Arc, Mutex};

/// The resolver; a test may answer for it.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    #[cfg(debug_assertions)]
    pinned: Option<Arc<Mutex<Vec<Pin>>>>,
}

/// What a test answers for one name.
#[cfg(debug_assertions)]
#[derive(Debug)]
struct Pin {
    name: String,
    /// One answer after the other; the last one stays.
    answers: std::collections::VecDeque<Vec<IpAddr>>,
}

impl Hosts {
    /// The addresses of a name, in the order in which they are to be tried. It takes as long as the system takes.
    pub fn look_up(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        #[cfg(debug_assertions)]
        if let Some(pinned) = &self.pinned {
            return answer(&mut pinned.lock().unwrap_or_else(std::sync::PoisonError::into_inner), name);
        }
        Ok((name, 0).to_socket_addrs()?.map(|address| address.ip()).collect())
    }

    /// A resolver that knows these names and no other: `name=192.0.2.1,192.0.2.2|10.0.0.1;other=…`, where what stands
    /// behind a `|` is the answer to the next question.
    #[cfg(debug_assertions)]
    pub fn pinned(text: &str) -> Hosts {
        let addresses = |text: &str| text.split(',').filter_map(|address| address.parse().ok()).collect();
        let pins = text
            .split(';')
            .filter_map(|pin| pin.split_once('='))
            .map(|(name, answers)| Pin { name: name.to_owned(), answers: answers.split('|').map(addresses).collect() });
        Hosts { pinned: Some(Arc::new(Mutex::new(pins.collect()))) }
    }
}

#[cfg(debug_assertions)]
fn answer(pins: &mut [Pin], name: &str) -> io::Result<Vec<IpAddr>> {
    let unknown = || io::Error::new(io::ErrorKind::NotFound, "no address associated with the name");
    let pin = pins.iter_mut().find(|pin| pin.name == name).ok_or_else(unknown)?;
    let next = if pin.answers.len() > 1 { pin.answers.pop_front() } else { pin.answers.front().cloned() };
    next.ok_or_else(unknown)
}
