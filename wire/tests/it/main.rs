//! The shapes against the golden JSON in `contract/golden`.

mod events;
mod expected;
mod golden;
mod privacy;
mod properties;
mod round_trip;
mod shapes;
