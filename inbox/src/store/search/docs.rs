//! Sets of messages, by their `seq`, as bits: what a search works with.
//!
//! A chunk is 65,536 messages. In the data it is a list of two bytes for each of its messages, or its 65,536 bits when that is less.

use std::collections::BTreeMap;

/// The bits of a `seq` that say where in its chunk it is.
const BITS: u32 = 16;

/// Words of 64 bits that a chunk has.
const WORDS: usize = 1 << (BITS - 6);

/// Bytes of a chunk that is written as bits. A list is shorter.
const BYTES: usize = WORDS * 8;

type Chunk = [u64; WORDS];

/// The chunk of a message.
pub(super) fn chunk_of(seq: i64) -> i64 {
    seq >> BITS
}

/// The place of a message in its chunk.
pub(super) fn place_of(seq: i64) -> u16 {
    (seq & 0xffff) as u16
}

/// Some messages.
#[derive(Debug, Clone, Default)]
pub(super) struct Docs {
    chunks: BTreeMap<i64, Box<Chunk>>,
}

impl Docs {
    pub(super) fn insert(&mut self, seq: i64) {
        set(self.chunk_mut(chunk_of(seq)), place_of(seq));
    }

    pub(super) fn contains(&self, seq: i64) -> bool {
        let place = usize::from(place_of(seq));
        self.chunks.get(&chunk_of(seq)).is_some_and(|chunk| chunk[place >> 6] & (1 << (place & 63)) != 0)
    }

