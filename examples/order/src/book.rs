//! Where orders go. Another shop has an API here, which takes the key as its idempotency key.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use switchboard::prelude::*;

use crate::Order;

/// A file with a line for each order.
#[derive(Debug, Clone)]
pub struct OrderBook {
    file: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Line {
    key: String,
    #[serde(flatten)]
    order: Order,
}

impl OrderBook {
    /// The book in this file, which need not be there yet.
    pub fn at(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into() }
    }

    /// Writes an order down and answers its number. The same key is the same order, and is written once.
    pub(crate) async fn write(self, key: String, order: Order) -> Result<usize> {
        // It waits for the disk, and for whoever else has the book in hand.
        tokio::task::spawn_blocking(move || self.write_at_once(&Line { key, order })).await?
    }

    fn write_at_once(&self, line: &Line) -> Result<usize> {
        let mut file = File::options().read(true).append(true).create(true).open(&self.file)?;
        file.lock()?;
        let lines = io::read_to_string(&file)?;
        let keys = lines.lines().map(|line| serde_json::from_str(line).map(|Line { key, .. }| key)).collect::<Result<Vec<_>, _>>()?;
        if let Some(place) = keys.iter().position(|key| *key == line.key) {
            return Ok(place + 1);
        }
        file.write_all(format!("{}\n", serde_json::to_string(line)?).as_bytes())?;
        file.sync_data()?;
        Ok(keys.len() + 1)
    }
}
