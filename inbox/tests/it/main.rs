//! The inbox over HTTP, as a bot, a person and a test see it.

mod world;

mod first;