    pub(super) fn count(&self) -> usize {
        self.chunks.values().flat_map(|chunk| chunk.iter()).map(|word| word.count_ones() as usize).sum()
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = i64> {
        self.chunks.iter().flat_map(|(number, chunk)| {
            let words = chunk.iter().enumerate().filter(|(_, word)| **word != 0);
            words.flat_map(move |(at, word)| {
                let bits = (0..64).filter(move |bit| word & (1 << bit) != 0);
                bits.map(move |bit| (number << BITS) | ((at as i64) << 6) | bit)
            })
        })
    }

    /// Adds what the data has of a chunk.
    pub(super) fn add(&mut self, number: i64, written: &[u8]) {
        read_into(self.chunk_mut(number), written);
    }

    /// Adds the messages of others.
    pub(super) fn unite(&mut self, others: &Self) {
        for (number, theirs) in &others.chunks {
            self.chunk_mut(*number).iter_mut().zip(theirs.iter()).for_each(|(word, their)| *word |= their);
        }
    }

    /// Leaves only what others have, too.
    pub(super) fn keep(&mut self, others: &Self) {
        let numbers: Vec<i64> = self.chunks.keys().copied().collect();
        numbers.into_iter().for_each(|number| self.keep_in_chunk(number, others));
    }

    /// Takes out what others have.
    pub(super) fn remove(&mut self, others: &Self) {
        for (number, theirs) in &others.chunks {
            if let Some(chunk) = self.chunks.get_mut(number) {
                chunk.iter_mut().zip(theirs.iter()).for_each(|(word, their)| *word &= !their);
            }
        }
    }

    /// Of one chunk, leaves only what others have, too.
    pub(super) fn keep_in_chunk(&mut self, number: i64, others: &Self) {
        let Some(chunk) = self.chunks.get_mut(&number) else { return };
        match others.chunks.get(&number) {
            Some(theirs) => chunk.iter_mut().zip(theirs.iter()).for_each(|(word, their)| *word &= their),
            None => self.drop_chunk(number),
        }
    }

    /// Of one chunk, leaves only messages at places that pass.
    pub(super) fn keep_places(&mut self, number: i64, pass: impl Fn(u16) -> bool) {
        let Some(chunk) = self.chunks.get_mut(&number) else { return };
        for (at, word) in (0_u16..).zip(chunk.iter_mut()) {
            let mut left = *word;
            while left != 0 {
                let bit = left.trailing_zeros() as u16;
                left &= left - 1;
                if !pass((at << 6) | bit) {
                    *word &= !(1 << bit);
                }
            }
        }
    }

    /// Takes a chunk out.
    pub(super) fn drop_chunk(&mut self, number: i64) {
        self.chunks.remove(&number);
    }

    /// Whether it has messages of a chunk.
    pub(super) fn has_chunk(&self, number: i64) -> bool {
        self.chunks.get(&number).is_some_and(|chunk| chunk.iter().any(|word| *word != 0))
    }

    fn chunk_mut(&mut self, number: i64) -> &mut Chunk {
        self.chunks.entry(number).or_insert_with(|| Box::new([0; WORDS]))
    }
}

fn set(chunk: &mut Chunk, place: u16) {
    chunk[usize::from(place >> 6)] |= 1 << (place & 63);
}

fn read_into(chunk: &mut Chunk, written: &[u8]) {
    if written.len() == BYTES {
        let theirs = written.as_chunks::<8>().0.iter();
        chunk.iter_mut().zip(theirs).for_each(|(word, bytes)| *word |= u64::from_le_bytes(*bytes));
    } else {
        written.as_chunks::<2>().0.iter().for_each(|bytes| set(chunk, u16::from_le_bytes(*bytes)));
    }
}

fn as_bits(chunk: &Chunk) -> Vec<u8> {
    chunk.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A written chunk with more places in it.
pub(super) fn with(mut written: Vec<u8>, places: &[u16]) -> Vec<u8> {
    if written.len() + places.len() * 2 < BYTES {
        written.extend(places.iter().flat_map(|place| place.to_le_bytes()));
        return written;
    }
    let mut chunk = [0; WORDS];
    read_into(&mut chunk, &written);
    places.iter().for_each(|place| set(&mut chunk, *place));
    as_bits(&chunk)
}

/// A written chunk without a place; nothing when no other is left.
pub(super) fn without(written: &[u8], place: u16) -> Option<Vec<u8>> {
    let mut chunk = [0; WORDS];
    read_into(&mut chunk, written);
    chunk[usize::from(place >> 6)] &= !(1 << (place & 63));
    chunk.iter().any(|word| *word != 0).then(|| as_bits(&chunk))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn docs(all: &[i64]) -> Docs {
        let mut docs = Docs::default();
        all.iter().for_each(|seq| docs.insert(*seq));
        docs
    }

    fn all(docs: &Docs) -> Vec<i64> {
        docs.iter().collect()
    }

    #[test]
    fn sets_are_united_and_cut() {
        let one = docs(&[1, 63, 64, 65_535, 65_536, 1_500_000]);
        assert_eq!((one.count(), all(&one)), (6, vec![1, 63, 64, 65_535, 65_536, 1_500_000]));
        assert!(one.contains(65_535) && !one.contains(65_537) && !one.contains(9_000_000));
        let other = docs(&[2, 64, 65_536]);
        let mut united = one.clone();
        united.unite(&other);
        assert_eq!(all(&united), [1, 2, 63, 64, 65_535, 65_536, 1_500_000]);
        let mut both = one.clone();
        both.keep(&other);
        assert_eq!(all(&both), [64, 65_536]);
        let mut rest = one;
        rest.remove(&other);
        assert_eq!(all(&rest), [1, 63, 65_535, 1_500_000]);
        rest.keep_in_chunk(0, &docs(&[63, 64, 65_536]));
        assert_eq!(all(&rest), [63, 1_500_000]);
        let mut places = docs(&[0, 1, 63, 64, 65_535, 65_536 + 64]);
        places.keep_places(0, |place| place % 64 != 63 && place != 1);
        assert_eq!(all(&places), [0, 64, 65_536 + 64]);
        rest.drop_chunk(0);
        assert_eq!((all(&rest), rest.has_chunk(0), rest.has_chunk(1), rest.has_chunk(22)), (vec![1_500_000], false, false, true));
    }

    #[test]
    fn a_chunk_is_written_as_a_list_until_bits_are_shorter() {
        let places: Vec<u16> = (0..5_000).map(|place| place * 13).collect();
        let mut written = Vec::new();
        for (at, some) in places.chunks(1_000).enumerate() {
            written = with(written, some);
            assert_eq!(written.len(), if at < 4 { (at + 1) * 2_000 } else { BYTES });
            let mut docs = Docs::default();
            docs.add(2, &written);
            assert!(all(&docs).into_iter().eq(places[..(at + 1) * 1_000].iter().map(|place| (2 << 16) | i64::from(*place))));
        }
        let less = without(&written, 13).expect("others are left");
        let mut docs = Docs::default();
        docs.add(0, &less);
        assert_eq!((docs.count(), docs.contains(13), docs.contains(26)), (4_999, false, true));
        assert_eq!(without(&with(Vec::new(), &[7]), 7), None);
    }
}
