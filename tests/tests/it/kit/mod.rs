//! The test kit: what it waits for, what it says when an expectation fails, transcripts, recordings.

mod complaints;
mod expecting;
mod groups;
mod people;
mod replaying;
mod seeds;
mod settling;
mod surviving;
mod templates;
mod transcripts;
