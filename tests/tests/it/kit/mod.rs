//! The test kit: what it waits for, what it says when an expectation fails, transcripts, recordings.

mod expecting;
mod people;
mod replaying;
mod settling;
mod transcripts;
