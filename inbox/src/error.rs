//! Why an inbox does not start.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why an inbox does not start, in one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address to listen on is no address.
    #[error("`{0}` is no address to listen on; it is written like 127.0.0.1:7700")]
    Address(String),
    /// Somebody else listens there.
    #[error("{0} is taken by another program; stop that one, or choose another address (port 0 takes a free one)")]
    Taken(SocketAddr),
    /// The system does not let us listen there.
    #[error("the inbox cannot listen on {address}: {cause}; choose another address")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// Other machines could reach `/sandbox/`, and nothing would stop them.
    #[error("{0} can be reached by other machines: set a sandbox token, or listen on 127.0.0.1")]
    Open(SocketAddr),
    /// Another inbox works on the file.
    #[error("{} is in use by another inbox; stop that one, or choose another file", .0.display())]
    Locked(PathBuf),
    /// The data cannot be used.
    #[error("the data in {} cannot be used: {cause}; choose another file, or move it away", path.display())]
    Data {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The system has no thread or task to give.
    #[error("the inbox cannot start: {0}")]
    System(#[from] io::Error),
}
