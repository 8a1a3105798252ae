//! The real `echo`: its transcript, its start, its stop.

mod start;
mod stop;
mod transcript;
